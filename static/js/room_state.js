// @ts-check
// What the facilitators' buttons do to a phone: looking up, blank screens, late drafts, and a
// timer that closes the writing. The last word is the server's; this only shows it.

import { serverNow } from "./timer.js";

/**
 * @typedef {{paused?: boolean, blanked?: boolean, late?: boolean,
 *   timer?: {ends_at: number | null, closes: boolean}}} State
 */

const room = /** @type {HTMLElement} */ (document.querySelector("#room"));
const sheet = /** @type {HTMLElement} */ (document.querySelector("#look-up"));
const blank = /** @type {HTMLElement} */ (document.querySelector("#blank-note"));
const covered = [room, ...document.querySelectorAll("header, main > .alert")];

/** @type {State} */
let state = JSON.parse(room.dataset.state || "{}");
let zero = 0;
/** Where somebody was writing when the sheet came. @type {HTMLElement | null} */
let writing = null;

/** Take what the stream says; calls `changed` then, and again when a timer closes the writing. */
export function follow(/** @type {() => void} */ changed) {
  const apply = () => {
    look();
    blank.hidden = !state.blanked;
    clearTimeout(zero);
    const left = millisecondsLeft();
    if (left > 0 && left < 2 ** 31) zero = setTimeout(changed, left + 50);
    changed();
  };
  document.addEventListener("live:change", (event) => {
    const given = /** @type {CustomEvent} */ (event).detail.state;
    if (!given) return;
    state = given;
    apply();
  });
  apply();
}

/** Whether a draft is still taken after its step has closed. */
export const takesLate = () => state.late === true;

/** Whether a timer that closes the writing has run out. */
export const timeIsUp = () => millisecondsLeft() <= 0;

function millisecondsLeft() {
  const { ends_at = null, closes = false } = state.timer ?? {};
  return closes && ends_at !== null ? ends_at - serverNow() : Infinity;
}

/** Cover the page with the sheet, or give it back as it was left. */
function look() {
  const paused = state.paused === true;
  if (paused === !sheet.hidden && paused === room.inert) return;
  if (paused) {
    const focused = document.activeElement;
    writing = focused instanceof HTMLElement && room.contains(focused) ? focused : null;
  }
  sheet.hidden = !paused;
  for (const part of covered) /** @type {HTMLElement} */ (part).inert = paused;
  if (paused) sheet.focus({ preventScroll: true });
  else writing?.focus({ preventScroll: true });
}
