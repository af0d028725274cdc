// @ts-check
// A sound when the timer reaches zero, where the browser allows one: browsers want a press first.
// A button [data-sound] switches it; the choice stays in this browser. Without a button it is on.

import { secondsLeft } from "./timer.js";

const KEPT = "timer-sound";
const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-sound]"));
/** @type {AudioContext | null} */
let audio = null;
const isOn = () => {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
};

const wake = () => {
  if (!("AudioContext" in window)) return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume().catch(() => {});
};

/** Three short tones. */
const ring = () => {
  document.documentElement.dataset.rang = "true";
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

for (const press of ["pointerdown", "keydown"]) document.addEventListener(press, wake);
let before = secondsLeft();
setInterval(() => {
  const left = secondsLeft();
  if (before && left === 0 && isOn()) ring();
  before = left;
}, 200);
show();
