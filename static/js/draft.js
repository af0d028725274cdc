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
  return read(key(category)) ?? inPage.get(category) ?? null;
}

/** @returns {Fields | null} */
function read(/** @type {string} */ name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null; // kept from us, or damaged by somebody else
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

/** Take over what others, or only `these`, began to write for this workshop on this phone; where
 * something is begun already, below it. Tells the page by `draft:adopted`. */
export function adopt(/** @type {string[] | null} */ these = null) {
  const mine = key("");
  for (const name of Object.keys(localStorage)) {
    const [kind, code, whose, category] = name.split(":");
    if (kind !== "draft" || code !== room.dataset.code || name.startsWith(mine)) continue;
    if (these && !these.includes(whose)) continue;
    const [own, theirs] = [load(category), read(name)];
    const text = [own?.text, theirs?.text].filter(Boolean).join("\n");
    save(category, { ...theirs, ...own, text });
    localStorage.removeItem(name);
    document.dispatchEvent(new CustomEvent("draft:adopted"));
  }
}
