// Stands first in the body, so that what only works with scripts appears without a jump.
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
}
