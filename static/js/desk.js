// @ts-check
// The desk without reloads: its buttons answer at once. What came of a press arrives by the
// stream; if that is silent, the page is loaded anew. The keys are in desk_keys.js.

const PATIENCE = 2000; // ms for the stream to show what the server has confirmed
const UNDO = 10_000; // ms within which a hiding is taken back with one press
const form = /** @type {HTMLFormElement} */ (document.getElementById("moderate"));
const notice = /** @type {HTMLElement} */ (document.getElementById("desk-notice"));
const undo = /** @type {HTMLElement} */ (document.getElementById("desk-undo"));
const undoButton = /** @type {HTMLButtonElement} */ (undo.querySelector("button"));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let undoTimer;

/** @param {string} sentence */
const say = (sentence) => {
  notice.textContent = sentence;
  notice.hidden = !sentence;
};

// How far the stream has brought this page.
let revision = Number(document.querySelector("[data-live]")?.getAttribute("data-revision"));
document.addEventListener("live:change", (event) => {
  revision = Math.max(revision, /** @type {CustomEvent} */ (event).detail.revision);
});

/** The token, the button, and the fields that stand beside it; none of the others.
 * @param {HTMLButtonElement} button */
const fieldsOf = (button) => {
  const fields = new URLSearchParams();
  const beside = button.closest("[data-fields]");
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement) || !field.name) continue;
    if (field.type === "checkbox" && !field.checked) continue;
    if (field.type === "hidden" || beside?.contains(field)) fields.append(field.name, field.value);
  }
  if (button.name) fields.append(button.name, button.value);
  return fields;
};

/** Fields that were sent are nobody's draft any more: the stream may draw them anew.
 * @param {HTMLButtonElement} button */
const settle = (button) => {
  const beside = button.closest("[data-fields]");
  if (!beside) return;
  for (const field of beside.querySelectorAll("input")) {
    field.value = field.defaultValue;
    field.checked = field.defaultChecked;
    if (field === document.activeElement) button.focus();
  }
  beside.dispatchEvent(new Event("reset", { bubbles: true })); // what has waited may come now
};

/** @param {string} address */
const offerUndo = (address) => {
  clearTimeout(undoTimer);
  undo.hidden = !address;
  if (!address) return;
  undoButton.formAction = address;
  undoTimer = setTimeout(() => offerUndo(""), UNDO);
};

/** @param {HTMLButtonElement} button */
const send = async (button) => {
  const address = button.formAction;
  const response = await fetch(address, {
    method: "POST",
    body: fieldsOf(button),
    headers: { Accept: "application/json" },
  });
  if (response.redirected || !response.headers.get("Content-Type")?.includes("json")) {
    location.reload(); // signed out meanwhile: the page itself leads to the sign-in
    return;
  }
  const answer = await response.json();
  if (answer.csrf_token) {
    const token = form.elements.namedItem("csrfmiddlewaretoken");
    if (token instanceof HTMLInputElement) token.value = answer.csrf_token;
  }
  say(answer.error ?? "");
  if (response.ok) settle(button);
  if (response.ok && "hide" in button.dataset) offerUndo(address.replace(/hide\/$/, "restore/"));
  if (response.ok && "undo" in button.dataset) offerUndo("");
  setTimeout(() => {
    if (answer.revision > revision) location.reload();
  }, PATIENCE);
};

// Why a factor is hidden: asked in a dialog that all cards share.
const why = /** @type {HTMLDialogElement} */ (document.getElementById("why"));
document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("#why [data-hide]")) why.close();
  const card = target?.closest("a[data-why]")?.closest(".desk-card");
  const hide = card?.querySelector("button[data-hide]");
  const text = why.querySelector("[data-text]");
  if (!card || !text || !(hide instanceof HTMLButtonElement)) return;
  event.preventDefault();
  text.textContent = card.querySelector(".desk-card-text")?.textContent?.trim() ?? "";
  for (const reason of why.querySelectorAll("button[data-hide]")) {
    /** @type {HTMLButtonElement} */ (reason).formAction = hide.formAction;
  }
  if (why.open) why.close();
  why.showModal();
});

/** One press after the other; the same button again while it works is a double click. */
let queue = Promise.resolve();

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  if (button.formMethod === "dialog") return; // the one that Enter in a field presses
  if (button.hasAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  queue = queue.then(async () => {
    try {
      await send(button);
    } catch {
      say(form.dataset.lost ?? "");
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
});
