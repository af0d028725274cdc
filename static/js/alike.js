// @ts-check
// While somebody types a factor: what says the same already, to agree with. It never holds up
// sending, and the draft stays until its writer discards it.

import { sure } from "./own.js";
import * as wishes from "./wishes.js";

const PAUSE = 500; // ms after the last key
const SHORTEST = 6; // characters
const PATIENCE = 6_000;

/** @typedef {{factor: number, text: string, district: string, total: number, agrees: boolean}} Alike */

const find = (/** @type {string} */ selector) =>
  /** @type {HTMLElement} */ (document.querySelector(selector));
const room = find("#room");
const box = find("#alike");
const items = find("#alike-list");
const next = find("#alike-next");
const pattern = /** @type {HTMLTemplateElement} */ (find("#alike-pattern"));
const form = /** @type {HTMLFormElement} */ (find("#factor-form"));
const text = /** @type {HTMLTextAreaElement} */ (find("#id_text"));
const token = /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken"));

let timer = 0;
let asked = "";
/** @type {AbortController | null} */
let asking = null;

const typed = () => text.value.trim();
const person = () => {
  const chosen = /** @type {HTMLSelectElement | null} */ (document.querySelector("#id_person"));
  return chosen?.value ?? room.dataset.who ?? "";
};

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

async function ask() {
  const now = typed();
  if ([...now].length < SHORTEST) return hide();
  if (now === asked || !navigator.onLine) return;
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const alarm = setTimeout(() => asking?.abort(), PATIENCE);
  const address = new URL(box.dataset.url ?? "", location.href);
  address.searchParams.set("text", now);
  address.searchParams.set("person", person());
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
    const found = answer.ok && !answer.redirected ? await answer.json() : null;
    if (!Array.isArray(found) || signal.aborted) return;
    asked = now;
    show(found);
  } catch {
    // A hint that does not come is no loss.
  } finally {
    clearTimeout(alarm);
  }
}

/** @param {Alike[]} found */
function show(found) {
  items.replaceChildren(...found.map(drawn));
  next.hidden = !found.some((one) => one.agrees);
  box.hidden = found.length === 0;
}

/** @param {Alike} one */
function drawn({ factor, text: words, district, total, agrees }) {
  const item = /** @type {HTMLElement} */ (
    /** @type {Element} */ (pattern.content.firstElementChild).cloneNode(true)
  );
  item.dataset.said = `factor-${factor}`;
  write(item, "bdi", words);
  write(item, ".alike-district", district);
  write(item, ".agree-total", String(total));
  const button = item.querySelector(".agree");
  button?.setAttribute("aria-pressed", String(agrees));
  button?.addEventListener("click", () => {
    const wished = button.getAttribute("data-wish");
    const now = wished ? wished === "yes" : button.getAttribute("aria-pressed") === "true";
    button.setAttribute("data-wish", now ? "no" : "yes");
    wishes.put({ kind: "factor", pk: factor, agrees: !now, person: person() });
  });
  return item;
}

/** @param {Element} item @param {string} where @param {string} words */
function write(item, where, words) {
  const place = item.querySelector(where);
  if (place) place.textContent = words;
}

function hide() {
  clearTimeout(timer);
  asking?.abort();
  asked = "";
  box.hidden = true;
  items.replaceChildren();
}

/** The form was emptied: sent, or another heading was opened. */
const tidy = () => setTimeout(() => [...typed()].length < SHORTEST && hide());

find("#text-count").after(box);
text.addEventListener("input", later);
form.addEventListener("submit", tidy);
document.addEventListener("click", tidy);
addEventListener("popstate", tidy);
document.addEventListener("wish:kept", (event) => {
  const { kind, pk, agrees, total } = /** @type {CustomEvent} */ (event).detail;
  const item = items.querySelector(`[data-said="${kind}-${pk}"]`);
  if (!item) return;
  write(item, ".agree-total", String(total));
  item.querySelector(".agree")?.setAttribute("aria-pressed", String(agrees));
  item.querySelector(".agree")?.removeAttribute("data-wish");
  next.hidden = items.querySelector(".agree[aria-pressed=true]") === null;
});
document.addEventListener("wish:refused", (event) => {
  const { kind, pk } = /** @type {CustomEvent} */ (event).detail;
  items.querySelector(`[data-said="${kind}-${pk}"]`)?.remove(); // it is not there any more
  box.hidden = items.children.length === 0;
});
document.addEventListener("live:change", (event) => {
  const { state, off_board: gone = [] } = /** @type {CustomEvent} */ (event).detail;
  if (state?.blanked) hide(); // no words of others, here either
  for (const pk of gone) items.querySelector(`[data-said="factor-${pk}"]`)?.remove();
  if (!items.children.length) box.hidden = true;
});
find("#alike-discard").addEventListener("click", ({ currentTarget }) => {
  if (!sure(/** @type {HTMLElement} */ (currentTarget))) return;
  for (const control of form.elements) {
    if (control instanceof HTMLTextAreaElement) control.value = "";
    else if (control instanceof HTMLInputElement && control.name === "stance") control.checked = false;
  }
  text.dispatchEvent(new Event("input", { bubbles: true })); // the draft and the counter follow
  hide();
});
wishes.start({
  code: room.dataset.code ?? "",
  who: room.dataset.who ?? "",
  same: (room.dataset.entries ?? "").split(" "),
  url: box.dataset.say ?? "",
  token: token.value,
});
