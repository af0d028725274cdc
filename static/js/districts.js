// @ts-check
// Choosing many districts at once: all, none, or the pilot districts.

for (const field of document.querySelectorAll(".districts")) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...field.querySelectorAll("input[type=checkbox]")]);
  const count = /** @type {HTMLElement} */ (field.querySelector(".district-count"));
  const wanted = {
    all: () => true,
    none: () => false,
    pilots: (/** @type {HTMLInputElement} */ box) => box.closest("[data-pilot]") !== null,
  };

  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = `${count.dataset.count ?? ""}${chosen}`;
    count.hidden = false;
  };

  field.querySelector(".district-acts")?.removeAttribute("hidden");
  field.addEventListener("change", show);
  field.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-choose]") : null;
    if (!(button instanceof HTMLElement)) return;
    const choose = wanted[/** @type {keyof typeof wanted} */ (button.dataset.choose)];
    for (const box of boxes) box.checked = choose(box);
    show();
  });
  show();
}
