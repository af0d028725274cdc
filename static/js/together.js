// @ts-check
// The pages on which the room reads itself: follows what others do, agrees by a tap. What is
// pressed shows what the server has confirmed; what it has not stands beside it as on its way.
// Without this script the same buttons are plain forms.

import * as steered from "./room_state.js";
import * as wishes from "./wishes.js";

const AT_MOST_EVERY = 3_000; // ms
const JITTER = 1_500; // a whole room hears of a change at once
const TRY_AGAIN = 6_000;
const MOMENT = 4_000; // shorter drops are nobody's business

const find = (/** @type {string} */ selector) =>
  /** @type {HTMLElement} */ (document.querySelector(selector));
const room = find("#room");
const say = /** @type {HTMLFormElement} */ (find("#say"));
const trouble = find("#trouble");
const offline = find("#offline-note");
const waiting = find("#waiting-count");
const person = room.dataset.person ?? "";
const list = () => find("#list");
const topicsOf = (/** @type {string} */ name) => (list().dataset[name] ?? "").split(" ");

// --- Following ----------------------------------------------------------------------------

/** What is to be asked for again: "", only the numbers, or the whole list. */
let due = /** @type {"" | "counts" | "1"} */ ("");
let lastAsked = 0;
let timer = 0;

/** Ask again for the list, or only for its numbers; soon, but not all phones at once.
 * @param {"counts" | "1"} part */
export function refresh(part = "1", { jitter = JITTER } = {}) {
  due = due === "1" ? "1" : part;
  const wait = Math.max(lastAsked + AT_MOST_EVERY - Date.now(), 0) + Math.random() * jitter;
  clearTimeout(timer);
  timer = setTimeout(ask, jitter ? wait : 0);
}

async function ask() {
  const part = due;
  if (!part || document.hidden) return; // asked when somebody looks again
  due = "";
  lastAsked = Date.now();
  const address = new URL(location.pathname, location.href);
  address.searchParams.set("part", part);
  address.searchParams.set("person", person);
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout?.(10_000) });
    gone(answer.status === 404);
    if (answer.status === 404) return;
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    if (part === "counts") putCounts(await answer.json());
    else putList(await answer.text());
  } catch {
    due = due || part;
    timer = setTimeout(ask, TRY_AGAIN * (1 + Math.random()));
  }
}

/** What this page is about was hidden or withdrawn, or is there again. @param {boolean} isGone */
function gone(isGone) {
  if (isGone === room.hasAttribute("data-gone")) return;
  room.toggleAttribute("data-gone", isGone);
  trouble.textContent = room.dataset.gonetext ?? "";
  trouble.hidden = !isGone;
  if (isGone) list().hidden = true;
}

/** @param {{person: number, counts: [string, number, number, number, number][]}} given */
function putCounts({ person: whose, counts }) {
  if (String(whose) !== person) return;
  for (const [kind, pk, total, comments, agrees] of counts) {
    const place = document.querySelector(`[data-said="${kind}-${pk}"]`);
    if (!place) continue;
    write(place, ".agree-total", total);
    write(place, ".comments-total", comments);
    press(place.querySelector(".agree"), agrees === 1);
  }
  showWishes();
}

/** @param {string} html */
function putList(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("#list");
  if (!(fresh instanceof HTMLElement) || fresh.dataset.person !== person) return;
  const focused = document.activeElement;
  const kept = focused instanceof HTMLElement && list().contains(focused) ? nameOf(focused) : "";
  const hold = held();
  renew(list(), document.importNode(fresh, true));
  hold();
  if (kept && document.activeElement === document.body) {
    /** @type {HTMLElement | null} */ (document.querySelector(kept))?.focus({ preventScroll: true });
  }
  showWishes();
  document.dispatchEvent(new CustomEvent("list:renewed"));
}

/** Remember what is being read or typed in; the answer puts it back where it was on the screen.
 * Safari does not do this by itself, and the style sheet keeps the others from doing it too. */
function held() {
  const focused = document.activeElement;
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const seen = (/** @type {Element | null} */ one) => {
    const { top = -1, bottom = -1 } = one?.getBoundingClientRect() ?? {};
    return bottom > 0 && top < innerHeight;
  };
  const typing = focused !== document.body && seen(focused);
  const place = typing ? focused : middle;
  const id = place?.closest("#room [id]")?.id ?? "";
  const top = () => document.getElementById(id)?.getBoundingClientRect().top;
  const before = top();
  return () => {
    const moved = (top() ?? 0) - (before ?? 0);
    if (before !== undefined && top() !== undefined && (typing || scrollY > 0) && moved) {
      scrollBy({ top: moved, behavior: "instant" });
    }
  };
}

/** How to find this again in a list that was drawn anew. @param {HTMLElement} element */
function nameOf(element) {
  const place = element.closest("[id]");
  if (!place) return "";
  const [first] = element.classList;
  return place === element || !first ? `#${place.id}` : `#${place.id} .${first}`;
}

/** Make the old as the new, touching only what differs; its parts are known by their ids.
 * @param {Element} old
 * @param {Element} fresh */
