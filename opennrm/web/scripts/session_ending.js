const RENEWED = "session-renewed";

/**
 * Warn before the session ends for want of use, and offer to keep it.
 *
 * The dialog's data attributes give the idle limit and the time of the warning in seconds, and two
 * addresses: one that renews the session when posted to, one to leave to when it has ended.
 * Every tab of the same browser shares one session, so each tells the others when it was renewed.
 */
export function watchSession() {
  const dialog = document.getElementById("session-ending");
  if (!dialog) {
    return;
  }
  const idle = Number(dialog.dataset.idleSeconds) * 1000;
  const warn = Math.min(Number(dialog.dataset.warnSeconds) * 1000, idle / 2);
  const timeLeft = dialog.querySelector("[data-time-left]");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
  let endsAt;

  function restart() {
    endsAt = Date.now() + idle;
    if (dialog.open) {
      dialog.close();
    }
  }

  function renewed() {
    restart();
    channel?.postMessage(RENEWED);
  }

  async function stay() {
    const response = await fetch(dialog.dataset.renewUrl, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken() },
      redirect: "manual",
    }).catch(() => null);
    if (response?.ok) {
      renewed();
    } else if (response) {
      leave();
    }
  }

  function leave() {
    // What is on the screen must not stay there for whoever comes by.
    document.body.hidden = true;
    location.assign(dialog.dataset.endedUrl || "/");
  }

  function look() {
    const left = endsAt - Date.now();
    if (left <= 0) {
      leave();
    } else if (left <= warn) {
      timeLeft.textContent = inWords(left, dialog.dataset.left);
      if (!dialog.open) {
        dialog.showModal();
      }
    }
  }

  channel?.addEventListener("message", restart);
  dialog.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  document.addEventListener("htmx:afterRequest", renewed);
  document.addEventListener("opennrm:saved", renewed);
  renewed();
  setInterval(look, 1000);
}

function inWords(milliseconds, sentence) {
  const seconds = Math.ceil(milliseconds / 1000);
  return sentence
    .replace("{minutes}", String(Math.floor(seconds / 60)))
    .replace("{seconds}", String(seconds % 60).padStart(2, "0"));
}

function csrfToken() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}
