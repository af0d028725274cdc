// @ts-check
// The pages of the plan and its gaps, for planners who do not run the workshop and so have no stream: asks from
// time to time whether something was written, and lets rounds.js put it in.

const EVERY = 5_000; // ms
const place = document.querySelector("[data-part]");

const look = async () => {
  if (!(place instanceof HTMLElement) || document.hidden) return;
  const shown = place.querySelector("[data-revision]");
  const seen = shown instanceof HTMLElement ? shown.dataset.revision : "";
  const response = await fetch(`${place.dataset.part ?? ""}&seen=${seen}`);
  if (response.status !== 200 || response.redirected) return;
  document.dispatchEvent(new CustomEvent("live:change", { detail: { topics: ["plan"] } }));
};

if (place instanceof HTMLElement && !place.dataset.live) {
  setInterval(() => look().catch(() => {}), EVERY);
}
