// @ts-check
// Factors on their way: written to the phone first, sent until the server has said that it
// keeps them. The number made here (client_id) makes a repeat harmless.
// Tells the page by `outbox:saved`, `outbox:refused` (detail: the entry) and `outbox:elsewhere`.

import { alone } from "./alone.js";

/**
 * @typedef {Record<string, string>} Fields
 * @typedef {{status: number, error: string, errors: Record<string, string[]>, join?: string,
 *   late?: boolean}} Refusal
 * @typedef {{client_id: string, url: string, who: string, at: number, fields: Fields,
 *   refused?: Refusal}} Entry
 */

const PREFIX = "outbox:"; // one key per entry, so that two tabs never overwrite each other
const PATIENCE = 8_000; // ms for one answer
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
const BUSY = 1_500; // ms until asking again whether the other tab is done
const TRY_AGAIN = [403, 408, 425, 429]; // refusals that are about the moment, not the words

let who = "";
let token = "";
let running = false;
let wanted = false;
let failures = 0;
let notBefore = 0; // the server asked us to wait until then
let timer = 0;

/** Begin to send for one participant; other people's entries on this phone stay untouched. What
 * was written under an entry that is the same person by now (`same`) is this participant's. */
export function start(/** @type {{who: string, same: string[], token: string}} */ given) {
  ({ who, token } = given);
  for (const entry of all()) {
    if (entry.who !== who && given.same.includes(entry.who)) keep({ ...entry, who });
  }
  release((refusal) => refusal.join !== undefined); // this phone has come back
  for (const event of ["online", "pageshow"]) addEventListener(event, soon);
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  addEventListener("storage", ({ key, newValue }) => {
    if (key?.startsWith(PREFIX) && newValue === null) {
      tell("outbox:elsewhere", key.slice(PREFIX.length)); // another tab has settled it
    }
  });
  soon();
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
  return all().filter((entry) => entry.who === who);
}

/** Those that are on their way: not refused. */
export const waiting = () => entries().filter((entry) => !entry.refused);

/** What somebody else wrote for the same workshop on this phone and has not sent. */
export function others(/** @type {string} */ url) {
  return all().filter((entry) => entry.who !== who && entry.url === url);
}

/** Make these the present participant's, under the same numbers: nothing arrives twice. */
export function adopt(/** @type {Entry[]} */ found) {
  for (const { refused, ...entry } of found) {
    const { person, ...fields } = entry.fields; // whom somebody else wrote for
    keep({ ...entry, who, fields });
  }
  soon();
}

/** Keep an entry and send it; throws if the phone has no room for it. @returns {Entry} */
export function put(/** @type {string} */ url, /** @type {Fields} */ fields) {
  const last = Math.max(0, ...entries().map((entry) => entry.at));
  // Later than the one before, even if the clock was set back: the order is the writer's.
  const entry = { client_id: newId(), url, who, at: Math.max(Date.now(), last + 1), fields };
  keep(entry);
  setTimeout(flush); // after the caller has shown it as waiting
  return entry;
}

export function discard(/** @type {string} */ id) {
  localStorage.removeItem(PREFIX + id);
}

/** Send those again that were refused for a reason that is gone. @returns {Entry[]} */
export function release(/** @type {(refusal: Refusal) => boolean} */ gone) {
  const found = entries().filter((entry) => entry.refused && gone(entry.refused));
  for (const entry of found) {
    delete entry.refused;
    keep(entry);
  }
  if (found.length) soon();
  return found;
}

/** Hand in a draft whose step has closed. */
export function handIn(/** @type {Entry} */ entry) {
  delete entry.refused;
  entry.fields.late = "1";
  keep(entry);
  soon();
}

/** Try at once, as if nothing had failed before. */
export function soon() {
  failures = 0;
  return flush();
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
      await sendAll();
    }
  } finally {
    running = false;
  }
}

async function sendAll() {
  for (;;) {
    const [entry] = waiting();
    if (!entry) return;
    const early = notBefore - Date.now();
    const pause = early > 0 ? early : await alone(() => send(entry.client_id));
    if (pause !== 0) {
      clearTimeout(timer);
      timer = setTimeout(flush, pause ?? BUSY);
      return;
    }
    failures = 0;
  }
}

/** One entry, sent; returns how many ms to wait before another try, 0 if it is settled. */
async function send(/** @type {string} */ id) {
  const entry = read(PREFIX + id);
  if (!entry || entry.refused) return 0; // the other tab was faster
  let answer = await post(entry);
  if (answer?.status === 403 && answer.body?.csrf_token) {
    token = answer.body.csrf_token;
    answer = await post(entry);
  }
  const { status = 0, body = null, after = 0 } = answer ?? {};
  const ours = String(body?.client_id ?? "").toLowerCase() === entry.client_id;
  if (ours && (status === 200 || status === 201) && Number.isInteger(body.factor)) {
    discard(id);
    tell("outbox:saved", { entry, factor: body.factor, waits_for: body.waits_for ?? "" });
    return 0;
  }
  const final = status >= 400 && status < 500 && !TRY_AGAIN.includes(status);
  if (ours && (final || (status === 403 && body.join))) {
    if (read(PREFIX + id) === null) return 0; // discarded meanwhile
    const { error = "", errors = {}, join, late } = body;
    entry.refused = { status, error, errors, join, late };
    keep(entry);
    tell("outbox:refused", { entry });
    return 0;
  }
  // No answer, a full server, a hotel's sign-in page: it is not saved, so it stays.
  failures += 1;
  if (after) notBefore = Date.now() + after;
  const longest = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** failures);
  return Math.max(after, SHORTEST_WAIT + Math.random() * (longest - SHORTEST_WAIT));
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
    return { status: response.status, body, after: askedToWait(response) };
  } catch {
    return null;
  } finally {
    clearTimeout(alarm);
  }
}

/** Retry-After in ms, in seconds or as a date; 0 without one, at most ten minutes. */
function askedToWait(/** @type {Response} */ response) {
  const header = response.headers.get("Retry-After") ?? "";
  const ms = /^\d+$/.test(header) ? 1_000 * Number(header) : Date.parse(header) - Date.now();
  return Math.min(Math.max(0, ms || 0), 600_000);
}

/** Everybody's entries, oldest first. @returns {Entry[]} */
function all() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  const found = /** @type {Entry[]} */ (keys.map(read).filter(Boolean));
  return found.sort((a, b) => a.at - b.at || (a.client_id < b.client_id ? -1 : 1));
}

/** @returns {Entry | null} */
function read(/** @type {string} */ key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null; // damaged by somebody else; ours are written whole
  }
}

function keep(/** @type {Entry} */ entry) {
  localStorage.setItem(PREFIX + entry.client_id, JSON.stringify(entry));
}

function tell(/** @type {string} */ name, /** @type {unknown} */ detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** A UUID; on plain http browsers have no crypto.randomUUID. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
