// @ts-check
// What somebody agrees with, kept on the phone until the server has answered. A wish says how it
// shall be, not what to change: so it may be sent as often as it takes.
// Tells the page by `wish:kept` and `wish:refused`; the detail names kind, pk, and what was said.

/**
 * @typedef {{kind: string, pk: number, agrees: boolean, person: string, at: number}} Wish
 */

const PATIENCE = 8_000; // ms for one answer
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
const TRY_AGAIN = [403, 408, 425, 429]; // refusals that are about the moment

/** Where the browser keeps nothing for us, at least as long as the page stands. */
const inPage = /** @type {Map<string, string>} */ (new Map());
let mine = /** @type {string[]} */ ([]);
let url = "";
let token = "";
let running = false;
let failures = 0;
let timer = 0;

/** Begin to send for one participant, under whichever of the entries that are the same person;
 * other people's wishes on this phone stay untouched.
 * @param {{code: string, who: string, same: string[], url: string, token: string}} given */
export function start(given) {
  ({ url, token } = given);
  mine = [given.who, ...given.same].map((who) => `wish:${given.code}:${who}:`);
  for (const event of ["online", "pageshow"]) addEventListener(event, soon);
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  soon();
}

/** Keep how it shall be, and send it.
 * @param {Omit<Wish, "at">} wish */
export function put(wish) {
  for (const [key, old] of all()) {
    if (same(old, wish)) forget(key);
  }
  const key = `${mine[0]}${wish.person}:${wish.kind}:${wish.pk}`;
  const value = JSON.stringify({ ...wish, at: Date.now() });
  inPage.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // It stays in the page only.
  }
  soon();
}

/** What waits for an answer, oldest first. @returns {Wish[]} */
export const waiting = () => all().map(([, wish]) => wish);

/** Try at once, as if nothing had failed before. */
export function soon() {
  failures = 0;
  return flush();
}

async function flush() {
  if (running) return;
  running = true;
  clearTimeout(timer);
  try {
    for (;;) {
      const [first] = all();
      if (!first) return;
      if (await send(...first)) continue;
      failures += 1;
      const longest = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** failures);
      timer = setTimeout(flush, SHORTEST_WAIT + Math.random() * (longest - SHORTEST_WAIT));
      return;
    }
  } finally {
    running = false;
  }
}

/** Whether this one is settled; only an answer that names the same thing settles it.
 * @param {string} key
 * @param {Wish} wish */
async function send(key, wish) {
  let answer = await post(wish);
  if (answer?.status === 403 && answer.body?.csrf_token) {
    token = answer.body.csrf_token;
    answer = await post(wish);
  }
  const { status = 0, body = null } = answer ?? {};
  const ours = body?.kind === wish.kind && Number(body?.pk) === wish.pk;
  if (ours && status === 200 && body.agrees === wish.agrees) {
    settle(key, wish, "wish:kept", { ...wish, total: body.total });
    return true;
  }
  if (status >= 400 && status < 500 && ours && !TRY_AGAIN.includes(status)) {
    settle(key, wish, "wish:refused", { ...wish, status, error: body.error ?? "" });
    return true;
  }
  return false;
}

/** @param {string} key @param {Wish} wish @param {string} name @param {object} detail */
function settle(key, wish, name, detail) {
  failures = 0;
  const now = read(key);
  if (now && now.at === wish.at) forget(key); // else it was pressed again meanwhile
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** @param {Wish} wish @returns {Promise<{status: number, body: any} | null>} */
async function post({ kind, pk, agrees, person }) {
  const impatience = new AbortController();
  const alarm = setTimeout(() => impatience.abort(), PATIENCE);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new URLSearchParams({ kind, pk: String(pk), agrees: agrees ? "1" : "0", person }),
      signal: impatience.signal,
    });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch {
    return null;
  } finally {
    clearTimeout(alarm);
  }
}

/** @returns {[string, Wish][]} */
function all() {
  let stored = /** @type {string[]} */ ([]);
  try {
    stored = Object.keys(localStorage);
  } catch {
    // Kept from us.
  }
  const keys = [...new Set([...stored, ...inPage.keys()])];
  const own = keys.filter((key) => mine.some((prefix) => key.startsWith(prefix)));
  const found = own.map((key) => /** @type {[string, Wish]} */ ([key, read(key)]));
  return found.filter(([, wish]) => wish).sort(([, a], [, b]) => a.at - b.at);
}

/** @param {string} key @returns {Wish | null} */
function read(key) {
  try {
    const stored = localStorage.getItem(key);
    return JSON.parse(stored ?? "null"); // another tab may have settled it
  } catch {
    return JSON.parse(inPage.get(key) ?? "null");
  }
}

/** @param {string} key */
function forget(key) {
  inPage.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept either.
  }
}

/** @param {Wish} a @param {Omit<Wish, "at">} b */
const same = (a, b) => a.kind === b.kind && a.pk === b.pk && a.person === b.person;
