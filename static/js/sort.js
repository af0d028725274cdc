// @ts-check
// The sorting page without reloads: its forms answer at once, and it follows the room. What is
// typed, ticked or dragged is never overwritten. Dragging is in sort_drag.js, keys in
// sort_keys.js, the sheet beside the board in sort_sheet.js.

import { closeSheet, followSheet, refreshSheet, sheetOf } from "./sort_sheet.js";

const TOPICS = ["clusters", "support", "comments"];
const PAUSE = 1500; // ms at least between two redraws that others caused
const PATIENCE = 4000; // ms until a board that could not be fetched is asked for again
const form = /** @type {HTMLFormElement} */ (document.getElementById("sorting"));
const notice = /** @type {HTMLElement} */ (document.getElementById("sort-notice"));
const said = /** @type {HTMLElement} */ (document.getElementById("sort-said"));
const root = document.documentElement;

export const board = () => /** @type {HTMLElement} */ (document.getElementById("sort-board"));
const revision = () => Number(board().dataset.revision);

/** A sentence to be seen, or nothing. @param {string} sentence */
export const say = (sentence) => {
  notice.textContent = sentence;
  notice.hidden = !sentence;
};

/** A sentence for whoever listens to the page. @param {string} sentence */
export const announce = (sentence) => {
  said.textContent = sentence;
};

/** @param {"ticked" | "two"} name */
export const words = (name) => said.dataset[name] ?? "";

// --- What is ticked -----------------------------------------------------------------------

/** @returns {HTMLInputElement[]} */
export const ticks = () => [...board().querySelectorAll('input[name="card"]')].filter(isTicked);

/** @param {Element} box
 * @returns {box is HTMLInputElement} */
const isTicked = (box) => box instanceof HTMLInputElement && box.checked;

const showTicks = () => {
  const total = ticks().length;
  if (total) root.dataset.ticked = String(Math.min(total, 2));
  else delete root.dataset.ticked;
  const count = board().querySelector("[data-count]");
  if (count) count.textContent = words("ticked").replace("{n}", String(total));
  const clear = board().querySelector("[data-clear]");
  if (clear instanceof HTMLElement) clear.hidden = !total;
};

/** @param {Element[]} boxes
 * @param {boolean} on */
export const tick = (boxes, on) => {
  for (const box of boxes) if (box instanceof HTMLInputElement) box.checked = on;
  showTicks();
};

// --- Drawing anew -------------------------------------------------------------------------

let held = 0; // a drag is going on
let wanted = false;
/** @type {Promise<void>} */
let drawing = Promise.resolve();

export const hold = () => {
  held += 1;
};

export const release = () => {
  held -= 1;
  if (!held && wanted) redraw();
};

/** The board as it is on the server now, once a drag has ended. */
const redraw = () => {
  drawing = drawing.then(draw).catch(() => void setTimeout(redraw, PATIENCE));
  return drawing;
};

