// @ts-check
// What waits to be sent, and a calm line when the connection is gone for longer than a moment;
// what was written on this phone under another entry; and the worker that opens the page offline.

import * as draft from "./draft.js";
import * as outbox from "./outbox.js";
import * as own from "./own.js";

const MOMENT = 4_000; // shorter drops are nobody's business

const find = (/** @type {string} */ selector) =>
  /** @type {HTMLElement} */ (document.querySelector(selector));
const room = find("#room");
const offline = find("#offline-note");
const count = find("#waiting-count");
let offSince = 0;
let look = 0;

/** Show how things stand, and look again when a moment has passed. */
export function show() {
  const off = !navigator.onLine || document.documentElement.dataset.liveState === "off";
  offSince = off ? offSince || Date.now() : 0;
  const old = outbox.available() ? outbox.waiting() : [];
  const long = Math.min(offSince || Infinity, old[0]?.at ?? Infinity) <= Date.now() - MOMENT;
  offline.hidden = !(off && offSince <= Date.now() - MOMENT);
  count.hidden = !(old.length && long);
  count.textContent = (count.dataset.text ?? "").replace("#", String(old.length));
  clearTimeout(look);
  if ((off || old.length) && (offline.hidden || count.hidden)) look = setTimeout(show, MOMENT / 4);
}

/** Offer what somebody wrote here before coming in under another entry. */
export function offer(/** @type {string} */ url) {
  const panel = find("#others-panel");
  const found = outbox.others(url);
  panel.hidden = found.length === 0;
  find("#others-count").textContent = String(found.length);
  find("#others-send").addEventListener("click", () => {
    outbox.adopt(found);
    draft.adopt();
    outbox.entries().forEach(own.show);
    panel.hidden = true;
    show();
  });
  find("#others-discard").addEventListener("click", ({ currentTarget }) => {
    if (!own.sure(/** @type {HTMLElement} */ (currentTarget))) return;
    for (const entry of found) outbox.discard(entry.client_id);
    panel.hidden = true;
  });
}

/** Where the browser has service workers, let the page open again without a network. */
export async function openOffline() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const before = serviceWorker.controller;
  try {
    await serviceWorker.register("/sw.js");
    const { active } = await serviceWorker.ready;
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    if (!before) active?.postMessage({ page: location.pathname, files });
  } catch {
    // Everything else works without it.
  }
}

document.addEventListener("live:state", show);
for (const event of ["online", "offline", "pageshow"]) addEventListener(event, show);
for (const event of ["outbox:saved", "outbox:refused", "outbox:elsewhere"]) {
  document.addEventListener(event, show);
}
