// @ts-check
// The page of a round: taps go to the kind's own script, what the server says comes back, and the
// page follows when the facilitator opens, closes, reveals or merges. Without this script the same
// page works by plain forms.

import * as answers from "./answers.js";
import * as influence from "./influence.js";
import * as points from "./points.js";
import * as ratings from "./rate.js";
import * as steered from "./room_state.js";

const MOMENT = 4_000; // shorter drops of the network are nobody's business
const JITTER = 1_500;
const AT_MOST = 3_000; // ms between two looks at the server

const find = (/** @type {string} */ selector) =>
  /** @type {HTMLElement} */ (document.querySelector(selector));
const room = find("#room");
const refusal = find("#refusal");
const offline = find("#offline-note");
const count = find("#waiting-count");
const { who = "", code = "" } = room.dataset;

let round = find("#round");
let lastText = "";
let lastLook = 0;
let look = 0;
let postponed = false; // a look at the server, because somebody is typing
let offSince = 0;
let offTimer = 0;
let steeredBy = "";

/** The script of what is asked, while answers are taken. @returns {any} */
function kind() {
  if (!("takes" in round.dataset) || !answers.available()) return null;
  return { points, ratings, influence }[round.dataset.kind ?? ""] ?? null;
}

function draw() {
  kind()?.draw(round);
  showWaiting();
}

function complain(/** @type {string} */ sentence) {
  refusal.textContent = sentence;
  refusal.hidden = !sentence;
  if (sentence) refusal.scrollIntoView({ block: "center" });
}

// --- What waits -----------------------------------------------------------------------------

function showWaiting() {
  const off = !navigator.onLine || document.documentElement.dataset.liveState === "off";
  offSince = off ? offSince || Date.now() : 0;
  const old = answers.available() ? answers.waiting() : [];
  const oldest = Math.min(...old.map((wish) => wish.at));
  const isLong = Math.min(offSince || Infinity, oldest) <= Date.now() - MOMENT;
  offline.hidden = !(off && offSince <= Date.now() - MOMENT);
  count.hidden = !(old.length && isLong);
  count.textContent = (count.dataset.text ?? "").replace("#", String(old.length));
  clearTimeout(offTimer);
  if (off || old.length) offTimer = setTimeout(showWaiting, MOMENT / 4);
}

// --- Following ------------------------------------------------------------------------------

/** Look at the server soon: the whole room does, so not all at the same moment. */
function lookSoon(/** @type {number} */ most = JITTER) {
  clearTimeout(look);
  const early = Math.max(0, lastLook + AT_MOST - Date.now());
  look = setTimeout(refresh, early + Math.random() * most);
}

async function refresh() {
  if ((postponed = isTyping())) return; // when the field is left
  lastLook = Date.now();
  const url = new URL(location.href);
  url.searchParams.set("part", "1");
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = /** @type {HTMLElement | null} */ (page.querySelector("#round"));
  if (!fresh) return;
  if (fresh.dataset.who !== who) {
    location.reload(); // the phone has changed hands
    return;
  }
  const text = plain(fresh);
  if (text === lastText) return;
  if ((postponed = isTyping())) return;
  lastText = text;
  put(document.adoptNode(fresh));
}

/** What the page shows, without the forms' keys, which differ each time. */
function plain(/** @type {HTMLElement} */ part) {
  return part.outerHTML.replace(/<input[^>]*csrfmiddlewaretoken[^>]*>/g, "");
}

function isTyping() {
  const focused = document.activeElement;
  return focused instanceof HTMLTextAreaElement && round.contains(focused);
}

/** Put the new page in place; focus, scrolling and what is unfolded stay. */
function put(/** @type {HTMLElement} */ fresh) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const path = focused && round.contains(focused) ? pathOf(focused) : "";
  const open = [...round.querySelectorAll(".ask:has(.sentences[open])")].map((item) => item.id);
  const same = fresh.dataset.round === round.dataset.round && fresh.dataset.state === round.dataset.state;
  const rule = round.querySelector("#rule")?.hasAttribute("open");
  const written = same ? inForm() : {};
  const top = scrollY;
  round.replaceWith(fresh);
  round = fresh;
  if (same) round.querySelector("#rule")?.toggleAttribute("open", rule);
  for (const id of open) document.getElementById(id)?.querySelector(".sentences")?.setAttribute("open", "");
  restore(written);
  draw();
  if (same) scrollTo({ top });
  if (path) /** @type {HTMLElement | null} */ (round.querySelector(path))?.focus({ preventScroll: true });
}

