// @ts-check
// Drafting an issue: its title begins with the words of what is ticked, until somebody types one.

const title = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("id_title"));
let given = title?.value ?? ""; // what stood there before anybody typed

/** The words that an issue would begin with: proposed issues first, then in the page's order. */
const words = () => {
  const ticked = [
    .../** @type {NodeListOf<HTMLInputElement>} */ (
      document.querySelectorAll("input[data-words]:checked")
    ),
  ];
  const first = ticked.find((box) => "first" in box.dataset) ?? ticked[0];
  return first?.dataset.words ?? "";
};

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!title || !(box instanceof HTMLInputElement) || box.dataset.words === undefined) return;
  if (title.value.trim() && title.value !== given) return; // somebody's own words
  given = words();
  title.value = given;
});
