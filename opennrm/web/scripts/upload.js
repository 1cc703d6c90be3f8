import * as tus from "tus-js-client";

const RETRY_MS = [0, 1_000, 3_000, 10_000, 30_000, 60_000, 60_000, 60_000, 60_000, 60_000];
const MEGABYTE = 1_000_000;

/**
 * Send a recording in pieces: `<form data-upload-url>`. What has arrived is known to the server alone, so that it goes on
 * in another browser, on another day. Without scripts the form sends a small file as a whole.
 */
export function sendRecordings() {
  const form = document.querySelector("form[data-upload-url]");
  if (form === null || !tus.isSupported) {
    return;
  }
  const status = document.querySelector("[data-upload-status]");
  const bar = document.querySelector("[data-upload-bar]");

  function tell(what, values = {}) {
    const words = status.dataset[what] ?? "";
    status.textContent = words.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
  }

  form.addEventListener("submit", async (event) => {
    const file = form.querySelector("input[type=file]").files[0];
    if (file === undefined) {
      return;
    }
    event.preventDefault();
    if (!(await isSameFile(form, file))) {
      tell("other");
      return;
    }
    form.querySelector("button").disabled = true;
    bar.hidden = false;
    send(form, file, bar, tell);
  });
}

function send(form, file, bar, tell) {
  const { uploadUrl, uploadNext, uploadPiece, uploadBytes } = form.dataset;
  const upload = new tus.Upload(file, {
    endpoint: uploadUrl,
    // One address takes the whole of a recording: where it has begun, it goes on.
    uploadUrl: Number(uploadBytes) ? uploadUrl : null,
    chunkSize: Number(uploadPiece),
    retryDelays: RETRY_MS,
    storeFingerprintForResuming: false,
    headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
    onShouldRetry: (error) => {
      tell("waiting");
      const status = error.originalResponse?.getStatus() ?? 0;
      return status === 0 || status === 409 || status >= 500 || status === 408;
    },
    onProgress: (sent, all) => {
      bar.value = (100 * sent) / all;
      tell("goingOn", { sent: (sent / MEGABYTE).toFixed(1), all: (all / MEGABYTE).toFixed(1) });
    },
    onSuccess: () => {
      tell("done");
      window.location.assign(uploadNext);
    },
    onError: () => {
      tell("refused");
      form.querySelector("button").disabled = false;
    },
  });
  upload.start();
}

/** Whether the first piece that has arrived is the beginning of this file. Without one, every file will do. */
async function isSameFile(form, file) {
  const { uploadBytes, uploadFirst, uploadDigest } = form.dataset;
  if (!Number(uploadBytes)) {
    return true;
  }
  if (Number(uploadBytes) !== file.size) {
    return false;
  }
  if (!uploadDigest || !crypto.subtle) {
    return true;
  }
  const beginning = await file.slice(0, Number(uploadFirst)).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", beginning));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") === uploadDigest;
}