const draw = async () => {
  wanted = held > 0;
  if (held) return;
  const address = new URL(location.href);
  address.searchParams.set("part", "1");
  const answer = await fetch(address);
  if (answer.status >= 500) throw new Error(String(answer.status)); // the server is away
  if (answer.redirected || !answer.ok) {
    location.reload(); // signed out meanwhile: the page itself leads to the sign-in
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  wanted = held > 0;
  const fresh = page.getElementById("sort-board");
  if (held || !fresh) return;
  const focused = document.activeElement;
  /** @type {any} */ (window).Idiomorph.morph(board(), fresh, {
    morphStyle: "outerHTML",
    callbacks: { beforeNodeMorphed: keepTyped, beforeAttributeUpdated: keepOpen },
  });
  if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
  showTicks();
};

/** @param {Node} old
 * @param {Node} fresh */
const keepTyped = (old, fresh) => {
  if (old instanceof HTMLInputElement && fresh instanceof HTMLInputElement) {
    if (old.type === "checkbox") {
      if (old.value !== fresh.value) old.value = fresh.value; // the card lies elsewhere now
      return false;
    }
    return old.type === "hidden" || (old !== document.activeElement && old.value === old.defaultValue);
  }
  if (old instanceof HTMLSelectElement) return old !== document.activeElement;
  return true;
};

/** What somebody has unfolded stays so.
 * @param {string} name
 * @param {Element} node */
const keepOpen = (name, node) => !(name === "open" && node instanceof HTMLDetailsElement);

// --- Sending ------------------------------------------------------------------------------

/** One step after the other.
 * @type {Promise<unknown>} */
let queue = Promise.resolve();

/** @param {string} address
 * @param {FormData} fields
 * @returns {Promise<{status: number, error?: string, said?: string} | null>} */
const post = async (address, fields) => {
  const body = new URLSearchParams();
  for (const [name, value] of fields) body.append(name, String(value));
  const headers = { Accept: "application/json" };
  const response = await fetch(address, { method: "POST", body, headers });
  if (response.status >= 500) throw new Error(String(response.status));
  if (response.redirected || !response.headers.get("Content-Type")?.includes("json")) {
    location.reload();
    return null;
  }
  return { status: response.status, ...(await response.json()) };
};

/** Send a step; whether it was done. The board is drawn anew either way: after a refusal it shows
 * what others did, and what was ticked and typed is still there.
 * @param {string} address
 * @param {FormData} fields
 * @param {(sentence: string) => unknown} tell
 * @returns {Promise<boolean>} */
export const send = (address, fields, tell = say) => {
  const turn = queue.then(async () => {
    try {
      const answer = await post(address, fields);
      if (!answer) return false;
      tell(answer.error ?? "");
      announce(answer.error ?? answer.said ?? "");
      if (answer.status < 300) tick(answer.status < 300 ? movedBy(fields) : [], false);
      if (answer.status !== 422) await redraw();
      if (answer.status === 409) ticks()[0]?.closest(".sort-card")?.scrollIntoView({ block: "nearest" });
      return answer.status < 300;
    } catch {
      tell(form.dataset.lost ?? "");
      return false;
    }
  });
  queue = turn;
  return turn;
};

/** Boxes of the cards that a step was about.
 * @param {FormData} fields */
const movedBy = (fields) => {
  const cards = fields.getAll("card").map(String);
  return ticks().filter((box) => cards.includes(box.value));
};

/** The ticked cards, or this one, into a cluster; "" takes them out.
 * @param {string} cluster
 * @param {HTMLInputElement[]} boxes */
export const place = (cluster, boxes) => {
  const fields = new FormData(form);
  for (const name of ["card", "where", "name", "client_id"]) fields.delete(name);
  for (const box of boxes) fields.append("card", box.value);
  fields.append("cluster", cluster);
  return send(form.dataset.place ?? "place/", fields);
};

/** @param {HTMLFormElement} sent
 * @param {HTMLButtonElement} button */
const submit = async (sent, button) => {
  const fields = new FormData(sent, button);
  const address = button.hasAttribute("formaction") ? button.formAction : sent.action;
  const sheet = sheetOf(sent);
  if (button.hasAttribute("data-same")) {
    await refreshSheet(`${address}?${new URLSearchParams(fields.getAll("card").map((one) => ["card", String(one)]))}`);
    return;
  }
  let refusal = "";
  const isDone = await send(address, fields, sheet ? (sentence) => (refusal = sentence) : say);
  if (!isDone) {
    if (sheet) await refreshSheet(); // first what it is now, then the sentence about it
    sheet?.tell(refusal);
    return;
  }
  sheet?.tell("");
  if (sheet) sent.reset(); // what was sent is nobody's draft any more
  for (const field of sheet ? [] : usedBy(sent, button)) field.value = "";
  if (sent.dataset.send === "drop") sent.remove();
  else if (sent.dataset.send === "close") closeSheet();
  else if (sheet) await refreshSheet();
  if (!sheet) sent.closest("details")?.removeAttribute("open");
};

/** The typed fields that stand beside the button.
 * @param {HTMLFormElement} sent
 * @param {HTMLButtonElement} button
 * @returns {HTMLInputElement[]} */
const usedBy = (sent, button) => {
  const beside = button.closest("[data-fields]") ?? (sent === form ? null : sent);
  return [...(beside?.querySelectorAll('input:not([type="hidden"]):not([type="checkbox"])') ?? [])].map(
    (field) => /** @type {HTMLInputElement} */ (field),
  );
};

document.addEventListener("submit", async (event) => {
  const sent = event.target;
  if (!(sent instanceof HTMLFormElement) || !sent.hasAttribute("data-send")) return;
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  if (button.formMethod === "dialog" || button.hasAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  await submit(sent, button);
  button.removeAttribute("aria-busy");
});

// --- Following the room -------------------------------------------------------------------

let lastDrawn = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

document.addEventListener("live:change", (event) => {
  const frame = /** @type {CustomEvent} */ (event).detail;
  const topics = frame.topics ?? TOPICS;
  if (frame.revision <= revision() || !topics.some((/** @type {string} */ one) => TOPICS.includes(one))) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (frame.revision <= revision()) return; // an own step has drawn it already
    lastDrawn = Date.now();
    redraw();
    followSheet();
  }, Math.max(150, lastDrawn + PAUSE - Date.now()));
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.name === "card") showTicks();
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-clear]")) tick(ticks(), false);
});

root.dataset.sorting = "";
showTicks();
