/**
 * Show what belongs to an option while it is chosen, and clear what an exclusive option excludes.
 *
 * Written afresh because the library marks radios as expandable, which their role does not allow.
 */
export function followChoices() {
  document.addEventListener("change", (event) => {
    const input = event.target;
    const group = input.closest?.("[data-choices]");
    if (group) {
      clearExcluded(input, group);
      showChosen(group);
    }
  });
  // Browsers restore answers after going back, without telling anybody.
  window.addEventListener("pageshow", () => showChosen(document));
}

function showChosen(scope) {
  for (const input of scope.querySelectorAll("input[data-reveals]")) {
    const revealed = document.getElementById(input.dataset.reveals);
    revealed?.classList.toggle(`govuk-${kindOf(input)}__conditional--hidden`, !input.checked);
    if (input.type === "checkbox") {
      input.setAttribute("aria-expanded", String(input.checked));
    }
  }
}

function clearExcluded(input, group) {
  if (input.type !== "checkbox" || !input.checked) {
    return;
  }
  const isExclusive = input.dataset.behaviour === "exclusive";
  for (const other of group.querySelectorAll("input[type=checkbox]")) {
    if (other !== input && other.name === input.name && (isExclusive || other.dataset.behaviour === "exclusive")) {
      other.checked = false;
    }
  }
}

function kindOf(input) {
  return input.type === "radio" ? "radios" : "checkboxes";
}
