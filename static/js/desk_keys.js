// @ts-check
// The desk by keyboard and by a presenter's clicker. A button says its key in data-key; which
// physical key was pressed counts, so that a Thai keyboard works like an English one.

/** @type {Record<string, string>} */
const STEPS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back" };
/** @type {Record<string, string>} */
const NAMES = { Period: "b", NumpadAdd: "+", Equal: "+" }; // a clicker's black screen is a full stop

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("keys"));
const opener = /** @type {HTMLButtonElement} */ (document.querySelector("[data-keys]"));

const closing = () => {
  const ask = /** @type {HTMLDetailsElement | null} */ (document.getElementById("closing"));
  if (!ask) return;
  ask.open = true;
  ask.querySelector("button")?.focus();
};

/** @param {string} step */
const move = (step) => {
  const target = document.querySelector(`[data-step="${step}"]`);
  if (target instanceof HTMLButtonElement) target.click();
  else if (target) closing();
};

/** The key's name, the same in every language of the keyboard.
 * @param {KeyboardEvent} event */
const nameOf = (event) => {
  if (event.key === "+") return "+";
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return "?";
  if (event.shiftKey && event.code !== "Equal") return "";
  if (event.code in NAMES) return NAMES[event.code];
  return event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase();
};

/** @param {Element | null | undefined} card */
const into = (card) => {
  const button = card?.querySelector("[data-approve]") ?? card?.querySelector("button");
  if (!(button instanceof HTMLElement)) return;
  button.focus();
  card?.scrollIntoView({ block: "nearest" });
};

/** From card to card; at a column's end on to the next column.
 * @param {Element} card
 * @param {number} step */
const neighbour = (card, step) => {
  const cards = [...document.querySelectorAll(".desk-card")];
  into(cards[cards.indexOf(card) + step]);
};

/** What is open besides the page: closes it, and gives the focus back to what opened it. */
const closeOpen = () => {
  for (const open of document.querySelectorAll("details[open]")) {
    const inside = open.contains(document.activeElement);
    open.removeAttribute("open");
    if (inside) open.querySelector("summary")?.focus();
  }
};

/** @param {string} name */
const press = (name) => {
  if (name === "?") dialog.showModal();
  else if (name === "escape") closeOpen();
  else if (name === "a") into(document.querySelector(".desk-card[data-waiting]"));
  else if (name === "c") into(document.querySelector(".desk-card"));
  else {
    const button = document.querySelector(`[data-key="${CSS.escape(name)}"]`);
    if (!(button instanceof HTMLButtonElement) || !button.offsetParent) return false;
    button.click();
  }
  return true;
};

document.addEventListener("keydown", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (document.querySelector("dialog[open]") || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const field = target?.closest("input, textarea, select, [contenteditable]");
  if (field) {
    // Enter in one of the desk's own fields presses the button beside it.
    if (event.key !== "Enter" || !field.matches("[data-enter]")) return;
    event.preventDefault();
    field.closest("[data-fields]")?.querySelector("button")?.click();
    return;
  }
  const card = target?.closest(".desk-card");
  if (card && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    neighbour(card, event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  const step = event.shiftKey ? undefined : STEPS[event.key];
  if (step) {
    event.preventDefault();
    if (!event.repeat) move(step);
    return;
  }
  const name = nameOf(event);
  if (name && !event.repeat && press(name)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href="#closing"]') : null;
  if (!link) return;
  event.preventDefault();
  closing();
});

opener.hidden = false;
opener.addEventListener("click", () => dialog.showModal());
