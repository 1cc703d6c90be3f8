const RELEASE_AFTER_MS = 20_000;
const SENT = "data-sent";

/**
 * Let each form be sent once at a time: a second press while the answer is under way is dropped.
 *
 * The server refuses a second copy too. This spares people its refusal. A form is released after
 * a while, because an answer that never comes must not lock it for good.
 */
export function preventDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method")?.toLowerCase() !== "post" || event.defaultPrevented) {
      return;
    }
    if (form.hasAttribute(SENT)) {
      event.preventDefault();
      return;
    }
    form.setAttribute(SENT, "");
    setTimeout(() => form.removeAttribute(SENT), RELEASE_AFTER_MS);
  });
  // A page that comes back from the browser's memory has forgotten nothing: its forms are free again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.querySelectorAll(`[${SENT}]`).forEach((form) => form.removeAttribute(SENT));
    }
  });
}
