// @ts-check
// The participant's page: six headings, one form, and the step that the room is in.
// Without this script the same page works by links and plain forms.

import * as count from "./count.js";
import * as draft from "./draft.js";
import * as outbox from "./outbox.js";
import * as own from "./own.js";

/** @typedef {import("./outbox.js").Entry} Entry */

const find = (/** @type {string} */ selector) =>
  /** @type {HTMLElement} */ (document.querySelector(selector));
const room = find("#room");
const write = find("#write");
const form = /** @type {HTMLFormElement} */ (find("#factor-form"));
const text = /** @type {HTMLTextAreaElement} */ (find("#id_text"));
const categoryField = /** @type {HTMLInputElement} */ (find("#id_category"));
const send = /** @type {HTMLButtonElement} */ (find("#send"));
const refusal = find("#refusal");
const categories = [...document.querySelectorAll(".guide")].map(
  (guide) => /** @type {HTMLElement} */ (guide).dataset.category ?? "",
);
const DRAFTED = ["text", "stance", "track", "district", "evidence", "horizon"];
const KEPT = ["track", "district"]; // the next factor probably has the same

let stage = room.dataset.stage ?? "";
/** The entry of the outbox that is being corrected. */
let correcting = "";
let lastSent = 0;

// --- The form -----------------------------------------------------------------------------

function fields() {
  const given = /** @type {Record<string, string>} */ ({});
  for (const [name, value] of new FormData(form)) given[name] = String(value);
  delete given.csrfmiddlewaretoken;
  delete given.client_id;
  return given;
}

function fill(/** @type {Record<string, string>} */ given) {
  for (const name of DRAFTED) {
    if (!(name in given)) continue;
    const control = form.elements.namedItem(name);
    if (control && "value" in control) control.value = given[name];
  }
  if (given.evidence || given.horizon) form.querySelector("details")?.setAttribute("open", "");
  count.show();
}

function clear() {
  for (const control of form.elements) {
    const { name } = /** @type {HTMLInputElement} */ (control);
    if (!DRAFTED.includes(name) || KEPT.includes(name)) continue;
    if (control instanceof HTMLInputElement && control.type === "radio") control.checked = false;
    else /** @type {HTMLTextAreaElement} */ (control).value = "";
  }
  count.show();
}

function complain(/** @type {string} */ name, /** @type {string} */ sentence) {
  const place = document.querySelector(`#error-${name}`);
  if (!place) return;
  place.textContent = sentence;
  /** @type {HTMLElement} */ (place).hidden = !sentence;
}

/** Say at the field what is missing; returns whether everything is there. */
function complete(/** @type {Record<string, string>} */ given) {
  const { empty = "", unchosen = "", long = "" } = form.dataset;
  const tooLong = count.lengthOf(given.text) > count.longest;
  const sentences = {
    text: given.text.trim() ? (tooLong ? long : "") : empty,
    stance: given.stance ? "" : unchosen,
    track: given.track ? "" : unchosen,
    district: given.district ? "" : unchosen,
  };
  for (const [name, sentence] of Object.entries(sentences)) complain(name, sentence);
  const wrong = Object.entries(sentences).find(([, sentence]) => sentence);
  if (wrong) document.querySelector(`#error-${wrong[0]}`)?.scrollIntoView({ block: "center" });
  return !wrong;
}

function submit(/** @type {SubmitEvent} */ event) {
  if (!outbox.available() || categoryField instanceof HTMLSelectElement) return; // plain post
  event.preventDefault();
  if (send.disabled || Date.now() - lastSent < 700) return; // the second tap of a double tap
  const given = fields();
  if (!complete(given)) return;
  let entry;
  try {
    entry = outbox.put(form.action, given);
  } catch {
    form.submit(); // no room on the phone: the plain way
    return;
  }
  lastSent = Date.now();
  own.show(entry, correct);
  draft.forget(given.category);
  if (correcting) own.drop(correcting);
  correcting = "";
  refusal.hidden = true;
  clear();
  find("#own").scrollIntoView({ block: "start" });
  show();
}

