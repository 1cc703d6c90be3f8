"""A form that was sent after the session had ended is not lost: it goes through sign-in, sealed, in the page.

Fields only, never files, and no form with a password or a code in it; for whoever was signed in, for the same
address, once, within twelve hours.
"""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.urls import resolve

from opennrm.agencies import queries
from opennrm.foundation import keys
from opennrm.web.request import Request

NAME = "held_form"
LIMIT_BYTES = 200_000
KEPT_SECONDS = 12 * 3600
_BOUND = b"held form"
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105
_SECRETS = frozenset({"password", "current", "code"})
"""Names of fields that no page may show again."""


@dataclass(frozen=True)
class HeldForm:
    """What somebody had typed. `account_id` is empty when nobody knows any more whose session it was."""

    path: str
    fields: list[tuple[str, str]]
    account_id: str
    had_files: bool
    held_at: float

    def is_for(self, account_id: object) -> bool:
        """Whether this account may see what was typed."""
        return self.account_id in ("", str(account_id))


def ask_to_sign_in(request: Request) -> HttpResponse:
    """Answer somebody who is signed out: send them to sign-in, with the form they sent kept in the page."""
    sealed = hold(request)
    if not sealed:
        return redirect_to_login(request.get_full_path())
    request.held_form = sealed
    return resolve(settings.LOGIN_URL).func(request)


def hold(request: Request) -> str:
    """Seal the fields of a sent form; an empty text when there is nothing to keep, or too much."""
    if request.method != "POST" or "X-Autosave" in request.headers or "HX-Request" in request.headers:
        return ""
    fields = [(name, value) for name, values in request.POST.lists() if name != _TOKEN for value in values]
    if _SECRETS & {name for name, _value in fields}:
        return ""
    if not fields or sum(len(name) + len(value) for name, value in fields) > LIMIT_BYTES:
        return ""
    account_id = queries.account_of_session(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    content = [request.path, fields, str(account_id or ""), bool(request.FILES), time.time()]
    nonce = urandom(keys.NONCE_BYTES)
    sealed = _cipher().encrypt(nonce, json.dumps(content).encode(), _BOUND)
    return urlsafe_b64encode(nonce + sealed).decode()


def reopen(sealed: str) -> HeldForm | None:
    """The form again; None if it was not sealed here, or longer than twelve hours ago."""
    try:
        raw = urlsafe_b64decode(sealed.encode())
        content = json.loads(_cipher().decrypt(raw[: keys.NONCE_BYTES], raw[keys.NONCE_BYTES :], _BOUND))
    except (ValueError, InvalidTag):
        return None
    path, fields, account_id, had_files, held_at = content
    if time.time() - held_at > KEPT_SECONDS:
        return None
    return HeldForm(path, [(name, value) for name, value in fields], account_id, had_files, held_at)


def _cipher() -> AESGCM:
    return AESGCM(keys.keeper().derive("held forms"))
