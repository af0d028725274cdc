// @ts-check
// The projector: shows what the desk chose, pages through full columns, marks what is new, and
// has a few keys of its own.

import { drawWords } from "./words.js";

const TURN = 8_000; // how long a page stays
const NEW = 20_000; // how long a card counts as new

const MANY = 10; // more at once are a reveal: nothing of it is newer than the rest

const root = document.documentElement;
const { body } = document;
const columns = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".board-column")]);

// --- Pages --------------------------------------------------------------------------------

/** The columns, and the lists of the picture, which is a new element after each change. */
const pagers = () => [
  ...columns,
  .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".picture .pager")),
];

/** What a column or list is known by, also after it was drawn anew.
 * @param {HTMLElement} pager */
const nameOf = (pager) => pager.dataset.pager ?? pager.dataset.category ?? "";

/** The page that each of them shows. @type {Map<string, number>} */
const shown = new Map();
let paused = false;

/** @param {HTMLElement} column */
const cardsOf = (column) =>
  /** @type {HTMLElement[]} */ ([
    ...column.querySelectorAll(".column-list > li, .pager-list > *"),
  ]);

/** @param {HTMLElement} column */
const windowOf = (column) =>
  /** @type {HTMLElement} */ (column.querySelector(".column-window, .pager-window"));

/** What stands on every page: the heads and sums of a table.
 * @param {HTMLElement} column */
function standing(column) {
  const body = column.querySelector("tbody");
  const table = body?.closest("table");
  return table && body ? table.offsetHeight - body.offsetHeight : 0;
}

/**
 * The pages of a column: as many cards as its height holds. A card that is higher than that
 * gets several pages, each of them scrolled further down.
 * @param {HTMLElement} column
 * @returns {{cards: HTMLElement[], scroll: number}[]}
 */
function pagesOf(column) {
  const cards = cardsOf(column);
  for (const card of cards) card.hidden = false;
  const height = windowOf(column).clientHeight || Infinity; // out of sight it has no height
  const room = height - standing(column);
  /** @type {{cards: HTMLElement[], scroll: number}[]} */
  const pages = [{ cards: [], scroll: 0 }];
  let top = column.querySelector("tbody") && cards.length ? cards[0].offsetTop : 0;
  for (const card of cards) {
    const bottom = card.offsetTop + card.offsetHeight;
    let last = pages[pages.length - 1];
    if (last.cards.length && bottom - top > room) {
      top = card.offsetTop;
      last = { cards: [], scroll: 0 };
      pages.push(last);
    }
    last.cards.push(card);
    if (bottom - top <= room) continue;
    for (let scroll = room * 0.9; bottom - top > scroll + room * 0.1; scroll += room * 0.9) {
      pages.push({ cards: [card], scroll });
      if (bottom - top <= scroll + room) break;
    }
  }
  return pages;
}

/** @param {HTMLElement} column */
function show(column) {
  const pages = pagesOf(column);
  const number = Math.min(shown.get(nameOf(column)) ?? 0, pages.length - 1);
  shown.set(nameOf(column), number);
  const { cards, scroll } = pages[number];
  for (const card of cardsOf(column)) card.hidden = !cards.includes(card);
  windowOf(column).scrollTop = scroll;
  const sign = /** @type {HTMLElement} */ (column.querySelector(".column-page, .pager-page"));
  sign.textContent = pages.length > 1 ? `${number + 1}/${pages.length}` : "";
  column.dataset.pages = String(pages.length);
}

function turn() {
  if (paused) return;
  for (const pager of pagers()) {
    const pages = Number(pager.dataset.pages);
    if (pages > 1) {
      shown.set(nameOf(pager), ((shown.get(nameOf(pager)) ?? 0) + 1) % pages);
      show(pager);
    }
  }
}

function showAll() {
  if (body.dataset.mode === "words" && !("blanked" in body.dataset)) drawWords(columns);
  pagers().forEach(show);
}

// --- What the desk chose ------------------------------------------------------------------

/** @typedef {{blanked: boolean, projector: {mode: string, category: string}}} State */

