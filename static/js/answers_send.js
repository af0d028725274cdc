// @ts-check
// On other pages of the room: what was tapped in a round and could not be sent there goes now.

import * as answers from "./answers.js";

const room = /** @type {HTMLElement | null} */ (document.querySelector("#room"));
const token = /** @type {HTMLInputElement | null} */ (
  document.querySelector("[name=csrfmiddlewaretoken]")
);

if (room && answers.available()) {
  const { who = "", code = "", entries = "" } = room.dataset;
  answers.start({ who, code, same: entries.split(" "), token: token?.value ?? "" });
}
