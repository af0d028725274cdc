// @ts-check
// The participant's page: six headings, one form, and the step that the room is in.
// Without this script the same page works by links and plain forms.

import * as connection from "./connection.js";
import * as count from "./count.js";
import * as draft from "./draft.js";
import * as outbox from "./outbox.js";
import * as own from "./own.js";
import * as steered from "./room_state.js";

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
const DRAFTED = ["text", "stance", "track", "district", "evidence", "horizon", "person"];
const KEPT = ["track", "district", "person"]; // the next factor probably has the same

let stage = room.dataset.stage ?? "";
/** The entry of the outbox that is being corrected. */
let correcting = "";
let lastSent = 0;
let wasClosed = true;

// --- The form -----------------------------------------------------------------------------

function fields() {
  const given = /** @type {Record<string, string>} */ ({});
  for (const [name, value] of new FormData(form)) given[name] = String(value);
  delete given.csrfmiddlewaretoken;
  delete given.client_id;
  return given;
}

/** Keep what stands in the form, and which refused entry it corrects. */
function keepDraft() {
  draft.save(categoryField.value, { ...fields(), correcting });
}

function fill(/** @type {Record<string, string>} */ given) {
  for (const name of DRAFTED) {
    if (!(name in given)) continue;
    const control = form.elements.namedItem(name);
    if (control && "value" in control) control.value = given[name];
  }
  correcting = given.correcting ?? correcting;
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
  if (closed()) given.late = "1";
  let entry;
  try {
    entry = outbox.put(address(), given);
  } catch {
    form.submit(); // no room on the phone: the plain way
    return;
  }
  lastSent = Date.now();
  own.show(entry);
  draft.forget(given.category);
  if (correcting) own.drop(correcting);
  correcting = "";
  refusal.hidden = true;
  clear();
  find("#own").scrollIntoView({ block: "start" });
  show();
  connection.show();
}

/** Where factors are sent to; the form's own address also names its heading. */
const address = () => form.action.split("?")[0];

/** Give a refused entry's words back to the form. */
function correct(/** @type {Entry} */ entry) {
  open(entry.fields.category);
  const begun = text.value.trim();
  const both = begun && begun !== entry.fields.text;
  fill({ ...entry.fields, text: both ? `${entry.fields.text}\n${begun}` : entry.fields.text });
  correcting = entry.client_id;
  keepDraft();
  refusal.textContent = own.reasonOf(entry);
  refusal.hidden = refusal.textContent === "";
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

const closed = () => write.dataset.stages !== stage || steered.timeIsUp();

/** Show what belongs to the step; words that are not sent yet stay in sight. */
function show() {
  for (const part of document.querySelectorAll("[data-stages]")) {
    const stages = /** @type {HTMLElement} */ (part).dataset.stages?.split(" ") ?? [];
    /** @type {HTMLElement} */ (part).hidden = !stages.includes(stage);
  }
  const late = steered.takesLate();
  const begun = () => categoryField.value !== "" && text.value.trim() !== "";
  const draftElsewhere = closed() && !begun() ? draft.first(categories) : "";
  if (draftElsewhere) open(draftElsewhere);
  write.hidden = closed() && !begun();
  send.disabled = closed() && !late;
  [send.name, send.value] = closed() ? ["late", "1"] : ["", ""]; // for a plain post
  send.textContent = (closed() ? send.dataset.late : send.dataset.send) ?? "";
  find("#closed-note").hidden = !closed() || late || !begun();
  find("#late-note").hidden = !closed() || !late || !begun();
  find("#back").hidden = closed();
  room.classList.toggle("takes-late", late);
}

/** The room moved on, or back: drafts whose step is open again go on their way. */
function moved() {
  const opened = wasClosed && !closed();
  wasClosed = closed();
  if (opened) outbox.release(({ status }) => status === 423).forEach(own.show);
  show();
}

// --- Begin --------------------------------------------------------------------------------

form.noValidate = true; // our own sentences, in the reader's language, at the field
form.addEventListener("submit", submit);
form.addEventListener("input", keepDraft);
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
  stage = change.stage || stage; // what follows from it is said by `steered`, or here
  if (!change.state) moved();
});
document.addEventListener("outbox:saved", (event) => {
  const { entry, factor, waits_for } = /** @type {CustomEvent} */ (event).detail;
  own.saved(entry, factor, waits_for);
});
document.addEventListener("outbox:refused", (event) => {
  const { entry } = /** @type {CustomEvent} */ (event).detail;
  own.show(entry);
  if (entry.refused.status === 423) wasClosed = true; // whatever the stream has said so far
  // A draft stays in the list as it is; what is wrong with words is said where they are mended.
  if (entry.refused.status !== 423 && !entry.refused.join && !text.value.trim()) correct(entry);
});
document.addEventListener("draft:adopted", () => {
  fill((categoryField.value && draft.load(categoryField.value)) || {});
  show();
});
document.addEventListener("outbox:elsewhere", (event) => {
  own.gone(/** @type {CustomEvent} */ (event).detail);
  setTimeout(own.sync, Math.random() * 1_500);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) own.sync(); // the way back from another page
});

const same = (room.dataset.entries ?? "").split(" ");
if (outbox.available()) draft.adopt(same);
if (categoryField instanceof HTMLSelectElement || text.value) keepDraft(); // refused as a plain form
else if (categoryField.value !== chosen()) open(chosen());
else if (categoryField.value) fill(draft.load(categoryField.value) ?? {});
if (outbox.available()) {
  const token = /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken"));
  outbox.start({ who: room.dataset.who ?? "", same, token: token.value });
  own.begin(correct);
  connection.offer(address());
}
steered.follow(moved);
connection.show();
connection.openOffline();
