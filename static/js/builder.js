// @ts-check
// What the forms of the plan add up while somebody types: the whole-plan value, the activities,
// the code of strategy and master plan. The server computes the same; without script it shows it.

/** The number typed in either digits, or null.
 * @param {string} text */
const numberOf = (text) => {
  const plain = text
    .replace(/[๐-๙]/g, (digit) => String("๐๑๒๓๔๕๖๗๘๙".indexOf(digit)))
    .replace(/[,\s]/g, "")
    .replace("\u2212", "-");
  return /^-?[0-9]+(\.[0-9]*)?$/.test(plain) ? Number(plain) : null;
};

/** @param {string} id */
const output = (id) => {
  const found = document.getElementById(id);
  return found instanceof HTMLOutputElement ? found : null;
};

/** @param {number} value
 * @param {number} places */
const told = (value, places) => value.toLocaleString("en", { maximumFractionDigits: places });

/** @param {string} rule
 * @param {number[]} values */
const whole = (rule, values) => {
  const sum = values.reduce((one, other) => one + other, 0);
  if (rule === "last") return values[values.length - 1];
  return rule === "mean" ? sum / values.length : sum;
};

// --- Indicator ----------------------------------------------------------------------------------

const targets = document.querySelector("[data-targets]");
const wholePlan = output("whole-plan");
if (targets && wholePlan) {
  const show = () => {
    /** @type {number[]} */
    const values = [];
    for (const input of targets.querySelectorAll("input")) {
      const value = numberOf(input.value);
      if (value !== null) values.push(value);
    }
    const rule = targets.querySelector("select")?.value ?? "last";
    wholePlan.value = values.length ? told(whole(rule, values), 4) : "–";
  };
  targets.addEventListener("input", show);
  targets.addEventListener("change", show);
}

// --- Project: activities ------------------------------------------------------------------------

const activities = document.querySelector("[data-activities]");
const activitySum = output("activities-total");

const sums = () => {
  if (!activities || !activitySum) return;
  let total = 0;
  let any = false;
  for (const input of activities.querySelectorAll('input[name$="_budget"]')) {
    const value = input instanceof HTMLInputElement ? numberOf(input.value) : null;
    if (value === null) continue;
    any = true;
    total += value;
  }
  activitySum.value = any ? told(total, 2) : "–";
  let planned = 0;
  let money = false;
  for (const input of document.querySelectorAll("[data-budget] tbody input")) {
    const value = input instanceof HTMLInputElement ? numberOf(input.value) : null;
    if (value === null) continue;
    money = true;
    planned += value;
  }
  const hint = document.getElementById("sums-differ");
  if (hint) hint.hidden = !any || !money || Math.abs(total - planned) < 0.005;
};

/** @param {Element} row
 * @param {number} number */
const renumber = (row, number) => {
  for (const input of row.querySelectorAll("input")) {
    input.name = input.name.replace(/_[0-9]+_/, `_${number}_`);
    const old = input.id;
    input.id = `id_${input.name}`;
    row.querySelector(`label[for="${old}"]`)?.setAttribute("for", input.id);
    input.value = "";
    input.classList.remove("is-invalid");
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  for (const error of row.querySelectorAll(".field-error")) error.remove();
  const legend = row.querySelector("legend");
  if (legend) legend.textContent = (legend.textContent ?? "").replace(/[0-9]+/, String(number + 1));
};

if (activities) {
  const add = document.querySelector("[data-add]");
  for (const button of activities.querySelectorAll("button")) button.hidden = false;
  if (add instanceof HTMLButtonElement) {
    add.hidden = false;
    add.addEventListener("click", () => {
      const rows = activities.querySelectorAll("[data-activity]");
      const fresh = /** @type {Element} */ (rows[rows.length - 1].cloneNode(true));
      renumber(fresh, rows.length);
      activities.append(fresh);
      fresh.querySelector("input")?.focus();
    });
  }
  activities.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const row = button?.closest("[data-activity]");
    if (!row) return;
    for (const input of row.querySelectorAll("input")) {
      input.value = "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    row.querySelector("input")?.focus();
  });
  document.querySelector(".row-form")?.addEventListener("input", sums);
}

// --- Project: strategy.masterplan ----------------------------------------------------------------

const aligned = document.querySelector("[data-aligned]");
const planCode = output("plan-code");
if (aligned && planCode) {
  aligned.addEventListener("change", () => {
    const numbers = ["id_strategy", "id_master_plan"].map((id) => {
      const select = document.getElementById(id);
      if (!(select instanceof HTMLSelectElement) || !select.value) return "";
      return (select.selectedOptions[0].textContent ?? "").trim().split(" ")[0];
    });
    planCode.value = numbers.every(Boolean) ? numbers.join(".") : "–";
  });
}

// --- A conflict: whoever types into a field means the words of the form --------------------------

document.querySelector(".row-form")?.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  const unit = field.name.startsWith("activity_") ? "activities" : field.name;
  const mine = document.querySelector(`input[name="keep_${CSS.escape(unit)}"][value="mine"]`);
  if (mine instanceof HTMLInputElement) mine.checked = true;
});
