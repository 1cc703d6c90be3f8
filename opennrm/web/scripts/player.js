const REPORT_MS = 15_000;
const MEGABYTE = 1_000_000;

/**
 * Report which parts of a copy were really played: every few seconds, when it pauses, and when the page is left.
 * The player knows them itself; each report holds all of what was played since the page was opened and not reported yet.
 */
export function reportWhatIsPlayed() {
  const player = document.querySelector("[data-player]");
  const form = document.querySelector("form[data-played]");
  if (player === null || form === null) {
    return;
  }
  let reported = "[]";

  function report(isClosed) {
    const ranges = JSON.stringify(rangesOf(player.played));
    if (ranges === reported && !isClosed) {
      return;
    }
    const body = new FormData(form);
    body.set("ranges", ranges === reported ? "[]" : ranges);
    if (isClosed) {
      body.set("closed", "1");
    }
    reported = ranges;
    // It outlives the page from which it is sent.
    fetch(form.action, { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => {
      reported = "";
    });
  }

  setInterval(() => report(false), REPORT_MS);
  for (const name of ["pause", "ended", "seeking"]) {
    player.addEventListener(name, () => report(false));
  }
  window.addEventListener("pagehide", () => report(true));
}

function rangesOf(played) {
  const found = [];
  for (let each = 0; each < played.length; each += 1) {
    found.push([played.start(each), played.end(each)]);
  }
  return found;
}

/** Download a copy in parts: `[data-download]` names its address, and what to say meanwhile. */
export async function downloadCopies() {
  const place = document.querySelector("[data-download]");
  if (place === null) {
    return;
  }
  const { download, downloadBytes, downloadPiece, downloadName } = place.dataset;
  const all = Number(downloadBytes);
  const parts = [];
  for (let at = 0; at < all; at += Number(downloadPiece)) {
    const last = Math.min(at + Number(downloadPiece), all) - 1;
    const answer = await fetch(download, { headers: { Range: `bytes=${at}-${last}` } }).catch(() => null);
    if (answer === null || answer.status !== 206) {
      place.textContent = place.dataset.refused;
      return;
    }
    parts.push(await answer.blob());
    const values = { sent: (last / MEGABYTE).toFixed(1), all: (all / MEGABYTE).toFixed(1) };
    place.textContent = place.dataset.goingOn.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts));
  link.download = downloadName;
  link.click();
  place.textContent = place.dataset.done;
}
