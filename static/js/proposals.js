// @ts-check
// What proposing does beyond a kept form: the issues that can be chosen follow the list, and a
// button beside an issue chooses it. Without this script the button is a plain link.

const form = /** @type {HTMLFormElement} */ (document.querySelector("#write"));
const select = /** @type {HTMLSelectElement} */ (form.querySelector("#id_issue"));

/** Offer the issues of the list; the one that is chosen stays, also when it is gone. */
function follow() {
  const chosen = select.value;
  const issues = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#list [data-issue]"));
  const wanted = new Map([...issues].map((one) => [one.dataset.issue ?? "", one.dataset.title ?? ""]));
  for (const option of [...select.options]) {
    if (!option.value || wanted.has(option.value)) continue;
    if (option.value === chosen) option.text = select.dataset.gone ?? option.text;
    else option.remove();
  }
  for (const [value, title] of wanted) {
    const known = [...select.options].find((option) => option.value === value);
    if (!known) select.add(new Option(title, value));
    else if (known.text !== title) known.text = title;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-under]") : null;
  if (!link) return;
  event.preventDefault();
  const kind = /** @type {RadioNodeList} */ (form.elements.namedItem("kind"));
  if (kind.value === "issue") kind.value = "project";
  select.value = link.getAttribute("data-under") ?? "";
  form.scrollIntoView({ block: "start" });
  form.querySelector("textarea")?.focus({ preventScroll: true });
});
document.addEventListener("list:renewed", follow);
follow();
