/** Show the buttons that print the page: `<button data-print hidden>`. Without scripts there is none to press. */
export function letPrint() {
  document.querySelectorAll("button[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  window.addEventListener("beforeprint", sayWhen);
}

/** On paper stands when it was printed, in the time zone of the country. */
function sayWhen() {
  document.querySelectorAll("[data-printed-in]").forEach((place) => {
    const form = { dateStyle: "long", timeStyle: "short", timeZone: place.dataset.printedIn };
    place.textContent = new Intl.DateTimeFormat(document.documentElement.lang, form).format(new Date());
  });
}