/** A selector that finds the same thing on the new page. */
function pathOf(/** @type {HTMLElement} */ element) {
  if (element.id) return `#${element.id}`;
  const item = element.closest("[id]")?.id ?? "round";
  const { name = "", value = "" } = /** @type {HTMLInputElement} */ (element);
  const step = element.dataset.step ?? element.dataset.go;
  if (step) return `#${item} [data-step="${step}"], #${item} [data-go="${step}"]`;
  return name ? `#${item} [name="${name}"][value="${CSS.escape(value)}"]` : `#${item} ${element.localName}`;
}

/** What somebody has begun to say about a pair of clusters. @returns {Record<string, string>} */
function inForm() {
  const form = /** @type {HTMLFormElement | null} */ (round.querySelector("#influence-form"));
  if (!form || form.hidden) return {};
  const { source = "", target = "", strength = "", reason = "" } = Object.fromEntries(new FormData(form));
  return /** @type {Record<string, string>} */ ({ source, target, strength, reason });
}

function restore(/** @type {Record<string, string>} */ written) {
  const form = /** @type {HTMLFormElement | null} */ (round.querySelector("#influence-form"));
  if (!form || !(written.strength || written.reason)) return;
  for (const name of ["source", "target"]) {
    const words = round.querySelector(`#asked [data-cluster="${written[name]}"]`)?.childNodes;
    if (!words) return; // not asked any more
    const copies = [...words].map((node) => node.cloneNode(true));
    round.querySelector(`#pair-${name}`)?.replaceChildren(...copies);
  }
  for (const [name, value] of Object.entries(written)) {
    const control = form.elements.namedItem(name);
    if (control && "value" in control) control.value = value;
  }
}

// --- Begin ----------------------------------------------------------------------------------

room.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement) || event.target.id === "person-form") return;
  complain("");
  try {
    kind()?.submit?.(round, event);
  } catch {
    event.target.submit(); // no room on the phone: the plain way
    return;
  }
  draw();
});
room.addEventListener("click", (event) => kind()?.click?.(round, event));
room.addEventListener("change", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.id === "id_person") /** @type {HTMLFormElement} */ (find("#person-form")).submit();
  else {
    kind()?.change?.(round, event);
    draw();
  }
});
room.addEventListener("focusout", () => setTimeout(() => postponed && lookSoon(0)));
for (const name of ["answers:saved", "answers:refused"]) {
  document.addEventListener(name, (event) => {
    const { wish, body } = /** @type {CustomEvent} */ (event).detail;
    const isHere = wish.round === round.dataset.round && wish.person === round.dataset.person;
    if (isHere) kind()?.settle(round, wish, body);
    if (body.error) {
      complain(body.error);
      lookSoon(0);
    }
    draw();
  });
}
document.addEventListener("answers:stranger", (event) => {
  complain(/** @type {CustomEvent} */ (event).detail.error ?? "");
});
document.addEventListener("answers:elsewhere", () => {
  draw();
  lookSoon(); // what the other tab has sent is on the server by now
});
document.addEventListener("live:change", (event) => {
  const { topics = [], event: name } = /** @type {CustomEvent} */ (event).detail;
  const known = name === "snapshot" && !topics.length ? ["round"] : topics;
  if (known.includes("round")) followRound();
  if (known.includes("round") || known.includes("clusters")) lookSoon();
});
document.addEventListener("live:state", showWaiting);
for (const event of ["online", "offline", "pageshow"]) addEventListener(event, showWaiting);

/** Something happened to a round: what is shown now is the server's choice again. */
function followRound() {
  const url = new URL(location.href);
  if (!url.searchParams.has("round")) return;
  url.searchParams.delete("round");
  history.replaceState(null, "", url);
}

steered.follow(() => {
  const { blanked = false } = JSON.parse(room.dataset.state || "{}");
  const stage = find("#stage-banner").dataset.stage ?? "";
  const now = [stage, blanked, steered.timeIsUp()].join();
  if (steeredBy && steeredBy !== now) lookSoon();
  steeredBy = now;
});
lastText = plain(round);
if (answers.available()) {
  const token = /** @type {HTMLInputElement | null} */ (room.querySelector("[name=csrfmiddlewaretoken]"));
  const same = (room.dataset.entries ?? "").split(" ");
  answers.start({ who, same, code, token: token?.value ?? "" });
}
draw();
