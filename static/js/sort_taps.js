// @ts-check
// Sorting by taps: tick cards, then say where they go. The bar shows while something is ticked;
// ticks outlast a list that is drawn anew. Sorting needs the newest state, so nothing is queued.

import { newId } from "./outbox.js";
import { refresh } from "./together.js";

const bar = /** @type {HTMLElement} */ (document.querySelector("#sort-bar"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("#sort"));
const total = /** @type {HTMLElement} */ (document.querySelector("#sort-total"));
const target = /** @type {HTMLSelectElement} */ (document.querySelector("#sort-cluster"));
const trouble = /** @type {HTMLElement} */ (document.querySelector("#trouble"));
/** Which cards are ticked. @type {Set<string>} */
const ticked = new Set();

const boxes = () =>
  /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#list [name=chosen]"));
const card = (/** @type {HTMLInputElement} */ box) => box.value.split(".")[0];
const field = (/** @type {string} */ name) =>
  /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

function show() {
  for (const box of boxes()) box.checked = ticked.has(card(box));
  const chosen = [...boxes()].filter((box) => box.checked).length;
  bar.hidden = chosen === 0;
  total.textContent = String(chosen);
}

/** Offer the clusters that stand now. */
function offer() {
  const now = document.querySelector("#list-clusters");
  const chosen = target.value;
  const [first, last] = [target.options[0], target.options[target.options.length - 1]];
  const between = [...(now?.querySelectorAll("option") ?? [])].map((one) => one.cloneNode(true));
  target.replaceChildren(first, ...between, last);
  target.value = chosen;
  if (target.selectedIndex < 0) target.value = "";
}

/** @param {string} sentence */
function complain(sentence) {
  trouble.textContent = sentence;
  trouble.hidden = !sentence;
  if (sentence) trouble.scrollIntoView({ block: "center" });
}

/** @param {string} url */
async function post(url) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  const headers = { Accept: "application/json" };
  const answer = await fetch(url, {
    method: "POST",
    headers,
    body,
    signal: AbortSignal.timeout?.(8_000),
  });
  return { ok: answer.ok, body: await answer.json() };
}

let running = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (running) return; // the second tap of a double tap
  running = true;
  const url = event.submitter?.getAttribute("formaction") ?? form.action;
  try {
    let answer = await post(url);
    if (answer.body.csrf_token) {
      field("csrfmiddlewaretoken").value = answer.body.csrf_token;
      answer = await post(url);
    }
    complain(answer.ok ? "" : (answer.body.error ?? bar.dataset.lost));
    if (answer.ok) {
      ticked.clear();
      field("name").value = "";
      field("client_id").value = newId();
      target.value = "";
    }
    refresh("1", { jitter: 0 });
  } catch {
    complain(bar.dataset.lost ?? "");
  } finally {
    running = false;
    show();
  }
});
document.addEventListener("change", ({ target: box }) => {
  if (!(box instanceof HTMLInputElement) || box.name !== "chosen") return;
  if (box.checked) ticked.add(card(box));
  else ticked.delete(card(box));
  show();
});
document.addEventListener("list:renewed", () => {
  offer();
  show();
});
for (const box of boxes()) if (box.checked) ticked.add(card(box));
show();
