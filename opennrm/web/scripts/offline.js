/**
 * Without a connection no form is sent: the browser would leave the page for one that says so, and what was typed would be
 * gone. The page says instead what to do, beside the button that was pressed. Forms that save drafts say it themselves.
 */
export function keepTypedOffline() {
  const said = document.querySelector("[data-offline-says]");
  if (!said) {
    return;
  }
  document.addEventListener("submit", (event) => {
    if (navigator.onLine || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    const pressed = event.submitter ?? event.target.lastElementChild;
    pressed.after(said);
    said.textContent = said.dataset.offlineSays;
    said.hidden = false;
  });
  window.addEventListener("online", () => {
    if (!said.hidden) {
      said.textContent = said.dataset.onlineSays;
    }
  });
}
