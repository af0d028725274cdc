// @ts-check
// The numbers of a running rehearsal, brought up to date every few seconds.

const EVERY = 3_000; // ms
const state = document.querySelector("[data-rehearsal]");

const look = async () => {
  try {
    const response = await fetch(location.href, { headers: { Accept: "application/json" } });
    const found = await response.json();
    for (const name of ["participants", "factors"]) {
      const place = state?.querySelector(`[data-count="${name}"]`);
      if (place) place.textContent = String(found[name]);
    }
    if (!found.running) location.reload(); // it is over: the page offers other buttons now
  } catch {
    // Signed out or no network: the next look, or a reload by hand, will say so.
  }
};

if (state) setInterval(look, EVERY);
