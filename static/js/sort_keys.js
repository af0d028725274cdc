// @ts-check
// Sorting by keyboard. Which physical key was pressed counts, so that a Thai keyboard works like
// an English one. Everything here can also be reached with Tab alone; this is only quicker.

import { announce, board, place, tick, ticks, words } from "./sort.js";

const help = /** @type {HTMLDialogElement} */ (document.getElementById("keys"));
const opener = /** @type {HTMLButtonElement} */ (document.querySelector("[data-keys]"));
/** Where to go back to, and where to go on, once a card was moved.
 * @type {{card: string, next: string} | null} */
let from = null;

const cards = () => [...board().querySelectorAll(".sort-card")];

/** @param {Element | null | undefined} card
 * @returns {HTMLInputElement | null} */
const boxOf = (card) => card?.querySelector('input[name="card"]') ?? null;

/** @param {Element | null | undefined} card */
const into = (card) => {
  boxOf(card)?.focus();
  card?.scrollIntoView({ block: "nearest" });
};

/** @param {Element} card
 * @param {number} step */
const neighbour = (card, step) => {
  const all = cards();
  return all[all.indexOf(card) + step];
};

/** The card joins what is ticked; all of it is meant.
 * @param {Element | null} card */
const mean = (card) => {
  if (card && !ticks().length) tick([/** @type {Element} */ (boxOf(card))], true);
  if (card) from = { card: card.id, next: (neighbour(card, 1) ?? neighbour(card, -1))?.id ?? "" };
  if (ticks().length) announce(words("ticked").replace("{n}", String(ticks().length)));
  return ticks().length > 0;
};

/** @param {string} id */
const goTo = (id) => {
  const place = document.getElementById(id);
  if (!place || (place instanceof HTMLButtonElement && place.disabled)) return;
  place.focus();
};

const moveTicked = async () => {
  const where = /** @type {HTMLSelectElement} */ (document.getElementById("where"));
  const isDone = await place(where.value, ticks());
  into(document.getElementById((isDone ? from?.next : from?.card) ?? ""));
};

/** @param {string} code
 * @param {Element | null} card
 * @returns {boolean} whether the key means something here */
const press = (code, card) => {
  if (code === "KeyM" && mean(card)) goTo("where");
  else if (code === "KeyN" && mean(card)) goTo("new-name");
  else if (code === "KeyS" && ticks().length > 1) click("[data-same]");
  else if (code === "KeyU") click("[data-key=u]");
  else if (code === "KeyC") into(board().querySelector(".sort-tray .sort-card"));
  else if (code === "KeyG") focusOn(board().querySelector(".stack-head a"));
  else if (code === "Enter" && card) click("a[data-sheet]", card);
  else return false;
  return true;
};

/** @param {string} selector
 * @param {Element} [within] */
const click = (selector, within) => {
  const button = (within ?? board()).querySelector(selector);
  if (button instanceof HTMLElement) button.click();
};

/** @param {Element | null} element */
const focusOn = (element) => {
  if (!(element instanceof HTMLElement)) return;
  element.focus();
  element.scrollIntoView({ block: "nearest" });
};

/** Enter in a field presses the button beside it; Escape leaves it.
 * @param {KeyboardEvent} event
 * @param {Element} field */
const inField = (event, field) => {
  if (!field.matches("[data-enter]")) return;
  if (event.key === "Enter") {
    event.preventDefault();
    if (field.id === "where") moveTicked();
    else field.closest("[data-fields]")?.querySelector("button")?.click();
  } else if (event.key === "Escape") {
    into(document.getElementById(from?.card ?? ""));
  }
};

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (target.closest("dialog")) return;
  const field = target.closest('input:not([type="checkbox"]), textarea, select');
  if (field) {
    inField(event, field);
    return;
  }
  const card = target.closest(".sort-card");
  if (card && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    into(neighbour(card, event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
    help.showModal();
  } else if (event.key === "Escape") {
    tick(ticks(), false);
    announce(words("ticked").replace("{n}", "0"));
  } else if (!event.shiftKey && !event.repeat && !(event.key === "Enter" && target.matches("a, button"))) {
    if (press(event.code, card)) event.preventDefault();
  }
});

opener.hidden = false;
opener.addEventListener("click", () => help.showModal());
