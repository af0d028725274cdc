// @ts-check
// Answers on their way: every tap is written to the phone first, the newest wish per person, round
// and cluster, and sent until the server has said that it has it. A wish is absolute ("2 points"),
// so sending it twice does no harm. What belongs to somebody else on this phone stays untouched.
// Tells the page by `answers:saved`, `answers:refused` (detail: {wish, body}), `answers:stranger`
// (another person holds this browser now) and `answers:elsewhere` (another tab has changed a wish).

import { alone } from "./alone.js";
import { newId } from "./outbox.js";

/**
 * @typedef {Record<string, string>} Fields
 * @typedef {{client_id: string, url: string, who: string, code: string, person: string,
 *   round: string, item: string, at: number, early: boolean, ready: boolean, fields: Fields}} Wish
 */

const PREFIX = "answer:";
const PATIENCE = 8_000; // ms for one answer
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const BUSY = 1_500; // ms until asking again whether the other tab is done
const TRY_AGAIN = [403, 408, 425, 429]; // refusals that are about the moment, not the answer

let who = "";
let code = "";
let token = "";
let running = false;
let wanted = false;
let stopped = false;
let failures = 0;
let notBefore = 0; // the server asked us to wait until then
let timer = 0;
/** @type {boolean | undefined} */
let keeps;
/** Between the tabs of this browser: what the server has said to one of them. */
const channel = "BroadcastChannel" in window ? new BroadcastChannel("answers") : null;

/** Begin to send for one participant; what was tapped under an entry that is the same person by
 * now (`same`) is this participant's. */
export function start(/** @type {{who: string, same: string[], code: string, token: string}} */ given) {
  ({ who, code, token } = given);
  for (const wish of all()) {
    if (wish.who !== who && wish.code === code && given.same.includes(wish.who)) {
      localStorage.removeItem(key(wish));
      const person = wish.person === wish.who ? who : wish.person;
      keep({ ...wish, who, person });
    }
  }
  for (const event of ["online", "pageshow"]) addEventListener(event, soon);
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  addEventListener("storage", (event) => {
    if (event.key?.startsWith(`${PREFIX}${code}:${who}:`)) tell("answers:elsewhere", null);
  });
  channel?.addEventListener("message", ({ data }) => {
    if (data.wish.who === who && data.wish.code === code) tell("answers:saved", data);
  });
  soon();
}

/** Whether this browser lets us keep anything: private windows and some settings do not. */
export function available() {
  return (keeps ??= tried());
}

function tried() {
  try {
    localStorage.setItem("answer-try", "1");
    localStorage.removeItem("answer-try");
    return true;
  } catch {
    return false;
  }
}

/** What this participant has tapped here and the server has not confirmed. @returns {Wish[]} */
export const wishes = () => all().filter((wish) => wish.who === who && wish.code === code);

/** Those that are whole: in the order in which they are sent, what frees points first. */
export const waiting = () => wishes().filter((wish) => wish.ready);

/** The wish for one thing, or null. */
export function wishFor(
  /** @type {{person: string, round: string, item: string}} */ { person, round, item },
) {
  return read(`${PREFIX}${code}:${who}:${person}:${round}:${item}`);
}

/** Keep a wish in place of the one before, and send it; throws if the phone has no room for it. */
export function put(
  /** @type {Pick<Wish, "url" | "person" | "round" | "item" | "fields"> & {early?: boolean,
   *   ready?: boolean}} */ given,
) {
  const last = Math.max(0, ...wishes().map((wish) => wish.at));
  // Later than the one before, even if the clock was set back: the order is the person's.
  const at = Math.max(Date.now(), last + 1);
  const wish = { early: false, ready: true, ...given, who, code, client_id: newId(), at };
  keep(wish);
  if (wish.ready) setTimeout(flush); // after the caller has shown it as waiting
  return wish;
}

export function forget(/** @type {Wish} */ wish) {
  localStorage.removeItem(key(wish));
}

/** Try at once, as if nothing had failed before. */
export function soon() {
  failures = 0;
  return flush();
}

/** Send what waits, one after the other; safe to call at any time. */
export async function flush() {
  wanted = true;
  if (running || stopped) return;
  running = true;
  clearTimeout(timer);
  try {
    while (wanted && !stopped) {
      wanted = false;
      await sendAll();
    }
  } finally {
    running = false;
  }
}

async function sendAll() {
  while (!stopped) {
    const [wish] = waiting();
    if (!wish) return;
    const early = notBefore - Date.now();
    const pause = early > 0 ? early : await alone(() => send(key(wish)));
    if (pause !== 0) {
      clearTimeout(timer);
      timer = setTimeout(flush, pause ?? BUSY);
      return;
    }
    failures = 0;
  }
}

/** One wish, sent; returns how many ms to wait before another try, 0 if it is settled. */
async function send(/** @type {string} */ name) {
  const wish = read(name);
  if (!wish?.ready) return 0; // the other tab was faster
  let answer = await post(wish);
  if (answer?.status === 403 && answer.body?.csrf_token) {
    token = answer.body.csrf_token;
    answer = await post(wish);
  }
  const { status = 0, body = null, after = 0 } = answer ?? {};
  const ours = body?.client_id === wish.client_id;
  if (ours && status === 200) {
    channel?.postMessage({ wish, body });
    settle(name, wish);
    tell("answers:saved", { wish, body });
    return 0;
  }
  if (ours && (body.stranger || body.join)) {
    stopped = true; // it stays here for whom it belongs to
    tell("answers:stranger", body);
    return LONGEST_WAIT;
  }
  if (ours && status >= 400 && status < 500 && !TRY_AGAIN.includes(status)) {
    settle(name, wish);
    tell("answers:refused", { wish, body });
    return 0;
  }
  // No answer, a full server, a hotel's sign-in page: it is not saved, so it stays.
  failures += 1;
  if (after) notBefore = Date.now() + after;
  const longest = Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** failures);
  return Math.max(after, SHORTEST_WAIT + Math.random() * (longest - SHORTEST_WAIT));
}

/** The server has spoken on this wish; a newer one in its place waits for its own turn. */
function settle(/** @type {string} */ name, /** @type {Wish} */ wish) {
  if (read(name)?.client_id === wish.client_id) localStorage.removeItem(name);
}

/** @returns {Promise<{status: number, body: any, after: number} | null>} */
async function post(/** @type {Wish} */ wish) {
  const impatience = new AbortController();
  const alarm = setTimeout(() => impatience.abort(), PATIENCE);
  const { client_id, person } = wish;
  try {
    const response = await fetch(wish.url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new URLSearchParams({ ...wish.fields, person, who, client_id }),
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

/** Everybody's on this phone, as they are sent. @returns {Wish[]} */
function all() {
  const keys = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  const found = /** @type {Wish[]} */ (keys.map(read).filter(Boolean));
  return found.sort((a, b) => Number(b.early) - Number(a.early) || a.at - b.at);
}

/** @returns {Wish | null} */
function read(/** @type {string} */ name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null; // damaged by somebody else; ours are written whole
  }
}

const key = (/** @type {Wish} */ { code: room, who: whose, person, round, item }) =>
  `${PREFIX}${room}:${whose}:${person}:${round}:${item}`;

function keep(/** @type {Wish} */ wish) {
  localStorage.setItem(key(wish), JSON.stringify(wish));
}

function tell(/** @type {string} */ name, /** @type {unknown} */ detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}
