// @ts-check
// Ratings: one cluster per screen, two taps each; what the server has stands in the radio buttons'
// `checked` attributes, over it what was tapped and is on its way.

import * as answers from "./answers.js";

/** @typedef {import("./answers.js").Wish} Wish */
/** @typedef {Record<string, string>} Said */

const AXES = ["impact", "uncertainty", "likelihood", "horizon"];
const MOMENT = 600; // ms from the second tap to the next cluster
const BY_ITSELF = "answer-by-itself"; // "no" where it was switched off

/** What is on the screen: a cluster's key, "intro" or "list". */
let current = "";
let timer = 0;
/** Whether the last answer came from a finger: arrow keys pass over values on their way. */
let byFinger = false;
addEventListener("pointerdown", () => (byFinger = true), true);
addEventListener("keydown", () => (byFinger = false), true);

const items = (/** @type {HTMLElement} */ round) =>
  /** @type {HTMLElement[]} */ ([...round.querySelectorAll(".rate-ask")]);
const radios = (/** @type {HTMLElement} */ item) =>
  /** @type {HTMLInputElement[]} */ ([...item.querySelectorAll("input[type=radio]")]);
const find = (/** @type {HTMLElement} */ round, /** @type {string} */ selector) =>
  /** @type {HTMLElement | null} */ (round.querySelector(selector));
const isWhole = (/** @type {Said} */ said) => Boolean(said.skip || (said.impact && said.uncertainty));

function place(/** @type {HTMLElement} */ round, /** @type {HTMLElement} */ item) {
  const { person = "", round: number = "" } = round.dataset;
  return { person, round: number, item: item.dataset.cluster ?? "" };
}

/** What the server has. @returns {Said} */
function kept(/** @type {HTMLElement} */ item) {
  const chosen = radios(item).filter((radio) => radio.defaultChecked);
  const said = /** @type {Said} */ (Object.fromEntries(chosen.map((r) => [r.name, r.value])));
  return item.hasAttribute("data-skipped") ? { skip: "1" } : said;
}

/** @returns {Said} */
function shown(/** @type {HTMLElement} */ round, /** @type {HTMLElement} */ item) {
  return answers.wishFor(place(round, item))?.fields ?? kept(item);
}

// --- Drawing ------------------------------------------------------------------------------

export function draw(/** @type {HTMLElement} */ round) {
  if (!items(round).length) return;
  round.classList.add("one-by-one");
  if (!exists(round, current)) current = begin(round);
  for (const item of items(round)) drawItem(round, item);
  drawOverview(round);
  const rule = /** @type {HTMLDetailsElement | null} */ (find(round, "#rule"));
  const start = find(round, "#begin");
  if (rule && current === "intro") rule.open = true;
  if (start) start.hidden = current !== "intro";
  const pager = /** @type {HTMLElement} */ (find(round, "#pager"));
  pager.hidden = current === "intro";
  const keys = items(round).map((item) => item.dataset.cluster);
  /** @type {HTMLButtonElement} */ (find(pager, "[data-go='-1']")).disabled = keys[0] === current;
  for (const go of ["1", "list"]) {
    const button = /** @type {HTMLElement} */ (find(pager, `[data-go='${go}']`));
    button.hidden = current === "list";
  }
  const itself = /** @type {HTMLElement} */ (find(round, "#by-itself"));
  itself.hidden = !movesOn(round) || current === "intro";
  /** @type {HTMLInputElement} */ (itself.querySelector("input")).checked = byItself();
  const overview = /** @type {HTMLElement} */ (find(round, "#overview"));
  overview.hidden = current !== "list";
}

function drawItem(/** @type {HTMLElement} */ round, /** @type {HTMLElement} */ item) {
  const wish = answers.wishFor(place(round, item));
  const said = wish?.fields ?? kept(item);
  for (const radio of radios(item)) radio.checked = said[radio.name] === radio.value;
  item.classList.toggle("current", item.dataset.cluster === current);
  item.classList.toggle("skipped", Boolean(said.skip));
  find(item, ".rate-skip")?.setAttribute("aria-pressed", String(Boolean(said.skip)));
  const state = /** @type {HTMLElement} */ (find(item, ".answer-state"));
  state.dataset.state = wish ? (wish.ready ? "waiting" : "") : item.hasAttribute("data-saved") ? "saved" : "";
}

function drawOverview(/** @type {HTMLElement} */ round) {
  let [whole, skipped] = [0, 0];
  for (const item of items(round)) {
    const said = shown(round, item);
    const line = find(round, `[data-of="${item.dataset.cluster}"]`);
    const state = line && find(line, ".overview-state");
    if (isWhole(said)) whole += 1;
    if (said.skip) skipped += 1;
    if (!line || !state) continue;
    const { none = "", skipped: skip = "", text = "" } = state.dataset;
    const values = text.replace("#1", said.impact).replace("#2", said.uncertainty);
    state.textContent = said.skip ? skip : isWhole(said) ? values : none;
    line.toggleAttribute("data-missing", !isWhole(said));
  }
  const total = items(round).length;
  /** @type {HTMLProgressElement} */ (find(round, "#rated")).value = whole;
  const missing = find(round, "#missing");
  if (!missing) return;
  const { none = "", some = "", skipped: skip = "" } = missing.dataset;
  const parts = [whole < total ? some.replace("#", String(total - whole)) : none];
  if (skipped) parts.push(skip.replace("#", String(skipped)));
  missing.textContent = parts.join(" · ");
}

