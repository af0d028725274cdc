// @ts-check
/// <reference lib="webworker" />
// Lets the room open again without a network. The network goes first, always; what is kept is
// the last room and join page of one workshop and the static files. Never a POST, the stream,
// the desk, the analysis or anything with an account.
// The server puts a line with VERSION, the state of the static files, before this one.

/* global VERSION */
const here = /** @type {any} */ (self);
const FILES = `files-${here.VERSION}`;
const PAGES = `pages-${here.VERSION}`;
const PAGE = /^\/(room|join)\/([A-Z0-9]{6})\/$/i;
const PATIENCE = 8_000; // ms until a kept page stands in for one that does not come

/** Counts how often another person or language may have come in: see `forget`. */
let era = 0;

here.addEventListener("install", () => here.skipWaiting());
here.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(begin()));
here.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method !== "GET") {
    // Joining as somebody else, coming back with a code, another language: a form was sent.
    if (request.mode === "navigate") event.waitUntil(forget());
    return;
  }
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && PAGE.test(url.pathname)) {
    event.respondWith(page(request, url));
  }
});
// The first page was loaded before this worker was there: it names what it needs.
here.addEventListener("message", (/** @type {any} */ event) => {
  const { page: path, files = [] } = event.data ?? {};
  event.waitUntil(Promise.all([keepFirst(path), ...files.map(keepFile)]));
});

async function begin() {
  const old = (await caches.keys()).filter((name) => name !== FILES && name !== PAGES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await here.clients.claim();
}

/** The kept pages show one person's words: they go when that may have changed. */
async function forget() {
  era += 1;
  await caches.delete(PAGES);
}

async function file(/** @type {Request} */ request) {
  const kept = await caches.open(FILES);
  try {
    const answer = await fetch(request);
    if (answer.ok) await kept.put(request, answer.clone());
    return answer;
  } catch (error) {
    const found = await kept.match(request, { ignoreSearch: true });
    if (found) return found;
    throw error;
  }
}

async function page(/** @type {Request} */ request, /** @type {URL} */ url) {
  const before = era;
  const coming = fetch(request).then((answer) => keepPage(url, answer, before));
  const found = await (await caches.open(PAGES)).match(url.pathname);
  if (!found) return coming;
  const tooLate = new Promise((resolve) => setTimeout(resolve, PATIENCE, found));
  return Promise.race([coming.catch(() => found), tooLate]);
}

/** Keep a page as it came, under its path; one that leads elsewhere says: not yours any more. */
async function keepPage(
  /** @type {URL} */ url,
  /** @type {Response} */ answer,
  /** @type {number} */ before,
) {
  if (before !== era) return answer;
  const kept = await caches.open(PAGES);
  if (answer.type === "opaqueredirect" || [403, 404].includes(answer.status)) {
    await kept.delete(url.pathname);
  } else if (answer.ok && !answer.redirected && isPlain(url) && isPage(answer)) {
    const code = PAGE.exec(url.pathname)?.[2];
    for (const other of await kept.keys()) {
      if (PAGE.exec(new URL(other.url).pathname)?.[2] !== code) await kept.delete(other);
    }
    if (before === era) await kept.put(url.pathname, answer.clone());
  }
  return answer;
}

/** Without a heading, a scribe's person or a printed slip: those are for this one time. */
function isPlain(/** @type {URL} */ url) {
  return [...url.searchParams.keys()].every((name) => name === "openExternalBrowser");
}

/** A hotel's sign-in page is a page too; ours names the portal's worker. */
function isPage(/** @type {Response} */ answer) {
  return answer.headers.get("X-Portal-Page") === "room";
}

async function keepFirst(/** @type {string} */ path) {
  const url = new URL(path, location.href);
  if (url.origin !== location.origin || !PAGE.test(url.pathname)) return;
  const before = era;
  const answer = await fetch(url.pathname, { credentials: "same-origin", redirect: "manual" });
  await keepPage(new URL(url.pathname, location.href), answer, before);
}

async function keepFile(/** @type {string} */ address) {
  const url = new URL(address, location.href);
  if (url.origin === location.origin && url.pathname.startsWith("/static/")) {
    await file(new Request(url.pathname));
  }
}
