// @ts-check
// The desk's pages of rounds and challenges: buttons answer without a reload, and what others do
// comes in by itself. What somebody has typed or ticked is never touched, nor what is unfolded.

const GAP = 3000; // ms between two questions for what has changed
const GATHER = 200; // ms for changes that come together
const DOUBLE = 800; // ms within which a second press is the end of a double click

const place = /** @type {HTMLElement} */ (document.querySelector("[data-part]"));
const notice = /** @type {HTMLElement} */ (document.getElementById("notice"));
const topics = new Set((place.dataset.topics ?? "").split(" "));

/** @param {string} sentence
 * @param {"warning" | "success"} kind */
const say = (sentence, kind = "warning") => {
  notice.className = `alert alert-${kind}`;
  notice.textContent = sentence;
  notice.hidden = !sentence;
  if (sentence && kind === "warning") notice.scrollIntoView({ block: "nearest" });
};

// --- Following --------------------------------------------------------------------------------

/** @param {Node} node */
const isField = (node) =>
  node instanceof HTMLTextAreaElement ||
  node instanceof HTMLSelectElement ||
  (node instanceof HTMLInputElement && node.type !== "hidden");

const careful = {
  morphStyle: "outerHTML",
  callbacks: {
    /** @param {Node} old */
    beforeNodeMorphed: (old) => !isField(old),
    /** @param {string} name
     * @param {Node} node */
    beforeAttributeUpdated: (name, node) => !(name === "open" && node instanceof HTMLDetailsElement),
  },
};

let asked = 0; // how many questions were sent; an answer that comes late is old
let last = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Ask for this page's own part again, and put in what is different. */
const refresh = async () => {
  clearTimeout(timer);
  timer = undefined;
  last = performance.now();
  asked += 1;
  const mine = asked;
  const response = await fetch(place.dataset.part ?? "");
  if (response.redirected) location.reload(); // signed out: the page itself leads to the sign-in
  if (!response.ok || response.redirected || mine !== asked) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (mine !== asked) return;
  for (const part of [...fresh.body.children]) {
    const old = document.getElementById(part.id);
    // @ts-ignore  a script of its own, loaded before this module
    if (old) globalThis.Idiomorph.morph(old, part, careful);
  }
};

const soon = () => {
  const wait = Math.max(GATHER, GAP - (performance.now() - last));
  timer ??= setTimeout(() => refresh().catch(() => {}), wait);
};

document.addEventListener("live:change", (event) => {
  const about = /** @type {CustomEvent} */ (event).detail.topics ?? [];
  if (about.some((/** @type {string} */ topic) => topics.has(topic))) soon();
});

// --- Pressing ---------------------------------------------------------------------------------

let pressed = -DOUBLE;
let busy = false;

/** @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button */
const send = async (form, button) => {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, button)) fields.append(name, String(value));
  const response = await fetch(button.hasAttribute("formaction") ? button.formAction : form.action, {
    method: "POST",
    body: fields,
    headers: { Accept: "application/json" },
  });
  if (response.status >= 500) throw new Error(String(response.status)); // the server is away
  if (response.redirected || !response.headers.get("Content-Type")?.includes("json")) {
    location.reload(); // signed out meanwhile, or the form is too old
    return;
  }
  const answer = await response.json();
  if (response.ok && form.dataset.press === "projector") say(notice.dataset.shown ?? "", "success");
  else say(answer.error ?? "");
  await refresh();
  if (!response.ok || !answer.id) return;
  const there = document.getElementById(answer.id);
  there?.focus();
  if (!there && "leads" in button.dataset) location.assign(answer.leads_to);
};

document.addEventListener("submit", async (event) => {
  const { target: form, submitter: button } = event;
  if (!(form instanceof HTMLFormElement) || form.dataset.press === undefined) return;
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  if (busy || performance.now() - pressed < DOUBLE) return;
  pressed = performance.now();
  busy = true;
  button.setAttribute("aria-busy", "true");
  try {
    await send(form, button);
  } catch {
    say(notice.dataset.lost ?? "");
  } finally {
    busy = false;
    button.removeAttribute("aria-busy");
  }
});

// --- Ticking ----------------------------------------------------------------------------------

/** The boxes that a quick choice ticks; ties go by the order of the list, which is by number.
 * @param {HTMLInputElement[]} boxes
 * @param {string} how
 * @param {number} first */
const chosen = (boxes, how, first) => {
  if (how === "all") return boxes;
  if (how === "none") return [];
  const much = (/** @type {HTMLInputElement} */ box) => Number(box.dataset[how]);
  return [...boxes].sort((one, other) => much(other) - much(one)).slice(0, first);
};

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button?.name !== "choose") return;
  const choices = button.closest("fieldset");
  const number = choices?.querySelector("#first");
  const first = number instanceof HTMLInputElement ? Number(number.value) : NaN;
  const counts = button.value === "support" || button.value === "points";
  if (!choices || (counts && !(Number.isInteger(first) && first > 0))) return; // the server says why
  event.preventDefault();
  /** @type {HTMLInputElement[]} */
  const boxes = [...choices.querySelectorAll('input[name="clusters"]')];
  const ticked = new Set(chosen(boxes, button.value, first));
  for (const box of boxes) box.checked = ticked.has(box);
});