/** Give a refused entry's words back to the form. */
function correct(/** @type {Entry} */ entry) {
  open(entry.fields.category);
  const begun = text.value.trim();
  const both = begun && begun !== entry.fields.text;
  fill({ ...entry.fields, text: both ? `${entry.fields.text}\n${begun}` : entry.fields.text });
  correcting = entry.client_id;
  refusal.textContent = own.reasonOf(entry);
  refusal.hidden = false;
  for (const [name, sentences] of Object.entries(entry.refused?.errors ?? {})) {
    complain(name, sentences.join(" "));
  }
  show();
  text.focus();
}

// --- Headings -----------------------------------------------------------------------------

/** Open one heading's form, or with "" the six headings. */
function open(/** @type {string} */ category) {
  find("#choose").hidden = category !== "";
  find("#entry").hidden = category === "";
  for (const guide of document.querySelectorAll(".guide")) {
    const own = /** @type {HTMLElement} */ (guide);
    own.hidden = own.dataset.category !== category;
  }
  if (categoryField.value === category) return;
  categoryField.value = category;
  correcting = "";
  refusal.hidden = true;
  clear();
  ["text", "stance", "track", "district"].forEach((name) => complain(name, ""));
  fill((category && draft.load(category)) || {});
}

function go(/** @type {string} */ category) {
  history.pushState(null, "", category ? `?category=${category}` : location.pathname);
  open(category);
  show();
  write.scrollIntoView({ block: "start" });
}

function chosen() {
  const category = new URLSearchParams(location.search).get("category") ?? "";
  return categories.includes(category) ? category : "";
}

// --- The step -----------------------------------------------------------------------------

/** Show what belongs to the step; words that are not sent yet stay in sight. */
function show() {
  for (const part of document.querySelectorAll("[data-stages]")) {
    const stages = /** @type {HTMLElement} */ (part).dataset.stages?.split(" ") ?? [];
    /** @type {HTMLElement} */ (part).hidden = !stages.includes(stage);
  }
  const openNow = write.dataset.stages === stage;
  const unsent = categoryField.value !== "" && text.value.trim() !== "";
  write.hidden = !openNow && !unsent;
  send.disabled = !openNow;
  find("#closed-note").hidden = openNow || !unsent;
  find("#back").hidden = !openNow;
}

// --- Begin --------------------------------------------------------------------------------

form.noValidate = true; // our own sentences, in the reader's language, at the field
form.addEventListener("submit", submit);
form.addEventListener("input", () => draft.save(categoryField.value, fields()));
document.querySelectorAll("a.heading").forEach((link) =>
  link.addEventListener("click", (event) => {
    event.preventDefault();
    go(/** @type {HTMLElement} */ (link).dataset.category ?? "");
  }),
);
for (const link of [find("#back"), find("#another")]) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    go("");
  });
}
addEventListener("popstate", () => {
  open(chosen());
  show();
});
document.addEventListener("live:change", (event) => {
  const change = /** @type {CustomEvent} */ (event).detail;
  own.board(change);
  if (change.stage && change.stage !== stage) {
    stage = change.stage;
    show();
  }
});
/** No stream or no network: say that the words are safe here. */
function showConnection() {
  const off = document.documentElement.dataset.liveState === "off";
  find("#offline-note").hidden = navigator.onLine && !off;
}
document.addEventListener("live:state", showConnection);
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
document.addEventListener("outbox:saved", (event) => {
  const { entry, factor } = /** @type {CustomEvent} */ (event).detail;
  own.saved(entry, factor);
});
document.addEventListener("outbox:refused", (event) => {
  const { entry } = /** @type {CustomEvent} */ (event).detail;
  own.show(entry, correct);
  if (!text.value.trim()) correct(entry);
});

if (!(categoryField instanceof HTMLSelectElement) && !text.value) {
  if (categoryField.value) fill(draft.load(categoryField.value) ?? {});
  else if (stage !== write.dataset.stages) open(draft.first(categories));
}
if (outbox.available()) {
  const token = /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken"));
  outbox.start({ who: room.dataset.who ?? "", token: token.value });
  for (const entry of outbox.entries()) own.show(entry, correct);
}
show();
