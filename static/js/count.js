// @ts-check
// The number of characters beside a factor's text; the server counts the same way.

const box = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("#id_text"));
const output = /** @type {HTMLOutputElement | null} */ (document.querySelector("#count"));

export const longest = Number(output?.dataset.longest ?? 0);

/** Characters as they will be stored: composed, without spaces at the ends. */
export function lengthOf(/** @type {string} */ text) {
  return [...text.normalize("NFC").trim()].length;
}

export function show() {
  if (!box || !output) return;
  const length = lengthOf(box.value);
  output.textContent = `${length}/${longest}`;
  output.classList.toggle("over", length > longest);
}

box?.addEventListener("input", show);
show();
