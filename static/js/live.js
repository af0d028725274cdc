// @ts-check
// Keeps a page as it is on the server: listens to /live/, applies what changed, says so.
// The page has one element with data-live (the stream's address) and data-revision.
// Tells the page by `live:change` (detail: the frame), `live:beat` (detail: the server's clock) and
// `live:state` (detail: "on" or "off"). The newest state of the room stands in data-state.
// docs/live.md describes the protocol.

const SILENCE = 40_000; // the server beats every 15 s; a dead socket says nothing at all
const FIRST_BYTE = 20_000; // a proxy that holds the stream back lets nothing through
const POLL = 4_000;
const POLLS_BEFORE_STREAM = 30;
const LONGEST_WAIT = 30_000;

/**
 * @typedef {{id: string, html: string | null, into?: string, at?: string}} Patch
 * @typedef {{revision: number, stage: string, patches: Patch[], on_board: number[],
 *            off_board: number[], topics: string[], state: object, event?: string}} Frame
 */

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-live]"));
const address = place?.dataset.live ?? "";
let revision = place?.dataset.revision ?? "";
/** @type {EventSource | null} */
let source = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let failures = 0;

// --- Applying -----------------------------------------------------------------------------

/** What had to wait, because somebody is typing in it. The newest state of each id.
 * @type {Map<string, Patch>} */
const waiting = new Map();

/** @param {Frame} frame */
function apply(frame) {
  for (const patch of frame.patches) put(patch);
  putWaiting();
  revision = String(frame.revision);
  if (place && frame.state) place.dataset.state = JSON.stringify(frame.state);
  document.dispatchEvent(new CustomEvent("live:change", { detail: frame }));
}

/** @param {string} event
 * @param {any} data */
function take(event, data) {
  if (event !== "beat") apply({ ...data, event });
  else document.dispatchEvent(new CustomEvent("live:beat", { detail: data }));
}

/** @param {Patch} patch */
function put(patch) {
  const old = document.getElementById(patch.id);
  waiting.delete(patch.id);
  if (old && isBeingWrittenIn(old)) {
    waiting.set(patch.id, patch);
    return;
  }
  if (patch.html === null) {
    old?.remove();
    return;
  }
  const template = document.createElement("template");
  template.innerHTML = patch.html;
  const fresh = template.content.firstElementChild;
  if (!fresh) return;
  const into = patch.into ? document.getElementById(patch.into) : null;
  if (old && (!into || old.parentElement === into)) replace(old, fresh);
  else if (into && !(old && isBeingWrittenIn(into))) {
    old?.remove();
    into[patch.at === "end" ? "append" : "prepend"](fresh);
  }
}

function putWaiting() {
  for (const patch of [...waiting.values()]) {
    const old = document.getElementById(patch.id);
    if (!old || !isBeingWrittenIn(old)) put(patch);
  }
}

/**
 * Put the new in place of the old; scrolling and the focus of a button stay where they were.
 * @param {Element} old
 * @param {Element} fresh
 */
function replace(old, fresh) {
  const { scrollTop, scrollLeft } = old;
  const reachable = "a[href], button, summary, [tabindex]";
  const focused = [...old.querySelectorAll(reachable)].indexOf(
    /** @type {Element} */ (document.activeElement),
  );
  old.replaceWith(fresh);
  fresh.scrollTop = scrollTop;
  fresh.scrollLeft = scrollLeft;
  const again = focused < 0 ? null : fresh.querySelectorAll(reachable)[focused];
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** Whether somebody is typing in there, or has typed what is not sent yet.
 * @param {Element} element */
function isBeingWrittenIn(element) {
  const fields = element.matches("input, textarea, select, [contenteditable]")
    ? [element]
    : [...element.querySelectorAll("input, textarea, select, [contenteditable]")];
  return fields.some((field) => {
    if (field instanceof HTMLInputElement && field.type === "hidden") return false;
    return field === document.activeElement || isEdited(field);
  });
}

/** @param {Element} field */
function isEdited(field) {
  if (field instanceof HTMLSelectElement) {
    const chosen = [...field.options].some((option) => option.defaultSelected);
    return chosen
      ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : field.selectedIndex > 0;
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (!(field instanceof HTMLInputElement)) return false;
  if (field.type === "checkbox" || field.type === "radio") {
    return field.checked !== field.defaultChecked;
  }
  return field.value !== field.defaultValue;
}

// --- Listening ----------------------------------------------------------------------------

/** @param {"on" | "off"} state */
function say(state) {
  if (document.documentElement.dataset.liveState === state) return;
  document.documentElement.dataset.liveState = state;
  document.dispatchEvent(new CustomEvent("live:state", { detail: state }));
}

/** @param {Record<string, string>} more */
function url(more) {
  const full = new URL(address, location.href);
  full.searchParams.set("after", revision);
  for (const [name, value] of Object.entries(more)) full.searchParams.set(name, value);
  return full;
}

/** Full jitter: after a restart the room comes back spread out, not at once. */
const wait = () => Math.random() * Math.min(LONGEST_WAIT, 1000 * 2 ** failures);

/** @param {() => void} next
 * @param {number} delay */
function later(next, delay) {
  clearTimeout(timer);
  timer = setTimeout(next, delay);
}

function close() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function open() {
  close();
  if (!place || document.hidden) return;
  if (!("EventSource" in window)) {
    poll(Infinity);
    return;
  }
  const opened = new EventSource(url({}));
  source = opened;
  later(() => poll(POLLS_BEFORE_STREAM), FIRST_BYTE);
  const alive = () => {
    failures = 0;
    say("on");
    later(open, SILENCE);
  };
  for (const event of ["beat", "change", "snapshot"]) {
    opened.addEventListener(event, (message) => {
      alive();
      take(event, JSON.parse(message.data));
    });
  }
  opened.onerror = () => {
    close();
    // A stream that ends after a good while is the server's custom, and no failure.
    if (failures) say("off");
    failures += 1;
    later(open, wait());
    setTimeout(() => {
      if (failures) say("off");
    }, 3000);
  };
}

/** Ask every few seconds; after some rounds try the stream again.
 * @param {number} rounds */
async function poll(rounds) {
  close();
  if (document.hidden) return;
  try {
    const answer = await fetch(url({ wait: "0" }), { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    for (const { event, data } of await answer.json()) take(event, data);
    failures = 0;
    say("on");
  } catch {
    failures += 1;
    say("off");
  }
  later(() => (rounds > 1 ? poll(rounds - 1) : open()), failures ? Math.max(POLL, wait()) : POLL);
}

if (place) {
  document.addEventListener("focusout", () => setTimeout(putWaiting));
  document.addEventListener("reset", () => setTimeout(putWaiting));
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });
  addEventListener("pagehide", close);
  addEventListener("online", open);
  open();
}

// Makes it a module also to those who only look at it.
export {};
