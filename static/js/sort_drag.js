// @ts-check
// Sorting by hand: a card onto a cluster, onto a card, out of its cluster; a cluster onto a
// cluster. SortableJS lifts and carries; nothing moves on the page before the server has said so.

import { announce, board, hold, place, release, tick, ticks, words } from "./sort.js";
import { refreshSheet } from "./sort_sheet.js";

const Sortable = /** @type {any} */ (window).Sortable;
/** @type {Element | null} */
let lit = null;
/** @type {Element | null} */
let carried = null;

/** What lies under the pointer and takes what is carried.
 * @param {number} x
 * @param {number} y */
const under = (x, y) => {
  const found = document.elementFromPoint(x, y);
  if (!found || !carried) return null;
  if (carried.matches(".stack")) {
    const stack = found.closest(".stack");
    return stack === carried ? null : stack;
  }
  const card = found.closest(".sort-card");
  if (card && card !== carried && !carried.contains(card) && isAlone(card)) return card;
  const goal = found.closest("[data-drop]");
  return goal && goal !== carried.closest("[data-drop]") ? goal : null;
};

/** Whether dropping onto this very card means the two of them: both are loose, or both lie in the
 * same cluster. Anywhere else the cluster that it lies in is meant.
 * @param {Element} card */
const isAlone = (card) => card.closest(".stack") === (carried?.closest(".stack") ?? null);

/** @param {PointerEvent | TouchEvent | MouseEvent} event */
const point = (event) => {
  const touch = "changedTouches" in event ? event.changedTouches[0] : event;
  return { x: touch.clientX, y: touch.clientY };
};

/** @param {Element | null} element */
const light = (element) => {
  if (lit === element) return;
  lit?.removeAttribute("data-lit");
  element?.setAttribute("data-lit", "");
  lit = element;
};

/** @param {PointerEvent | TouchEvent} event */
const follow = (event) => {
  const { x, y } = point(event);
  light(under(x, y));
};

/** @param {Element} card */
const boxOf = (card) => /** @type {HTMLInputElement} */ (card.querySelector('input[name="card"]'));

/** @param {Element} card
 * @param {Element} goal */
const dropCard = async (card, goal) => {
  const box = boxOf(card);
  const boxes = box.checked ? ticks() : [box];
  if (!goal.matches(".sort-card")) {
    await place(goal.getAttribute("data-drop") ?? "", boxes);
    return;
  }
  tick([...boxes, boxOf(goal)], true);
  document.getElementById("new-name")?.focus();
  announce(words("two"));
};

/** @param {Element} stack
 * @param {Element} goal */
const dropStack = async (stack, goal) => {
  const link = goal.querySelector("a[data-sheet]");
  if (!(link instanceof HTMLAnchorElement)) return;
  await refreshSheet(`${link.href}?other=${stack.getAttribute("data-cluster")}`);
  const why = document.querySelector("#sort-sheet #sheet-merge");
  why?.scrollIntoView({ block: "nearest" });
};

const options = {
  sort: false,
  forceFallback: true,
  fallbackOnBody: true,
  fallbackTolerance: 5,
  delay: 220,
  delayOnTouchOnly: true,
  touchStartThreshold: 6,
  scrollSensitivity: 70,
  bubbleScroll: true,
  ghostClass: "is-lifted",
  fallbackClass: "is-carried",
  onStart: (/** @type {any} */ event) => {
    hold();
    carried = event.item;
    document.documentElement.dataset.dragging = "";
    document.addEventListener("pointermove", follow);
    document.addEventListener("touchmove", follow, { passive: true });
  },
  onEnd: (/** @type {any} */ event) => {
    const { x, y } = point(event.originalEvent);
    const goal = under(x, y);
    const item = event.item;
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("touchmove", follow);
    delete document.documentElement.dataset.dragging;
    light(null);
    carried = null;
    release();
    if (!goal) return;
    if (item.matches(".stack")) dropStack(item, goal);
    else dropCard(item, goal);
  },
};

/** Lists that the page got since the last time. */
const wire = () => {
  for (const list of board().querySelectorAll("[data-cards]")) {
    if (Sortable.get(list)) continue;
    const name = `cards-${list.id}`;
    Sortable.create(list, {
      ...options,
      group: { name, put: false },
      draggable: ".sort-card",
      filter: "a",
      preventOnFilter: false,
    });
  }
  for (const grid of board().querySelectorAll("[data-stacks]")) {
    if (Sortable.get(grid)) continue;
    const name = `stacks-${grid.id}`;
    Sortable.create(grid, {
      ...options,
      group: { name, put: false },
      draggable: ".stack",
      handle: "[data-grip]",
    });
  }
};

wire();
new MutationObserver(wire).observe(/** @type {Node} */ (board().parentNode), {
  childList: true,
  subtree: true,
});
