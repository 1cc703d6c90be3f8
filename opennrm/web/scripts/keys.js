const OFF = "opennrm-keys-off";
const TYPED = "textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]";

/**
 * Let single keys stand for the answers and buttons of a page that asks for them with `data-keys`.
 *
 * A form has the key that sends it in `data-key`, and in `data-key-answers` the radios of which each has the first letter of
 * its value; numbers choose among the radios below the chosen one. Nothing happens while somebody types, or with a key of the
 * browser. Whoever speaks to the computer, or presses keys by accident, can turn them off: that is remembered on this device.
 */
export function listenForKeys() {
  const help = document.querySelector("[data-keys-help]");
  if (!document.querySelector("[data-keys]") || !help) {
    return;
  }
  help.hidden = false;
  letTurnOff(help.querySelector("[data-keys-switch]"));
  document.addEventListener("keydown", (event) => {
    const isOther = event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.defaultPrevented;
    if (!isOther && !isOff() && !event.target.closest?.(TYPED) && press(event.key.toLowerCase())) {
      event.preventDefault();
    }
  });
}

function press(key) {
  const form = document.querySelector(`form[data-key="${CSS.escape(key)}"]`);
  if (form) {
    form.requestSubmit();
    return true;
  }
  const answers = document.querySelector("form[data-key-answers]");
  return answers ? (/^[1-9]$/.test(key) ? chooseBelow(answers, Number(key)) : chooseAnswer(answers, key)) : false;
}

function chooseAnswer(form, key) {
  const radios = [...form.querySelectorAll(`input[name="${form.dataset.keyAnswers}"]`)];
  return choose(radios.find((radio) => radio.value.startsWith(key)));
}

function chooseBelow(form, number) {
  const shown = [...form.querySelectorAll("input[type=radio]")].filter(
    (radio) => radio.name !== form.dataset.keyAnswers && radio.checkVisibility(),
  );
  return choose(shown[number - 1]);
}

function choose(radio) {
  radio?.click();
  radio?.focus();
  return Boolean(radio);
}

function letTurnOff(button) {
  const words = { on: button.textContent, off: button.dataset.off };
  const say = () => {
    button.textContent = isOff() ? words.off : words.on;
  };
  button.addEventListener("click", () => {
    if (isOff()) {
      localStorage.removeItem(OFF);
    } else {
      localStorage.setItem(OFF, "1");
    }
    say();
  });
  say();
}

function isOff() {
  return localStorage.getItem(OFF) !== null;
}
