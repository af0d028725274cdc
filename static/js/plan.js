// @ts-check
// The page of the plan, for planners who do not run the workshop and so have no stream: asks from
// time to time whether something was written, and lets rounds.js put it in.

const EVERY = 5_000; // ms
const place = document.querySelector("[data-part]");

const look = async () => {
  if (!(place instanceof HTMLElement) || document.hidden) return;
  const seen = document.getElementById("plan-tree")?.dataset.revision ?? "";
  const response = await fetch(`${place.dataset.part ?? ""}&seen=${seen}`);
  if (response.status !== 200 || response.redirected) return;
  document.dispatchEvent(new CustomEvent("live:change", { detail: { topics: ["plan"] } }));
};

if (place instanceof HTMLElement && !place.dataset.live) {
  setInterval(() => look().catch(() => {}), EVERY);
}
