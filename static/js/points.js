// @ts-check
// Points: what the server has, and over it what was tapped and is on its way.

import * as answers from "./answers.js";

/** @typedef {import("./answers.js").Wish} Wish */

const items = (/** @type {HTMLElement} */ round) =>
  /** @type {HTMLElement[]} */ ([...round.querySelectorAll(".points-ask")]);
const kept = (/** @type {HTMLElement} */ item) => Number(item.dataset.points);

/** Where a wish for this item lies. */
function place(/** @type {HTMLElement} */ round, /** @type {HTMLElement} */ item) {
  const { person = "", round: number = "" } = round.dataset;
  return { person, round: number, item: item.dataset.cluster ?? "" };
}

function shown(/** @type {HTMLElement} */ round, /** @type {HTMLElement} */ item) {
  const wish = answers.wishFor(place(round, item));
  return wish ? Number(wish.fields.points) : kept(item);
}

/** How many are left once everything that waits is taken. */
function left(/** @type {HTMLElement} */ round) {
  const difference = items(round).map((item) => shown(round, item) - kept(item));
  return Number(round.dataset.left) - difference.reduce((sum, each) => sum + each, 0);
}

export function draw(/** @type {HTMLElement} */ round) {
  const cap = Number(round.dataset.cap);
  const rest = left(round);
  const count = /** @type {HTMLElement | null} */ (round.querySelector("#left-count"));
  if (count) count.textContent = (count.dataset.text ?? "").replace("#", String(Math.max(0, rest)));
  for (const item of items(round)) {
    const form = item.querySelector("form");
    if (!form) continue;
    const points = shown(round, item);
    form.querySelectorAll(".dot").forEach((dot, n) => dot.classList.toggle("full", n < points));
    const output = /** @type {HTMLOutputElement} */ (form.querySelector(".given"));
    if (output.value !== String(points)) output.value = String(points);
    for (const each of form.querySelectorAll("button")) {
      const step = Number(each.dataset.step);
      each.disabled = step < 0 ? points < 1 : points >= cap || rest < 1;
    }
    const state = /** @type {HTMLElement} */ (form.querySelector(".answer-state"));
    const waits = answers.wishFor(place(round, item)) !== null;
    state.dataset.state = waits ? "waiting" : kept(item) || item.dataset.settled ? "saved" : "";
  }
}

/** A tap on minus or plus; returns whether it was one. */
export function submit(/** @type {HTMLElement} */ round, /** @type {SubmitEvent} */ event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const item = /** @type {HTMLElement | null} */ (form.closest(".points-ask"));
  const step = Number(/** @type {HTMLElement | null} */ (event.submitter)?.dataset.step);
  if (!item || !step) return false;
  event.preventDefault();
  const points = shown(round, item) + step;
  if (points < 0 || points > Number(round.dataset.cap) || (step > 0 && left(round) < 1)) return true;
  const fields = { cluster: item.dataset.cluster ?? "", points: String(points) };
  answers.put({ url: form.action, ...place(round, item), fields, early: points < kept(item) });
  return true;
}

/** The server has said how things stand. */
export function settle(
  /** @type {HTMLElement} */ round,
  /** @type {Wish} */ wish,
  /** @type {any} */ body,
) {
  const item = items(round).find((each) => each.dataset.cluster === wish.item);
  if (Number.isInteger(body.left)) round.dataset.left = String(body.left);
  if (!item || !Number.isInteger(body.points)) return;
  item.dataset.points = String(body.points);
  item.dataset.settled = "yes";
}
