// @ts-check
// The timer on every screen, by the server's clock: draws each element [data-timer], says by
// data-held, data-last (the last minute) and data-over how it stands, and on <html> by
// data-with-timer that there is one.

const LAST = 60; // seconds
const SAMPLES = 8;

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-live]"));

/** @typedef {{ends_at: number | null, left: number | null}} Timer */
/** @type {Timer} */
let timer = { ends_at: null, left: null };

// --- The server's clock -------------------------------------------------------------------

/** How far the server's clock is before ours, each time a little too little: by how long the
 * message took. So the greatest is the best. Ours is the browser's own, which nobody sets.
 * @type {number[]} */
const samples = [];

/** @param {number | undefined} now */
function setClock(now) {
  if (!now) return;
  samples.push(now - performance.now());
  if (samples.length > SAMPLES) samples.shift();
}

/** The server's clock in epoch milliseconds. */
export const serverNow = () => Math.max(...samples) + performance.now();

// --- Drawing ------------------------------------------------------------------------------

/** Whole seconds until zero; null without a timer. */
export function secondsLeft() {
  if (timer.left !== null) return timer.left;
  if (timer.ends_at === null) return null;
  return Math.max(0, Math.ceil((timer.ends_at - serverNow()) / 1000));
}

/** @param {number} seconds */
function written(seconds) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${two(minutes)}` : two(minutes)}:${two(seconds % 60)}`;
}

function draw() {
  const seconds = secondsLeft();
  document.documentElement.toggleAttribute("data-with-timer", seconds !== null);
  for (const element of document.querySelectorAll("[data-timer]")) {
    const clock = /** @type {HTMLElement} */ (element);
    clock.hidden = seconds === null;
    if (seconds === null) continue;
    const text = written(seconds);
    if (clock.textContent !== text) clock.textContent = text;
    clock.toggleAttribute("data-held", timer.left !== null);
    clock.toggleAttribute("data-last", seconds > 0 && seconds <= LAST);
    clock.toggleAttribute("data-over", seconds === 0);
  }
}

// --- Following ----------------------------------------------------------------------------

/** @param {{now?: number, timer?: Timer} | undefined} state */
function take(state) {
  setClock(state?.now);
  if (state?.timer) timer = state.timer;
  draw();
}

take(JSON.parse(place?.dataset.state || "{}"));
document.addEventListener("live:change", (event) => take(/** @type {CustomEvent} */ (event).detail.state));
document.addEventListener("live:beat", (event) => setClock(/** @type {CustomEvent} */ (event).detail.now));
setInterval(draw, 200);
