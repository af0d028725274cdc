// @ts-check
// Cross-impact: one pair after the other; the phone knows the next ones, for when it is alone.

import * as answers from "./answers.js";

/** @typedef {import("./answers.js").Wish} Wish */

/** What was answered here and is not among the pairs to come any more. */
const done = new Set();

const find = (/** @type {HTMLElement} */ round, /** @type {string} */ selector) =>
  /** @type {HTMLElement | null} */ (round.querySelector(selector));
const form = (/** @type {HTMLElement} */ round) =>
  /** @type {HTMLFormElement | null} */ (round.querySelector("#influence-form"));

/** @returns {HTMLInputElement} */
function field(/** @type {HTMLFormElement} */ asked, /** @type {string} */ name) {
  return /** @type {HTMLInputElement} */ (asked.elements.namedItem(name));
}

function place(/** @type {HTMLElement} */ round, /** @type {string} */ item) {
  const { person = "", round: number = "" } = round.dataset;
  return { person, round: number, item };
}

const pair = (/** @type {HTMLFormElement} */ asked) =>
  `${field(asked, "source").value}-${field(asked, "target").value}`;

function upcoming(/** @type {HTMLElement} */ round) {
  const all = (find(round, "#pairs")?.dataset.pairs ?? "").split(" ").filter(Boolean);
  return all.filter((each) => !done.has(each) && !answers.wishFor(place(round, each)));
}

/** Ask the pair that stands in the form unless it was answered meanwhile: then the next one. */
export function draw(/** @type {HTMLElement} */ round) {
  const asked = form(round);
  if (!asked) return;
  const known = new URLSearchParams(location.search).get("pair");
  const stands = pair(asked);
  if (asked.hidden || stands === "-" || done.has(stands) || answers.wishFor(place(round, stands))) {
    if (stands !== known) ask(round, asked, upcoming(round)[0]);
  }
}

function ask(
  /** @type {HTMLElement} */ round,
  /** @type {HTMLFormElement} */ asked,
  /** @type {string | undefined} */ next,
) {
  const thanks = /** @type {HTMLElement} */ (find(round, "#thanks"));
  thanks.hidden = next !== undefined;
  asked.hidden = next === undefined;
  if (next === undefined) return;
  const [source, target] = next.split("-");
  field(asked, "source").value = source;
  field(asked, "target").value = target;
  for (const [name, key] of [["source", source], ["target", target]]) {
    const words = find(round, `#asked [data-cluster="${key}"]`)?.childNodes ?? [];
    const copies = [...words].map((node) => node.cloneNode(true));
    find(round, `#pair-${name}`)?.replaceChildren(...copies);
  }
  for (const radio of asked.querySelectorAll("input[type=radio]")) {
    /** @type {HTMLInputElement} */ (radio).checked = false;
  }
  field(asked, "reason").value = "";
}

export function submit(/** @type {HTMLElement} */ round, /** @type {SubmitEvent} */ event) {
  const asked = form(round);
  if (!asked || event.target !== asked) return false;
  event.preventDefault();
  const chosen = /** @type {HTMLInputElement | null} */ (asked.querySelector("[name=strength]:checked"));
  if (!chosen) {
    /** @type {HTMLElement} */ (asked.querySelector("[name=strength]")).focus();
    return true;
  }
  const fields = {
    source: field(asked, "source").value,
    target: field(asked, "target").value,
    strength: chosen.value,
    reason: field(asked, "reason").value,
  };
  const item = pair(asked);
  answers.put({ url: asked.action, ...place(round, item), fields });
  done.add(item);
  if (new URLSearchParams(location.search).has("pair")) history.replaceState(null, "", location.pathname);
  asked.querySelector("details")?.removeAttribute("open");
  ask(round, asked, upcoming(round)[0]);
  find(round, "#rule")?.removeAttribute("open");
  find(round, "#pairs")?.scrollIntoView({ block: "start" });
  return true;
}

/** The server has said which pairs are left; after a refusal the pair is asked again. */
export function settle(
  /** @type {HTMLElement} */ round,
  /** @type {Wish} */ wish,
  /** @type {any} */ body,
) {
  const pairs = find(round, "#pairs");
  if (body.error) done.delete(wish.item);
  if (!pairs || typeof body.pairs !== "string") return;
  pairs.dataset.pairs = body.pairs;
  const remaining = /** @type {HTMLElement} */ (find(round, "#remaining"));
  const text = remaining.dataset.text ?? "";
  remaining.textContent = body.remaining ? text.replace("#", String(body.remaining)) : "";
}
