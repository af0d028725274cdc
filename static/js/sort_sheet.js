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
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  if (isNew) tell("");
  else keepTyped(fresh);
  inside.replaceChildren(...fresh.childNodes);
  if (!dialog.open) open();
  if (isNew) {
    dialog.scrollTop = 0;
    const first = inside.querySelector("[data-first]");
    if (first instanceof HTMLElement) first.focus();
  }
};

const open = () => {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  openerId = opener?.closest("[id]")?.id ?? "";
  if (matchMedia("(min-width: 60rem)").matches) dialog.show();
  else dialog.showModal();
};

/** What was typed, ticked and unfolded goes into the new page too.
 * @param {HTMLElement} fresh */
const keepTyped = (fresh) => {
  for (const old of inside.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    if (!old.id) continue;
    const field = fresh.querySelector(`#${CSS.escape(old.id)}`);
    const isText = old instanceof HTMLInputElement || old instanceof HTMLTextAreaElement;
    if (isText && old.value !== old.defaultValue && field && "value" in field) {
      field.setAttribute("value", old.value);
      if (field instanceof HTMLTextAreaElement) field.value = old.value;
    }
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