// --- Going on -----------------------------------------------------------------------------

const exists = (/** @type {HTMLElement} */ round, /** @type {string} */ where) =>
  ["intro", "list"].includes(where) || items(round).some((item) => item.dataset.cluster === where);

/** Where to begin: where the address says, else the rule, the first one missing, or the list. */
function begin(/** @type {HTMLElement} */ round) {
  const named = location.hash.match(/^#item-(\d+)$/)?.[1] ?? "";
  if (named && exists(round, named)) return named;
  const open = items(round).find((item) => !isWhole(shown(round, item)));
  const untouched = items(round).every((item) => !Object.keys(shown(round, item)).length);
  return untouched ? "intro" : (open?.dataset.cluster ?? "list");
}

/** Show a cluster, or "list"; the way back to it stands in the address. */
function go(/** @type {HTMLElement} */ round, /** @type {string} */ where) {
  clearTimeout(timer);
  current = where;
  const rule = /** @type {HTMLDetailsElement | null} */ (find(round, "#rule"));
  if (rule) rule.open = false;
  draw(round);
  const target = find(round, where === "list" ? "#overview-title" : `#item-${where}`);
  history.replaceState(null, "", where === "list" ? "#overview" : `#item-${where}`);
  target?.focus({ preventScroll: true });
  find(round, where === "list" ? "#overview" : ".rate-progress")?.scrollIntoView({ block: "start" });
}

function step(/** @type {HTMLElement} */ round, /** @type {number} */ by) {
  const keys = [...items(round).map((item) => item.dataset.cluster ?? ""), "list"];
  const next = keys[keys.indexOf(current) + by];
  if (next) go(round, next);
}

const byItself = () => localStorage.getItem(BY_ITSELF) !== "no";

/** In a second round there is something to read after the answer. */
const movesOn = (/** @type {HTMLElement} */ round) => round.dataset.second === undefined;

// --- Taps ---------------------------------------------------------------------------------

export function click(/** @type {HTMLElement} */ round, /** @type {MouseEvent} */ event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const button = /** @type {HTMLElement | null} */ (target.closest("[data-go]"));
  const link = target.closest(".overview-link");
  if (target.closest("#begin")) go(round, items(round)[0].dataset.cluster ?? "list");
  if (button) button.dataset.go === "list" ? go(round, "list") : step(round, Number(button.dataset.go));
  if (link) {
    event.preventDefault();
    go(round, link.getAttribute("href")?.replace("#item-", "") ?? "list");
  }
}

/** A tap on a scale, or the switch. */
export function change(/** @type {HTMLElement} */ round, /** @type {Event} */ event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (input.closest("#by-itself")) {
    clearTimeout(timer);
    localStorage.setItem(BY_ITSELF, input.checked ? "yes" : "no");
    return;
  }
  const item = /** @type {HTMLElement | null} */ (input.closest(".rate-ask"));
  if (!item || !AXES.includes(input.name)) return;
  const before = shown(round, item);
  const chosen = radios(item).filter((radio) => radio.checked);
  const said = /** @type {Said} */ (Object.fromEntries(chosen.map((r) => [r.name, r.value])));
  say(round, item, said);
  const asked = [...item.querySelectorAll("[data-axis]")].length;
  const wasDone = isWhole(before) && !before.skip;
  clearTimeout(timer);
  const isNew = chosen.length === asked && !(wasDone && asked === 2);
  if (isNew && byFinger && movesOn(round) && byItself()) {
    timer = setTimeout(() => step(round, 1), MOMENT);
  }
}

/** A form that was sent: skip, or the button for those who use a keyboard. */
export function submit(/** @type {HTMLElement} */ round, /** @type {SubmitEvent} */ event) {
  const item = /** @type {HTMLElement | null} */ (
    /** @type {HTMLElement} */ (event.target).closest(".rate-ask")
  );
  if (!item) return false;
  event.preventDefault();
  if (event.submitter?.classList.contains("rate-skip")) say(round, item, { skip: "1" });
  else if (!isWhole(shown(round, item))) return true;
  step(round, 1);
  return true;
}

function say(
  /** @type {HTMLElement} */ round,
  /** @type {HTMLElement} */ item,
  /** @type {Said} */ said,
) {
  const { action: url } = /** @type {HTMLFormElement} */ (item.querySelector("form"));
  const fields = { cluster: item.dataset.cluster ?? "", ...said };
  answers.put({ url, ...place(round, item), fields, ready: isWhole(said) });
}

/** The server has said what it has. */
export function settle(
  /** @type {HTMLElement} */ round,
  /** @type {Wish} */ wish,
  /** @type {any} */ body,
) {
  const item = items(round).find((each) => each.dataset.cluster === wish.item);
  if (!item || body.rating === undefined) return;
  const rating = body.rating ?? {};
  for (const radio of radios(item)) {
    radio.toggleAttribute("checked", String(rating[radio.name] ?? "") === radio.value);
  }
  item.toggleAttribute("data-skipped", rating.skip === true);
  item.toggleAttribute("data-saved", body.rating !== null);
  const parsed = new DOMParser().parseFromString(body.beside ?? "", "text/html");
  const place = find(item, ".beside-place");
  place?.replaceChildren(...parsed.body.children);
  if (body.beside && wish.item === current) place?.scrollIntoView({ block: "nearest" });
}
