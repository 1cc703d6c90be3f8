const PAUSE_MS = 1_500;
const RETRY_MS = 10_000;

/**
 * Save drafts while people write: every `<form data-autosave-url>` posts its answers there, files
 * excepted, a moment after the last change. What came of it is told in its `[data-autosave-status]`.
 *
 * An answer outside 200-299, or a redirect to sign-in, means the draft was not taken. Without a connection the form is
 * not sent either: the browser would leave the page for one that says so, and what was typed would be gone.
 */
export function autosaveDrafts() {
  document.querySelectorAll("form[data-autosave-url]").forEach(autosave);
}

function autosave(form) {
  const status = form.querySelector("[data-autosave-status]");
  let timer;
  let isSaving = false;
  let hasChanged = false;

  function schedule(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  function tell(outcome) {
    if (status) {
      status.dataset.outcome = outcome;
      status.textContent = status.dataset[outcome] ?? "";
    }
  }

  async function save() {
    // Two saves at once could arrive in the wrong order.
    if (isSaving) {
      return;
    }
    isSaving = true;
    hasChanged = false;
    tell("saving");
    const response = await fetch(form.dataset.autosaveUrl, {
      method: "POST",
      body: answers(form),
      redirect: "manual",
      headers: { "X-Autosave": "1" },
    }).catch(() => null);
    isSaving = false;
    if (response === null) {
      tell("offline");
      schedule(RETRY_MS);
    } else if (response.ok) {
      tell("saved");
      document.dispatchEvent(new CustomEvent("opennrm:saved"));
      if (hasChanged) {
        schedule(PAUSE_MS);
      }
    } else {
      tell(response.status === 409 ? "conflict" : "refused");
    }
  }

  form.addEventListener("input", () => {
    hasChanged = true;
    schedule(PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!navigator.onLine) {
      event.preventDefault();
      tell("offline");
      schedule(RETRY_MS);
    }
  });
  window.addEventListener("online", () => {
    if (status?.dataset.outcome === "offline") {
      schedule(0);
    }
  });
}

function answers(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) {
    if (value instanceof File) {
      data.delete(name);
    }
  }
  return data;
}
