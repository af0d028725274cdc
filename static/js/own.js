// @ts-check
// The list of own factors: waiting, saved, on the board, hidden, or not sent and why.

import * as outbox from "./outbox.js";

/** @typedef {import("./outbox.js").Entry} Entry */

const list = /** @type {HTMLElement} */ (document.querySelector("#own-list"));
const none = /** @type {HTMLElement} */ (document.querySelector("#own-none"));
const pattern = /** @type {HTMLTemplateElement} */ (document.querySelector("#own-pattern"));
const refusedPattern = /** @type {HTMLTemplateElement} */ (
  document.querySelector("#refused-pattern")
);
/** Ids seen on the board: the stream may be faster than the answer to the phone. */
const onBoard = new Set();

const byId = (/** @type {string} */ id) =>
  /** @type {HTMLElement | null} */ (list.querySelector(`[data-entry="${id}"]`));
const byFactor = (/** @type {number} */ pk) =>
  /** @type {HTMLElement | null} */ (list.querySelector(`[data-factor="${pk}"]`));

/** Show an entry of the outbox as it is: waiting, or refused with its reason. */
export function show(
  /** @type {Entry} */ entry,
  /** @type {(entry: Entry) => void} */ correct,
) {
  const item = byId(entry.client_id) ?? add(entry);
  if (!entry.refused) return;
  item.dataset.state = "refused";
  item.querySelectorAll(".own-tools, .own-reason").forEach((old) => old.remove());
  item.append(refusedPattern.content.cloneNode(true));
  const reason = /** @type {HTMLElement} */ (item.querySelector(".own-reason"));
  reason.textContent = reasonOf(entry);
  item.querySelector("[data-act=correct]")?.addEventListener("click", () => correct(entry));
  item.querySelector("[data-act=discard]")?.addEventListener("click", () => drop(entry.client_id));
}

/** The server keeps it: the tick, and the places where it can be changed. */
export function saved(/** @type {Entry} */ entry, /** @type {number} */ pk) {
  const item = byId(entry.client_id);
  if (byFactor(pk)) {
    item?.remove(); // the page was loaded after the first answer got lost
    return;
  }
  if (!item) return;
  delete item.dataset.entry;
  item.dataset.factor = String(pk);
  item.dataset.state = onBoard.has(pk) ? "board" : "saved";
  for (const link of item.querySelectorAll("a")) {
    link.setAttribute("href", link.getAttribute("href")?.replace("/0/", `/${pk}/`) ?? "");
  }
}

/** What the stream says of the board; a snapshot names everything that is on it. */
export function board(
  /** @type {{on_board?: number[], off_board?: number[], event?: string}} */ frame,
) {
  const { on_board: came = [], off_board: went = [], event } = frame;
  if (event === "snapshot") went.push(...[...shownOnBoard()].filter((pk) => !came.includes(pk)));
  for (const pk of came) {
    onBoard.add(pk);
    const item = byFactor(pk);
    if (item) item.dataset.state = "board";
  }
  for (const pk of went) {
    onBoard.delete(pk);
    const item = byFactor(pk);
    if (item && item.dataset.state !== "withdrawn") item.dataset.state = "hidden";
  }
}

function* shownOnBoard() {
  for (const item of list.querySelectorAll('[data-state="board"]')) {
    yield Number(/** @type {HTMLElement} */ (item).dataset.factor);
  }
}

/** Forget an entry of the outbox and its line. */
export function drop(/** @type {string} */ id) {
  outbox.discard(id);
  byId(id)?.remove();
  none.hidden = list.children.length > 0;
}

export function reasonOf(/** @type {Entry} */ entry) {
  const sentences = Object.values(entry.refused?.errors ?? {}).flat();
  return sentences.join(" ") || entry.refused?.error || "";
}

function add(/** @type {Entry} */ entry) {
  list.prepend(pattern.content.cloneNode(true));
  const item = /** @type {HTMLElement} */ (list.firstElementChild);
  delete item.dataset.factor;
  item.dataset.entry = entry.client_id;
  item.dataset.state = "waiting";
  item.dataset.category = entry.fields.category;
  write(item, ".own-text bdi", entry.fields.text);
  write(item, ".own-category", label(`.guide[data-category="${entry.fields.category}"]`));
  write(item, ".own-stance", label(`[name=stance][value="${entry.fields.stance}"]`));
  none.hidden = true;
  return item;
}

function write(/** @type {HTMLElement} */ item, /** @type {string} */ where, /** @type {string} */ text) {
  const place = item.querySelector(where);
  if (place) place.textContent = text;
}

/** The word that the page itself shows for a value. */
function label(/** @type {string} */ selector) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  return place?.dataset.label ?? "";
}
