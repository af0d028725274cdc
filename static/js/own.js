// @ts-check
// The list of own factors: on the way, saved, on the board, hidden, or not sent and why.

import * as outbox from "./outbox.js";

/** @typedef {import("./outbox.js").Entry} Entry */

const room = /** @type {HTMLElement} */ (document.querySelector("#room"));
const list = /** @type {HTMLElement} */ (document.querySelector("#own-list"));
const none = /** @type {HTMLElement} */ (document.querySelector("#own-none"));
const pattern = /** @type {HTMLTemplateElement} */ (document.querySelector("#own-pattern"));
const tools = /** @type {HTMLTemplateElement} */ (document.querySelector("#entry-tools"));
/** Ids seen on the board: the stream may be faster than the answer to the phone. */
const onBoard = new Set();
let correct = (/** @type {Entry} */ _entry) => {};

const byId = (/** @type {string} */ id) =>
  /** @type {HTMLElement | null} */ (list.querySelector(`[data-entry="${id}"]`));
const byFactor = (/** @type {number} */ pk) =>
  /** @type {HTMLElement | null} */ (list.querySelector(`[data-factor="${pk}"]`));

/** Show what the outbox holds; `toForm` gives an entry's words back to the form. */
export function begin(/** @type {(entry: Entry) => void} */ toForm) {
  correct = toForm;
  outbox.entries().forEach(show);
}

/** Show an entry of the outbox as it is: waiting, a draft, or refused with its reason. */
export function show(/** @type {Entry} */ entry) {
  const item = byId(entry.client_id) ?? add(entry);
  item.dataset.state = stateOf(entry);
  item.toggleAttribute("data-late", entry.refused?.late === true);
  const reason = /** @type {HTMLElement} */ (item.querySelector(".own-reason"));
  reason.textContent = reasonOf(entry);
  if (entry.refused?.join) item.querySelector("[data-act=join]")?.setAttribute("href", entry.refused.join);
}

/** The server keeps it: the tick, and the places where it can be changed. */
export function saved(
  /** @type {Entry} */ entry,
  /** @type {number} */ pk,
  /** @type {string} */ waitsFor,
) {
  const known = byFactor(pk);
  if (known) {
    byId(entry.client_id)?.remove(); // the page was loaded after the first answer got lost
    return;
  }
  const item = byId(entry.client_id) ?? add(entry); // thrown away while it was on its way
  item.querySelectorAll(".entry-tools, .own-reason").forEach((part) => part.remove());
  delete item.dataset.entry;
  item.dataset.factor = String(pk);
  item.dataset.state = onBoard.has(pk) ? "board" : waitsFor || "saved";
  for (const link of item.querySelectorAll("a")) {
    link.setAttribute("href", link.getAttribute("href")?.replace("/0/", `/${pk}/`) ?? "");
  }
}

/** What the stream says of the board; a snapshot names everything that is on it. */
export function board(
  /** @type {{on_board?: number[], off_board?: number[], event?: string, state?: {silent?: boolean}}} */ frame,
) {
  const { on_board: came = [], off_board = [], event } = frame;
  const went = [...off_board];
  if (event === "snapshot") went.push(...[...shownOnBoard()].filter((pk) => !came.includes(pk)));
  for (const pk of came) {
    onBoard.add(pk);
    const item = byFactor(pk);
    if (item) item.dataset.state = "board";
  }
  let unsure = false;
  for (const pk of went) {
    onBoard.delete(pk);
    const item = byFactor(pk);
    if (item?.dataset.state !== "board") continue;
    item.dataset.state = "hidden";
    unsure = true;
  }
  if (unsure) setTimeout(sync, Math.random() * 1_500); // only the server knows why
  else if (frame.state?.silent === false && awaitsReveal()) {
    setTimeout(() => awaitsReveal() && sync(), 500 + Math.random() * 1_500); // now it waits for approval
  }
}

const awaitsReveal = () => list.querySelector('[data-state="reveal"]') !== null;

function* shownOnBoard() {
  for (const item of list.querySelectorAll('[data-state="board"]')) {
    yield Number(/** @type {HTMLElement} */ (item).dataset.factor);
  }
}

/** Draw the factors that the server has as it would draw them now. */
export async function sync() {
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const theirs = /** @type {HTMLElement | null} */ (page.querySelector("#room"));
  if (theirs?.dataset.who !== room.dataset.who) return;
  const items = [...page.querySelectorAll("#own-list > [data-factor]")].reverse();
  for (const fresh of items) {
    const old = byFactor(Number(/** @type {HTMLElement} */ (fresh).dataset.factor));
    if (old) old.replaceWith(fresh);
    else list.prepend(fresh);
  }
  none.hidden = list.children.length > 0;
}

/** Forget an entry of the outbox and its line. */
export function drop(/** @type {string} */ id) {
  outbox.discard(id);
  gone(id);
}

/** Take an entry's line away: it is settled elsewhere. */
export function gone(/** @type {string} */ id) {
  byId(id)?.remove();
  none.hidden = list.children.length > 0;
}

export function reasonOf(/** @type {Entry} */ entry) {
  const sentences = Object.values(entry.refused?.errors ?? {}).flat();
  return [...new Set(sentences)].join(" ") || entry.refused?.error || "";
}

function stateOf(/** @type {Entry} */ { refused }) {
  if (!refused) return "waiting";
  if (refused.join) return "stranger";
  return refused.status === 423 ? "draft" : "refused";
}

function add(/** @type {Entry} */ entry) {
  list.prepend(pattern.content.cloneNode(true));
  const item = /** @type {HTMLElement} */ (list.firstElementChild);
  delete item.dataset.factor;
  item.dataset.entry = entry.client_id;
  item.dataset.category = entry.fields.category;
  write(item, ".own-text bdi", entry.fields.text);
  write(item, ".own-category", label(`.guide[data-category="${entry.fields.category}"]`));
  write(item, ".own-stance", label(`[name=stance][value="${entry.fields.stance}"]`));
  item.append(tools.content.cloneNode(true));
  item.querySelector(".entry-tools")?.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLElement) act(entry.client_id, target);
  });
  none.hidden = true;
  return item;
}

function act(/** @type {string} */ id, /** @type {HTMLElement} */ button) {
  const entry = outbox.entries().find((one) => one.client_id === id);
  if (!entry) return gone(id);
  if (button.dataset.act === "now") outbox.soon();
  if (button.dataset.act === "correct") correct(entry);
  if (button.dataset.act === "late") {
    outbox.handIn(entry);
    show(entry);
  }
  if (button.dataset.act === "discard" && sure(button)) drop(id);
}

/** Whether this was the second press: nothing is thrown away at the first. */
export function sure(/** @type {HTMLElement} */ button) {
  if (button.dataset.asked) return true;
  const before = button.textContent;
  button.textContent = button.dataset.sure ?? before;
  button.dataset.asked = "yes";
  setTimeout(() => {
    button.textContent = before;
    delete button.dataset.asked;
  }, 5_000);
  return false;
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
