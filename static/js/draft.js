// @ts-check
// What is being written, kept at every key: a call, a reload or a closed step loses nothing.

/** @typedef {Record<string, string>} Fields */

const room = /** @type {HTMLElement} */ (document.querySelector("#room"));
const key = (/** @type {string} */ category) =>
  `draft:${room.dataset.code}:${room.dataset.who}:${category}`;

/** Where the browser keeps nothing for us, at least as long as the page stands. */
const inPage = /** @type {Map<string, Fields>} */ (new Map());

export function save(/** @type {string} */ category, /** @type {Fields} */ fields) {
  if (!fields.text && !fields.evidence) {
    forget(category);
    return;
  }
  inPage.set(category, fields);
  try {
    localStorage.setItem(key(category), JSON.stringify(fields));
  } catch {
    // It stays in the page only.
  }
}

/** @returns {Fields | null} */
export function load(/** @type {string} */ category) {
  try {
    const kept = JSON.parse(localStorage.getItem(key(category)) ?? "null");
    return kept ?? inPage.get(category) ?? null;
  } catch {
    return inPage.get(category) ?? null;
  }
}

export function forget(/** @type {string} */ category) {
  inPage.delete(category);
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

/** Take over what others began to write for this workshop on this phone. */
export function adopt() {
  const mine = key("");
  for (const name of Object.keys(localStorage)) {
    const [kind, code, , category] = name.split(":");
    if (kind !== "draft" || code !== room.dataset.code || name.startsWith(mine)) continue;
    if (!load(category)) localStorage.setItem(mine + category, localStorage.getItem(name) ?? "");
    localStorage.removeItem(name);
  }
}