/** @param {State} state */
function follow({ blanked, projector: { mode, category } }) {
  const before = `${body.dataset.mode} ${body.dataset.one}`;
  body.dataset.mode = mode;
  body.dataset.one = category;
  body.toggleAttribute("data-blanked", blanked);
  body.toggleAttribute("data-picture", Boolean(document.querySelector(".picture-body")));
  for (const column of columns) {
    column.hidden = mode === "one" && column.dataset.category !== category;
  }
  if (before === `${mode} ${category}`) return;
  body.classList.remove("with-large-code");
  shown.clear();
  beginTurn();
}

// --- What is new --------------------------------------------------------------------------

/** When each card came that was not there before. @type {Map<string, number>} */
const came = new Map();
let known = new Set(columns.flatMap(cardsOf).map((card) => card.id));

/** Mark the newest card, and all that came a moment ago. */
function mark() {
  const cards = columns.flatMap(cardsOf);
  const number = (/** @type {Element} */ card) => Number(card.id.replace("factor-", ""));
  const newest = Math.max(...cards.map(number));
  for (const card of cards) {
    const fresh = Date.now() - (came.get(card.id) ?? 0) < NEW;
    card.classList.toggle("is-new", fresh || number(card) === newest);
  }
}

document.addEventListener("live:change", (event) => {
  const { event: kind, state } = /** @type {CustomEvent} */ (event).detail;
  const anew = kind === "snapshot" || "blanked" in body.dataset;
  follow(state);
  for (const column of columns) {
    const arrived = cardsOf(column).filter((card) => !known.has(card.id));
    if (arrived.length && !anew) {
      for (const card of arrived.length > MANY ? [] : arrived) came.set(card.id, Date.now());
      shown.set(nameOf(column), 0); // the newest are on the first page
      beginTurn();
    }
  }
  known = new Set(columns.flatMap(cardsOf).map((card) => card.id));
  mark();
  showAll();
});
setInterval(() => {
  mark();
  showAll();
}, NEW / 4);

// --- Keys ---------------------------------------------------------------------------------

const store = "board-theme";

const acts = {
  theme() {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem(store, root.dataset.theme);
  },
  code() {
    body.classList.toggle("with-large-code");
    showAll();
  },
  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen?.().catch(() => undefined);
  },
  sound() {
    /** @type {HTMLElement | null} */ (document.querySelector("[data-sound]"))?.click();
  },
  pause() {
    paused = !paused;
    root.toggleAttribute("data-paused", paused);
  },
};
/** @type {Record<string, keyof typeof acts>} */
const keys = { KeyD: "theme", KeyQ: "code", KeyF: "full", KeyS: "sound", Space: "pause" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.matches("input, textarea, select")) return;
  if (target.matches("button") && ["Space", "Enter"].includes(event.code)) return;
  const act = keys[event.code]; // where the key is: the Thai layout has other letters there
  if (event.code === "Escape") body.classList.remove("with-large-code");
  if (!act) return;
  event.preventDefault();
  acts[act]();
});
for (const button of document.querySelectorAll("button[data-act]")) {
  button.addEventListener("click", () => {
    acts[/** @type {keyof typeof acts} */ (/** @type {HTMLElement} */ (button).dataset.act)]();
  });
}

// --- Begin --------------------------------------------------------------------------------

if (!new URLSearchParams(location.search).has("theme")) {
  root.dataset.theme = localStorage.getItem(store) ?? root.dataset.theme;
}

/** @type {ReturnType<typeof setInterval> | undefined} */
let turning;
function beginTurn() {
  clearInterval(turning);
  turning = setInterval(turn, TURN);
}

/** A projector that falls asleep helps nobody. */
async function stayAwake() {
  if (document.hidden) return;
  await navigator.wakeLock?.request("screen").catch(() => undefined);
}

document.addEventListener("visibilitychange", stayAwake);
addEventListener("resize", showAll);
document.fonts.ready.then(showAll);
follow(JSON.parse(/** @type {HTMLElement} */ (document.querySelector("[data-live]")).dataset.state ?? ""));
mark();
showAll();
beginTurn();
stayAwake();
