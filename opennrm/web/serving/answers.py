"""What is sent back: answers that Django makes, and pages that stand ready for when it is not asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

READY = (400, 408, 411, 413, 500, 503)
RETRY_SECONDS = 60
_OUTERMOST = (
    "django.middleware.security.SecurityMiddleware",
    "opennrm.web.middleware.Headers",
    "csp.middleware.CSPMiddleware",
)


@dataclass(frozen=True)
class Answer:
    """A whole answer, as the web server takes it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def answer_of(application: Callable, environ: dict[str, Any]) -> Answer:
    """Ask a WSGI application, in this thread, and read its answer to the end. The body that was sent is closed."""
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_unused: Any) -> None:
        said.append((status, headers))

    try:
        pieces: Iterable[bytes] = application(environ, start_response)
        try:
            body = b"".join(pieces)
        finally:
            # Here Django ends the request, and gives back or closes the connections to the database.
            if close := getattr(pieces, "close", None):
                close()
    finally:
        # A request is garbage afterwards, which is seldom collected (cli/serve.py): its megabytes go at once.
        environ["wsgi.input"].close()
    status, headers = said[-1]
    return Answer(int(status[:3]), headers, body)


def ready_answers(scheme: str) -> dict[int, Answer]:
    """The pages for what is answered without Django, by status, with the headers of every other page."""
    return {status: _ready(status, scheme) for status in READY}


def _ready(status: int, scheme: str) -> Answer:
    def page(request: WSGIRequest) -> HttpResponse:
        context = {"limit": filesizeformat(settings.UPLOAD_LIMIT_BYTES)}
        text = render_to_string(f"{status}.html", context, request)
        return HttpResponse(text, status=status, headers={"Connection": "close"})

    respond = page
    for name in reversed(_OUTERMOST):
        respond = import_string(name)(respond)
    nothing = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": BytesIO(), "wsgi.url_scheme": scheme}
    response = respond(WSGIRequest(nothing))
    headers = {**response.headers, "Content-Length": str(len(response.content))}
    if status == 503:
        headers["Retry-After"] = str(RETRY_SECONDS)
    return Answer(status, list(headers.items()), response.content)
