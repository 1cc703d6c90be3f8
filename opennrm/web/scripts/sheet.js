/** Sheets for children: leave in a hurry, go on without filling the history, and have an idea read aloud. */
export function showSheet() {
  document.querySelectorAll("a[data-leave-page]").forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      // What was shown is gone at once, even if the other page loads slowly, and Back does not bring it again.
      document.body.hidden = true;
      window.location.replace(link.href);
    });
  });
  document.querySelectorAll("a[data-replace-page]").forEach((link) => {
    link.addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        window.location.replace(link.href);
      }
    });
  });
  document.querySelectorAll("button[data-read-aloud]").forEach(offerToRead);
}

/** Show the button where the device has a voice for the language. Many name their voices only after a moment. */
function offerToRead(button) {
  const speech = window.speechSynthesis;
  if (!speech) {
    return;
  }
  const wanted = button.dataset.readAloud.toLowerCase();
  const find = () =>
    speech.getVoices().find((voice) => {
      const spoken = voice.lang.toLowerCase().replace("_", "-");
      return spoken === wanted || spoken.startsWith(`${wanted}-`);
    });
  const offer = () => {
    button.hidden = !find();
  };
  offer();
  speech.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => {
    speech.cancel();
    const words = document.querySelector("[data-read-aloud-text]").innerText.replaceAll("_", " ");
    const said = new SpeechSynthesisUtterance(words);
    said.voice = find();
    said.lang = said.voice.lang;
    said.rate = 0.9;
    speech.speak(said);
  });
  window.addEventListener("pagehide", () => speech.cancel());
}
