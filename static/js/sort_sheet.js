// @ts-check
// The sheet beside the sorting board: a card, a cluster, the history, suggestions. It shows the
// same pages that stand alone without script, and keeps what is typed when it is drawn anew.

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("sort-sheet"));
const inside = /** @type {HTMLElement} */ (dialog.querySelector("[data-inside]"));
const notice = /** @type {HTMLElement} */ (dialog.querySelector("[data-notice]"));
let address = "";
/** @type {HTMLElement | null} */
let opener = null;
let openerId = "";

/** @param {string} sentence */
const tell = (sentence) => {
  notice.textContent = sentence;
  notice.hidden = !sentence;
};

/** The sheet that this form stands in, if it does.
 * @param {Element} form */
export const sheetOf = (form) => (dialog.contains(form) ? { tell } : null);

export const closeSheet = () => dialog.close();

/** Draw the sheet anew, or show another page in it.
 * @param {string} [page] */
export const refreshSheet = async (page) => {
  const isNew = page !== undefined && page !== address;
  address = page ?? address;
  const url = new URL(address, location.href);
  url.searchParams.set("part", "1");
  const answer = await fetch(url);
  if (answer.redirected) {
    location.reload();
    return;
  }
  if (answer.status === 422) return; // the button should not have been there
  if (answer.status >= 500) return; // the server is away: what is there stays
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  if (isNew) tell("");
  else keepTyped(fresh);
  const place = reachable().indexOf(/** @type {HTMLElement} */ (document.activeElement));
  inside.replaceChildren(...fresh.childNodes);
  if (!dialog.open) open();
  if (isNew) {
    dialog.scrollTop = 0;
    title()?.focus();
  } else if (place >= 0) {
    (reachable()[place] ?? title())?.focus({ preventScroll: true });
  }
};

/** What can have the focus, in order; it stays at the same place when the sheet is drawn anew.
 * @returns {HTMLElement[]} */
const reachable = () => [
  ...inside.querySelectorAll("a[href], button, summary, input:not([type=hidden]), textarea, select, [tabindex]"),
].map((element) => /** @type {HTMLElement} */ (element));

/** @returns {HTMLElement | null} */
const title = () => inside.querySelector("[data-first]");

const open = () => {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  openerId = opener?.closest("[id]")?.id ?? "";
  if (matchMedia("(min-width: 60rem)").matches) dialog.show();
  else dialog.showModal();
};

/** What was typed, ticked and unfolded goes into the new page too.
 * @param {HTMLElement} fresh */
const keepTyped = (fresh) => {
  for (const old of typedIn()) {
    const field = old.id && fresh.querySelector(`#${CSS.escape(old.id)}`);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = old.value;
  }
  for (const old of inside.querySelectorAll("select[id]")) {
    const list = fresh.querySelector(`select#${CSS.escape(old.id)}`);
    if (!(old instanceof HTMLSelectElement) || !(list instanceof HTMLSelectElement)) continue;
    if (!isChosen(old)) continue;
    const key = old.value.split(":")[0]; // behind it the version, which may be a newer one
    const again = [...list.options].find((option) => option.value.split(":")[0] === key);
    if (again) again.selected = true;
  }
  for (const box of inside.querySelectorAll("input:checked[value]")) {
    if (!(box instanceof HTMLInputElement)) continue;
    const again = fresh.querySelector(`input[name="${box.name}"][value="${CSS.escape(box.value)}"]`);
    if (again instanceof HTMLInputElement) again.checked = true;
  }
  for (const part of inside.querySelectorAll("details[open][id]")) {
    fresh.querySelector(`#${CSS.escape(part.id)}`)?.setAttribute("open", "");
  }
};

/** Fields with words that are not sent yet. */
const typedIn = () =>
  [...inside.querySelectorAll("input, textarea")]
    .map((field) => /** @type {HTMLInputElement | HTMLTextAreaElement} */ (field))
    .filter((field) => !/^(hidden|checkbox|radio)$/.test(field.type) && field.value !== field.defaultValue);

/** Whether something else is selected than what the page came with.
 * @param {HTMLSelectElement} list */
const isChosen = (list) => {
  const first = [...list.options].findIndex((option) => option.defaultSelected);
  return list.selectedIndex !== Math.max(first, 0);
};

/** Others changed something: show it, unless somebody is at work in the sheet, who is told when
 * sending. Suggestions are read one by one and would jump. */
export const followSheet = async () => {
  const active = document.activeElement;
  const isTitle = active?.matches("[data-first]") ?? false;
  if (!dialog.open || address.includes("/suggestions/")) return;
  if ((inside.contains(active) && !isTitle) || typedIn().length) return;
  await refreshSheet();
};

dialog.addEventListener("close", () => {
  address = "";
  tell("");
  inside.replaceChildren();
  const back = opener?.isConnected ? opener : document.getElementById(openerId);
  back?.focus({ preventScroll: true });
});

dialog.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) dialog.close();
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const link = target?.closest("a[data-sheet]");
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  refreshSheet(link.href);
});
