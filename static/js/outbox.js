// @ts-check
// Factors on their way: written to the phone first, sent until the server has said that it
// keeps them. The number made here (client_id) makes a repeat harmless.

/**
 * @typedef {Record<string, string>} Fields
 * @typedef {{status: number, error: string, errors: Record<string, string[]>, join?: string}} Refusal
 * @typedef {{client_id: string, url: string, who: string, at: number, fields: Fields,
 *   refused?: Refusal}} Entry
 */

const PREFIX = "outbox:"; // one key per entry, so that two tabs never overwrite each other
const PATIENCE = 8_000; // ms for one answer
const LONGEST_WAIT = 60_000;

let who = "";
let token = "";
let running = false;
let wanted = false;
let wait = 1_000;
let timer = 0;

/** Begin to send for one participant; other people's entries on this phone stay untouched. */
export function start(/** @type {{who: string, token: string}} */ given) {
  ({ who, token } = given);
  addEventListener("online", flush);
  addEventListener("pageshow", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  flush();
}

/** Whether this browser lets us keep anything: private windows and some settings do not. */
export function available() {
  try {
    localStorage.setItem("outbox-try", "1");
    localStorage.removeItem("outbox-try");
    return true;
  } catch {
    return false;
  }
}

/** This participant's entries, oldest first. @returns {Entry[]} */
export function entries() {
  const found = [];
  for (let place = 0; place < localStorage.length; place += 1) {
    const key = localStorage.key(place);
    if (!key?.startsWith(PREFIX)) continue;
    try {
      found.push(JSON.parse(localStorage.getItem(key) ?? ""));
    } catch {
      continue; // damaged by somebody else; ours are written whole
    }
  }
  return found.filter((entry) => entry.who === who).sort((a, b) => a.at - b.at);
}

/** Keep an entry and send it; throws if the phone has no room for it. @returns {Entry} */
export function put(/** @type {string} */ url, /** @type {Fields} */ fields) {
  const entry = { client_id: newId(), url, who, at: Date.now(), fields };
  keep(entry);
  setTimeout(flush); // after the caller has shown it as waiting
  return entry;
}

export function discard(/** @type {string} */ id) {
  localStorage.removeItem(PREFIX + id);
}

/** Send what waits, one after the other; safe to call at any time. */
export async function flush() {
  wanted = true;
  if (running) return;
  running = true;
  clearTimeout(timer);
  try {
    while (wanted) {
      wanted = false;
      await alone(sendAll);
    }
  } finally {
    running = false;
  }
}

/** Only one tab sends at a time, where the browser has locks (https only). */
async function alone(/** @type {() => Promise<void>} */ work) {
  if (!navigator.locks) return work();
  return navigator.locks.request("outbox", work);
}

async function sendAll() {
  for (const entry of entries()) {
    if (entry.refused || localStorage.getItem(PREFIX + entry.client_id) === null) continue;
    const pause = await send(entry);
    if (pause) {
      clearTimeout(timer);
      timer = setTimeout(flush, pause);
      return;
    }
    wait = 1_000;
  }
}

/** One entry, sent; returns how many ms to wait before another try, 0 if it is settled. */
async function send(/** @type {Entry} */ entry) {
  let answer = await post(entry);
  if (answer?.status === 403 && answer.body?.csrf_token) {
    token = answer.body.csrf_token;
    answer = await post(entry);
  }
  const { status = 0, body = null, after = 0 } = answer ?? {};
  const ours = body?.client_id?.toLowerCase() === entry.client_id;
  if (ours && (status === 200 || status === 201)) {
    discard(entry.client_id);
    tell("outbox:saved", { entry, factor: body.factor });
    return 0;
  }
  if ((ours && [409, 422, 423].includes(status)) || (status === 403 && body?.join)) {
    const { error = "", errors = {}, join } = body;
    entry.refused = { status, error, errors, join };
    keep(entry);
    tell("outbox:refused", { entry });
    return 0;
  }
  // No answer, a full server, a hotel's sign-in page: it is not saved, so it stays.
  wait = Math.min(wait * 2, LONGEST_WAIT);
  return Math.max(after, wait * (0.5 + Math.random() / 2));
}

/** @returns {Promise<{status: number, body: any, after: number} | null>} */
async function post(/** @type {Entry} */ entry) {
  const impatience = new AbortController();
  const alarm = setTimeout(() => impatience.abort(), PATIENCE);
  try {
    const response = await fetch(entry.url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new URLSearchParams({ ...entry.fields, client_id: entry.client_id }),
      signal: impatience.signal,
    });
    const body = await response.json().catch(() => null);
    const after = 1_000 * Number(response.headers.get("Retry-After") ?? 0);
    return { status: response.status, body, after: after || 0 };
  } catch {
    return null;
  } finally {
    clearTimeout(alarm);
  }
}

function keep(/** @type {Entry} */ entry) {
  localStorage.setItem(PREFIX + entry.client_id, JSON.stringify(entry));
}

function tell(/** @type {string} */ name, /** @type {object} */ detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** A UUID; on plain http browsers have no crypto.randomUUID. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
