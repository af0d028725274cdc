// @ts-check
// The desk without reloads: its buttons answer at once, and a presenter's clicker moves the room.
// What came of a press arrives by the stream; if that is silent, the page is loaded anew.

const PATIENCE = 2000; // ms for the stream to show what the server has confirmed
const form = /** @type {HTMLFormElement} */ (document.getElementById("moderate"));
const notice = /** @type {HTMLElement} */ (document.getElementById("desk-notice"));
let busy = false;

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

/** @param {HTMLButtonElement} button */
const send = async (button) => {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) fields.append(name, String(value));
  if (button.name) fields.append(button.name, button.value);
  const response = await fetch(button.formAction, {
    method: "POST",
    body: fields,
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
  setTimeout(() => {
    if (answer.revision > revision) location.reload();
  }, PATIENCE);
};

form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  button.setAttribute("aria-busy", "true");
  try {
    await send(button);
  } catch {
    say(form.dataset.lost ?? "");
  } finally {
    busy = false;
    button.removeAttribute("aria-busy");
  }
});

const closing = () => {
  const ask = /** @type {HTMLDetailsElement | null} */ (document.getElementById("closing"));
  if (!ask) return;
  ask.open = true;
  ask.querySelector("button")?.focus();
};

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href="#closing"]') : null;
  if (!link) return;
  event.preventDefault();
  closing();
});

/** @type {Record<string, string>} */
const STEPS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back" };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const typing = event.target instanceof Element
    && event.target.closest("input, textarea, select, [contenteditable]");
  if (!step || typing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (event.repeat || busy) return;
  const target = document.querySelector(`[data-step="${step}"]`);
  if (target instanceof HTMLButtonElement) target.click();
  else if (target) closing();
});
