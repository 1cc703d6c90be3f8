/** Show the buttons that print the page: `<button data-print hidden>`. Without scripts there is none to press. */
export function letPrint() {
  document.querySelectorAll("button[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}
