// @ts-check
// One person: being ready, for whom a scribe writes, and the own code that a card brings along.
// Without this script the same buttons and lists work as plain forms.

const ready = /** @type {HTMLFormElement | null} */ (document.querySelector("#ready"));
const person = /** @type {HTMLSelectElement | null} */ (document.querySelector("#id_person"));
const comeBack = /** @type {HTMLFormElement | null} */ (document.querySelector("#come-back"));

// --- Ready --------------------------------------------------------------------------------

/** @param {HTMLFormElement} form */
function followReady(form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector(".ready-button"));
  const stage = /** @type {HTMLInputElement} */ (form.elements.namedItem("stage"));
  const token = /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken"));
  const trouble = /** @type {HTMLElement} */ (form.querySelector("#ready-error"));
  let running = false;

  const show = (/** @type {boolean} */ isReady) => {
    button.setAttribute("aria-pressed", String(isReady));
    button.value = isReady ? "0" : "1";
  };
  const complain = (/** @type {string} */ sentence) => {
    trouble.textContent = sentence;
    trouble.hidden = !sentence;
  };
  const post = () =>
    fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token.value },
      body: new URLSearchParams({ ready: button.value, stage: stage.value }),
      signal: AbortSignal.timeout?.(8_000),
    });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (running) return; // the second tap of a double tap
    running = true;
    const asked = stage.value;
    try {
      let response = await post();
      let answer = await response.json();
      if (response.status === 403 && answer.csrf_token) {
        token.value = answer.csrf_token;
        response = await post();
        answer = await response.json();
      }
      complain(response.ok ? "" : (answer.error ?? form.dataset.lost));
      if (response.ok && stage.value === asked) show(answer.ready);
    } catch {
      complain(form.dataset.lost ?? "");
    } finally {
      running = false;
    }
  });
  document.addEventListener("live:change", (event) => {
    const now = /** @type {CustomEvent} */ (event).detail.stage;
    if (!now || now === stage.value) return;
    stage.value = now; // people are ready for one step at a time
    show(false);
    complain("");
  });
}

// --- For whom -----------------------------------------------------------------------------

/** The district follows the person, as long as nobody has chosen another one.
 * @param {HTMLSelectElement} select */
function followPerson(select) {
  const district = /** @type {HTMLSelectElement | null} */ (document.querySelector("#id_district"));
  select.addEventListener("change", () => {
    const own = select.selectedOptions[0]?.dataset.district;
    if (district && own) district.value = own;
  });
}

// --- Coming back --------------------------------------------------------------------------

/** The card's QR code carries the code behind the #, where no server reads it.
 * @param {HTMLFormElement} form */
function takeCode(form) {
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("code"));
  const brought = location.hash.slice(1);
  if (input.value || !/^[A-Za-z0-9]{6}$/.test(brought)) return;
  input.value = brought;
  history.replaceState(null, "", location.pathname + location.search);
}

if (ready) followReady(ready);
if (person) followPerson(person);
if (comeBack) takeCode(comeBack);
