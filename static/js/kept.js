// @ts-check
// A form whose words stay on the phone until the server has said that it keeps them: a comment, a
// challenge, a proposal. The number made for it (client_id) makes a repeat harmless. One draft per
// place and person; whoever has the phone next does not see it.

import { newId } from "./outbox.js";
import { refresh } from "./together.js";

const PATIENCE = 8_000; // ms for one answer
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
const TRY_AGAIN = [408, 425, 429]; // refusals that are about the moment

/** @typedef {{client_id: string, words: Record<string, string>, ticked: string[],
 *   chosen?: Record<string, string>, pending: boolean}} Draft */

const room = /** @type {HTMLElement} */ (document.querySelector("#room"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-keep]"));
const send = /** @type {HTMLButtonElement} */ (form.querySelector("[data-send]"));
const { code, who, person } = room.dataset;
/** Where the draft lies of one entry, or of one of a scribe's people. */
const keyOf = (/** @type {string | undefined} */ entry) =>
  `kept:${code}:${entry}:${person === who ? entry : person}:${form.dataset.keep}`;
const key = keyOf(who);
const names = (form.dataset.written ?? "").split(" ");
/** Choices of one among several: kept with the words, but no words by themselves. */
const choices = (form.dataset.chosen ?? "").split(" ").filter(Boolean);
let token = field("csrfmiddlewaretoken").value;
let pending = false;
let running = false;
let failures = 0;
let timer = 0;

// --- Draft --------------------------------------------------------------------------------

/** @param {string} name */
function field(name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

const boxes = () =>
  /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[type=checkbox]")]);
/** What a box is called in the draft; that of a cluster by its number alone. */
const tickOf = (/** @type {HTMLInputElement} */ { name, value }) =>
  name === "clusters" ? value : `${name} ${value}`;
const valuesOf = (/** @type {string[]} */ of) =>
  Object.fromEntries(of.map((name) => [name, field(name).value]));

/** @returns {Draft} */
function draft() {
  const ticked = boxes().filter((box) => box.checked).map(tickOf);
  const [words, chosen] = [valuesOf(names), valuesOf(choices)];
  return { client_id: field("client_id").value, words, ticked, chosen, pending };
}

const isEmpty = (/** @type {Draft} */ { words }) => Object.values(words).every((word) => !word.trim());

function keep() {
  const now = draft();
  try {
    for (const entry of (room.dataset.entries ?? "").split(" ")) {
      localStorage.removeItem(keyOf(entry)); // the newest words are the only ones
    }
    if (!isEmpty(now)) localStorage.setItem(key, JSON.stringify(now));
  } catch {
    // It stays in the page only.
  }
}

/** What was being written here, also under an entry that is the same person by now.
 * @returns {Draft | null} */
function load() {
  const entries = [who, ...(room.dataset.entries ?? "").split(" ")];
  try {
    const found = entries.map((entry) => localStorage.getItem(keyOf(entry))).find(Boolean);
    return JSON.parse(found ?? "null");
  } catch {
    return null; // kept from us, or damaged by somebody else
  }
}

/** Put back what was being written here. */
function restore() {
  const kept = load();
  if (!kept) return;
  field("client_id").value = kept.client_id;
  for (const name of names) field(name).value = kept.words[name] ?? "";
  for (const name of choices) choose(name, kept.chosen?.[name] ?? "");
  for (const box of boxes()) box.checked = box.checked || kept.ticked.includes(tickOf(box));
  pending = kept.pending;
}

/** Choose this one of several; one that is not offered stays what it is on the phone.
 * @param {string} name
 * @param {string} value */
function choose(name, value) {
  const place = /** @type {HTMLSelectElement | HTMLInputElement} */ (field(name));
  if (place instanceof HTMLSelectElement && value) {
    const offered = [...place.options].some((option) => option.value === value);
    if (!offered) place.add(new Option(place.dataset.gone ?? value, value));
  }
  if (value) place.value = value;
}

/** Begin anew, under a new number. @param {boolean} clear */
function renew(clear) {
  field("client_id").value = newId();
  if (clear) {
    for (const name of names) field(name).value = "";
    for (const box of boxes()) box.checked = false;
    field(names[0]).dispatchEvent(new Event("input", { bubbles: true })); // the counter
  }
  keep();
}

// --- Sending ------------------------------------------------------------------------------

async function flush() {
  if (running || !pending) return;
  running = true;
  clearTimeout(timer);
  const sent = draft();
  try {
    let answer = await post(sent);
    if (answer?.status === 403 && answer.body?.csrf_token) {
      token = answer.body.csrf_token;
      answer = await post(sent);
    }
    settle(sent, answer ?? { status: 0, body: null });
  } finally {
    running = false;
  }
}

/** @param {Draft} sent
 * @param {{status: number, body: any}} answer */
function settle(sent, { status, body }) {
  const ours = String(body?.client_id ?? "").toLowerCase() === sent.client_id.toLowerCase();
  const now = JSON.stringify(draft().words) === JSON.stringify(sent.words);
  if (ours && (status === 200 || status === 201) && Number.isInteger(body.saved)) {
    pending = false;
    renew(now); // what was typed since then stays, as a new entry
    show(body.waits ? "waits" : "saved");
    refresh("1", { jitter: 0 });
  } else if (ours && status >= 400 && status < 500 && !TRY_AGAIN.includes(status)) {
    pending = false;
    if (status === 409) renew(false);
    keep();
    show("refused", body.error);
    refresh("1", { jitter: 0 });
  } else if (pending) {
    // No answer, a full server, a hotel's sign-in page: it is not saved, so it stays.
    failures += 1;
    show("waiting");
    const longest = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** failures);
    timer = setTimeout(flush, SHORTEST_WAIT + Math.random() * (longest - SHORTEST_WAIT));
  }
}

/** @param {Draft} sent @returns {Promise<{status: number, body: any} | null>} */
async function post(sent) {
  const body = new URLSearchParams({ ...sent.words, client_id: sent.client_id });
  for (const name of ["kind", "pk", "person"]) if (field(name)) body.set(name, field(name).value);
  for (const [name, value] of Object.entries(sent.chosen ?? {})) body.set(name, value);
  for (const one of sent.ticked) {
    const [name, value] = one.includes(" ") ? one.split(" ") : ["clusters", one];
    body.append(name, value);
  }
  const impatience = new AbortController();
  const alarm = setTimeout(() => impatience.abort(), PATIENCE);
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const signal = impatience.signal;
    const response = await fetch(form.action, { method: "POST", headers, body, signal });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch {
    return null;
  } finally {
    clearTimeout(alarm);
  }
}

// --- Showing ------------------------------------------------------------------------------

/** @param {string} state
 * @param {string} sentence */
function show(state, sentence = "") {
  for (const line of form.querySelectorAll("[data-kept]")) {
    const own = /** @type {HTMLElement} */ (line);
    own.hidden = own.dataset.kept !== state;
    if (state === "refused" && !own.hidden) own.textContent = sentence;
  }
}

/** The step may have closed, or opened again; words that are not sent stay in sight. */
function follow() {
  const open = document.querySelector("#list-open")?.getAttribute("data-open") === "1";
  const begun = !isEmpty(draft());
  form.hidden = !open && !begun;
  send.disabled = !open;
  const state = form.querySelector("[data-kept]:not([hidden])")?.getAttribute("data-kept");
  if (!open && begun && !state) show("closed");
  else if (open && state === "closed") show("");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running || send.disabled || isEmpty(draft())) return; // the second tap of a double tap
  pending = true;
  failures = 0;
  keep();
  show("");
  flush();
});
form.addEventListener("input", (event) => {
  if (!event.isTrusted) return;
  pending = false; // other words: they go when they are sent
  clearTimeout(timer);
  keep();
  show("");
});
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-about]") : null;
  if (!link) return;
  event.preventDefault();
  const about = link.getAttribute("data-about");
  for (const box of boxes()) box.checked = box.checked || tickOf(box) === about;
  keep();
  form.scrollIntoView({ block: "start" });
  field(names[0]).focus({ preventScroll: true });
});
document.addEventListener("list:renewed", follow);
for (const event of ["online", "pageshow"]) {
  addEventListener(event, () => {
    failures = 0;
    flush();
  });
}
if (form.hasAttribute("data-refused")) keep(); // refused as a plain form
else restore();
follow();
if (pending) show("waiting");
field(names[0]).dispatchEvent(new Event("input", { bubbles: true })); // the counter
flush();