function renew(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  const wanted = [...fresh.children];
  const known = new Map([...old.children].map((child) => [child.id, child]));
  if (old.tagName !== fresh.tagName || !wanted.length || wanted.some((child) => !child.id)) {
    old.replaceWith(fresh);
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) old.setAttribute(name, value);
  let place = old.firstElementChild;
  for (const child of wanted) {
    const same = known.get(child.id);
    known.delete(child.id);
    if (!same) old.insertBefore(child, place);
    else if (same === place) place = place.nextElementSibling;
    else old.insertBefore(same, place);
    if (same) renew(same, child);
  }
  for (const gone of known.values()) gone.remove();
}

/** @param {Element} place @param {string} where @param {number} number */
function write(place, where, number) {
  const found = place.querySelector(where);
  if (found && found.textContent !== String(number)) found.textContent = String(number);
}

// --- Agreeing -----------------------------------------------------------------------------

/** Show on a button what the server has confirmed. @param {Element | null} button
 * @param {boolean} agrees */
function press(button, agrees) {
  if (!(button instanceof HTMLButtonElement)) return;
  button.setAttribute("aria-pressed", String(agrees));
  button.value = button.value.replace(/\d$/, agrees ? "0" : "1");
}

/** Mark what is on its way. */
function showWishes() {
  const mine = wishes.waiting();
  const now = new Map(
    mine.filter((wish) => wish.person === person).map((wish) => [`${wish.kind}-${wish.pk}`, wish]),
  );
  for (const place of document.querySelectorAll("[data-said]")) {
    const { said = "" } = /** @type {HTMLElement} */ (place).dataset;
    const wish = now.get(said);
    const button = place.querySelector(".agree");
    if (wish) button?.setAttribute("data-wish", wish.agrees ? "yes" : "no");
    else button?.removeAttribute("data-wish");
  }
  showConnection(mine);
}

say.addEventListener("submit", (event) => {
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const said = /^([a-z]+)-(\d+)-[01]$/.exec(button?.value ?? "");
  if (!button || !said) return;
  event.preventDefault();
  const [, kind, pk] = said;
  const wished = button.dataset.wish;
  const shown = wished ? wished === "yes" : button.getAttribute("aria-pressed") === "true";
  trouble.hidden = true;
  wishes.put({ kind, pk: Number(pk), agrees: !shown, person });
  showWishes();
});
document.addEventListener("wish:kept", (event) => {
  const { kind, pk, agrees, total, person: whose } = /** @type {CustomEvent} */ (event).detail;
  const place = document.querySelector(`[data-said="${kind}-${pk}"]`);
  if (place && whose === person) {
    write(place, ".agree-total", total);
    press(place.querySelector(".agree"), agrees);
  }
  showWishes();
});
document.addEventListener("wish:refused", (event) => {
  trouble.textContent = /** @type {CustomEvent} */ (event).detail.error;
  trouble.hidden = !trouble.textContent;
  showWishes();
  refresh("1", { jitter: 0 });
});

// --- The connection -----------------------------------------------------------------------

let offSince = 0;
let look = 0;

/** Say what waits and that the connection is gone, if it is for longer than a moment.
 * @param {import("./wishes.js").Wish[]} mine */
function showConnection(mine) {
  const off = !navigator.onLine || document.documentElement.dataset.liveState === "off";
  offSince = off ? offSince || Date.now() : 0;
  const oldest = Math.min(...mine.map((wish) => wish.at), offSince || Infinity);
  const long = oldest <= Date.now() - MOMENT;
  offline.hidden = !(off && offSince <= Date.now() - MOMENT);
  waiting.hidden = !(mine.length && long);
  waiting.textContent = (waiting.dataset.text ?? "").replace("#", String(mine.length));
  clearTimeout(look);
  if ((off && offline.hidden) || (mine.length && waiting.hidden)) {
    look = setTimeout(showWishes, MOMENT / 4);
  }
}

// --- Begin --------------------------------------------------------------------------------

let stage = room.dataset.stage ?? "";
let blanked = JSON.parse(room.dataset.state || "{}").blanked === true;

document.addEventListener("live:change", (event) => {
  const { topics = [], stage: now = stage, state } = /** @type {CustomEvent} */ (event).detail;
  const covered = state ? state.blanked === true : blanked;
  if (now !== stage || covered !== blanked || topicsOf("topics").some((one) => topics.includes(one))) {
    [stage, blanked] = [now, covered];
    if (blanked) list().hidden = true; // at once; the server then gives a list without words
    refresh("1");
  } else if (topicsOf("counts").some((one) => one && topics.includes(one))) refresh("counts");
});
document.addEventListener("visibilitychange", () => document.hidden || (due && ask()));
document.addEventListener("live:state", showWishes);
for (const event of ["online", "offline"]) addEventListener(event, showWishes);
addEventListener("pageshow", (event) => {
  if (event.persisted) refresh("1"); // the way back from another page
});
steered.follow(() => {});
wishes.start({
  code: room.dataset.code ?? "",
  who: room.dataset.who ?? "",
  same: (room.dataset.entries ?? "").split(" "),
  url: say.action,
  token: /** @type {HTMLInputElement} */ (say.elements.namedItem("csrfmiddlewaretoken")).value,
});
showWishes();
