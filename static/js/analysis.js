// @ts-check
// What the planner's forms do beyond plain forms: find a factor, add up the budget, and warn
// before typed words are left behind. Without script each form still works.

/** @param {HTMLElement} picker */
function startPicker(picker) {
  const search = picker.querySelector(".picker-search");
  const input = search?.querySelector("input");
  const output = search?.querySelector("output");
  if (!(search instanceof HTMLElement) || !input || !output) return;
  const boxes = [...picker.querySelectorAll("input[type=checkbox]")];

  const count = () => {
    output.value = String(boxes.filter((box) => box instanceof HTMLInputElement && box.checked).length);
    for (const group of picker.querySelectorAll("details")) {
      const chosen = group.querySelector("[data-chosen]");
      if (chosen) chosen.textContent = String(group.querySelectorAll("input:checked").length);
    }
  };
  const filter = () => {
    const words = input.value.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
    for (const group of picker.querySelectorAll("details")) {
      let shown = 0;
      for (const item of group.querySelectorAll("li")) {
        const text = (item.textContent ?? "").toLowerCase();
        item.hidden = !words.every((word) => text.includes(word));
        shown += item.hidden ? 0 : 1;
      }
      group.hidden = shown === 0;
      if (words.length > 0) group.open = true;
    }
  };

  search.hidden = false;
  input.addEventListener("input", filter);
  // Enter in the search box must not send the form.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  picker.addEventListener("change", count);
  count();
}

/** The number typed in either digits, or null.
 * @param {string} text */
function numberOf(text) {
  const plain = text.replace(/[๐-๙]/g, (digit) => String("๐๑๒๓๔๕๖๗๘๙".indexOf(digit))).replace(/[,\s]/g, "");
  return /^[0-9]+(\.[0-9]*)?$/.test(plain) ? Number(plain) : null;
}

/** @param {HTMLTableElement} grid */
function startBudget(grid) {
  const foot = grid.tFoot;
  if (!foot) return;
  /** @param {Iterable<HTMLInputElement>} inputs */
  const sum = (inputs) => {
    const values = [...inputs].map((input) => numberOf(input.value)).filter((value) => value !== null);
    if (values.length === 0) return "";
    const total = values.reduce((one, other) => Number(one) + Number(other), 0);
    return Number(total).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  };
  const add = () => {
    foot.querySelectorAll("output[data-year]").forEach((output, column) => {
      const inputs = [...grid.tBodies[0].rows].map((row) => row.querySelectorAll("input")[column]);
      if (output instanceof HTMLOutputElement) output.value = sum(inputs);
    });
    for (const row of grid.tBodies[0].rows) {
      const output = row.querySelector("output");
      if (output) output.value = sum(row.querySelectorAll("input"));
    }
    const all = foot.querySelector("output[data-all]");
    if (all instanceof HTMLOutputElement) all.value = sum(grid.tBodies[0].querySelectorAll("input"));
  };
  grid.addEventListener("input", add);
}

/** How many characters are there and how many fit; the server counts the same way.
 * @param {HTMLInputElement | HTMLTextAreaElement} field */
function startCount(field) {
  const longest = Number(field.dataset.longest);
  const output = document.createElement("output");
  output.className = "field-count";
  output.htmlFor.add(field.id);
  const count = () => {
    const length = [...field.value.normalize("NFC").trim()].length;
    output.value = `${length}/${longest}`;
    output.classList.toggle("over", length > longest);
  };
  field.after(output);
  field.addEventListener("input", count);
  count();
}

/** @param {HTMLFormElement} form */
function startWarning(form) {
  let typed = document.getElementById("errors") !== null;
  form.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "search") return;
    typed = true;
  });
  form.addEventListener("submit", () => {
    typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}

document.querySelectorAll("[data-picker]").forEach((picker) => {
  if (picker instanceof HTMLElement) startPicker(picker);
});
document.querySelectorAll("[data-budget]").forEach((grid) => {
  if (grid instanceof HTMLTableElement) startBudget(grid);
});
document.querySelectorAll("[data-longest]").forEach((field) => {
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) startCount(field);
});
document.querySelectorAll("form[data-unsaved]").forEach((form) => {
  if (form instanceof HTMLFormElement) startWarning(form);
});
document.getElementById("errors")?.focus();
