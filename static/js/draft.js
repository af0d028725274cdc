// @ts-check
// What is being written, kept at every key: a call, a reload or a closed step loses nothing.

/** @typedef {Record<string, string>} Fields */

const room = /** @type {HTMLElement} */ (document.querySelector("#room"));
const key = (/** @type {string} */ category) =>
  `draft:${room.dataset.code}:${room.dataset.who}:${category}`;

export function save(/** @type {string} */ category, /** @type {Fields} */ fields) {
  try {
    if (fields.text || fields.evidence) localStorage.setItem(key(category), JSON.stringify(fields));
    else localStorage.removeItem(key(category));
  } catch {
    // Without storage the text is only in the page.
  }
}

/** @returns {Fields | null} */
export function load(/** @type {string} */ category) {
  try {
    return JSON.parse(localStorage.getItem(key(category)) ?? "null");
  } catch {
    return null;
  }
}

export function forget(/** @type {string} */ category) {
  try {
    localStorage.removeItem(key(category));
  } catch {
    // Nothing was kept either.
  }
}

/** The first of these categories that has a draft, else "". */
export function first(/** @type {string[]} */ categories) {
  return categories.find((category) => load(category)) ?? "";
}
