// @ts-check
// Copy a link, print the page. Both buttons appear only where they work.

for (const button of document.querySelectorAll("[data-print]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => window.print());
}

for (const input of document.querySelectorAll(".link-line input")) {
  input.addEventListener("focus", () => /** @type {HTMLInputElement} */ (input).select());
}

// The clipboard exists only on https and on this machine itself.
if (navigator.clipboard) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-copy]"))) {
    const source = document.getElementById(button.dataset.copy ?? "");
    if (!(source instanceof HTMLInputElement)) continue;
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.value);
      button.textContent = button.dataset.done ?? label;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
}
