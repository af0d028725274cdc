// @ts-check
// A sound when the timer reaches zero, where the browser allows one: browsers want a press first.
// A button [data-sound] switches it; the choice stays in this browser. Without a button it is on.

const KEPT = "timer-sound";
const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-sound]"));
const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-live]"));

/** @typedef {{now: number, timer: {ends_at: number | null}}} State */

/** @type {AudioContext | null} */
let audio = null;
let offset = 0; // the server's clock minus this one, ms
/** @type {number | null} */
let endsAt = null;
let left = 0;

const isOn = () => {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
};

/** @param {State | undefined} state */
const take = (state) => {
  if (!state?.timer) return;
  offset = state.now - Date.now();
  endsAt = state.timer.ends_at;
  left = endsAt === null ? 0 : endsAt - (Date.now() + offset);
};

const wake = () => {
  if (!("AudioContext" in window)) return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume().catch(() => {});
};

/** Three short tones. */
const ring = () => {
  if (!audio || audio.state !== "running") return;
  for (const beat of [0, 0.35, 0.7]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start = audio.currentTime + beat;
    tone.frequency.value = 880;
    volume.gain.setValueAtTime(0.3, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.25);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.25);
  }
};

const show = () => {
  if (!button) return;
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isOn()));
};

button?.addEventListener("click", () => {
  try {
    localStorage.setItem(KEPT, isOn() ? "off" : "on");
  } catch {
    // A browser that keeps nothing keeps the sound on.
  }
  show();
  wake();
  if (isOn()) ring();
});

try {
  take(JSON.parse(place?.dataset.state || "{}"));
} catch {
  // The first frame brings it.
}
document.addEventListener("live:change", (event) => {
  take(/** @type {CustomEvent} */ (event).detail.state);
});
for (const press of ["pointerdown", "keydown"]) document.addEventListener(press, wake);
setInterval(() => {
  if (endsAt === null) return;
  const before = left;
  left = endsAt - (Date.now() + offset);
  if (before > 0 && left <= 0 && isOn()) {
    document.dispatchEvent(new CustomEvent("timer:zero"));
    ring();
  }
}, 200);
show();
