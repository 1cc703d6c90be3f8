import { autosaveDrafts } from "./autosave.js";
import { followChoices } from "./choices.js";
import { startComponents } from "./components.js";
import { preventDoubleSubmit } from "./double_submit.js";
import { listenForKeys } from "./keys.js";
import { keepTypedOffline } from "./offline.js";
import { letPrint } from "./printing.js";
import { watchSession } from "./session_ending.js";
import { showSheet } from "./sheet.js";

startComponents(document);
// Before what remembers that a form was sent: one that was kept was not.
keepTypedOffline();
preventDoubleSubmit();
followChoices();
watchSession();
autosaveDrafts();
letPrint();
showSheet();
listenForKeys();

document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) {
    startComponents(event.detail.elt);
  }
});
// A refused form is shown with its errors: 409 and 422 carry a part of the page like 200.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 409 || event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
