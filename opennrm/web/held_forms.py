"""A form that was sent after the session had ended is not lost: it goes through sign-in, sealed, in the page.

So is one that was sent while one's role changed: it waits, sealed, in the session. Fields only, never files, whose
names are kept to say which to choose again; and no form with a password or a code in it. For whoever was signed in,
for the same address, once, within twelve hours.
"""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve

from opennrm.agencies import queries
from opennrm.foundation import keys
from opennrm.foundation.actor import Actor
from opennrm.web.buttons import page_of, with_what_was_pressed
from opennrm.web.request import Request

NAME = "held_form"
CHOSEN = "held_choices"
"""In the session: what was chosen beside a button that was pressed in vain, for its page to show again."""
LIMIT_BYTES = 200_000
KEPT_SECONDS = 12 * 3600
_PURPOSE, _BOUND = "held forms", b"held form"
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105
SECRETS = frozenset({"password", "current", "code"})
"""Names of fields that no page may show again."""
_OWN = frozenset({"page", "draft", "version", "draft_version", "then", "next", NAME})
"""Names of fields that our pages fill in by themselves, and of buttons: with these alone nothing was typed."""


@dataclass(frozen=True)
class HeldForm:
    """What somebody had typed. `account_id` is empty when nobody knows any more whose session it was."""

    path: str
    fields: list[tuple[str, str]]
    account_id: str
    files: list[str]
    held_at: float

    def is_for(self, account_id: object) -> bool:
        """Whether this account may see what was typed."""
        return self.account_id in ("", str(account_id))

    @property
    def match(self) -> ResolverMatch:
        """Where the form was sent to."""
        return resolve(self.path)

    @property
    def is_of_button(self) -> bool:
        """Whether it was sent by a button that stands on a page of another address."""
        return hasattr(self.match.func, "button")

    @property
    def page(self) -> str:
        """The address of the page that it was sent from."""
        return page_of(self.match)

    @property
    def typed(self) -> list[str]:
        """What to show again of it."""
        return [value for name, value in self.fields if name not in _OWN and value]

    def may_be_sent_by(self, actor: Actor) -> bool:
        """Whether the actor's role may still do what the form is for."""
        permissions = getattr(self.match.func, "permissions", ())
        return not permissions or any(actor.may(permission) for permission in permissions)


def ask_to_sign_in(request: Request) -> HttpResponse:
    """Answer somebody who is signed out: send them to sign-in, with the form they sent kept in the page."""
    sealed = hold(request)
    if not sealed:
        return redirect_to_login(with_what_was_pressed(request))
    request.held_form = sealed
    return resolve(settings.LOGIN_URL).func(request)


def hold(request: Request) -> str:
    """Seal the fields of a sent form; an empty text when there is nothing to keep, or too much."""
    if request.method != "POST" or "X-Autosave" in request.headers or "HX-Request" in request.headers:
        return ""
    if reopen(request.POST.get(NAME, "")):
        # Kept once already, and the session ended again before it was sent.
        return request.POST[NAME]
    fields = [(name, value) for name, values in request.POST.lists() if name != _TOKEN for value in values]
    names = {name for name, _value in fields}
    if has_secrets(request) or not (names - _OWN or request.FILES):
        return ""
    if sum(len(name) + len(value) for name, value in fields) > LIMIT_BYTES:
        return ""
    files = [file.name or "" for _name, sent in request.FILES.lists() for file in sent]
    content = [request.path, fields, _account_of(request), files, time.time()]
    sealed = keys.seal_for(_PURPOSE, json.dumps(content).encode(), bound_to=_BOUND)
    return urlsafe_b64encode(sealed).decode()


def has_secrets(request: Request) -> bool:
    """Whether a password or a code was sent, which is never kept."""
    return not SECRETS.isdisjoint(request.POST)


def _account_of(request: Request) -> str:
    """Whose form it is, as far as anybody knows: of a session that has just ended, or whose row is still kept."""
    before = getattr(request, "account_before", None)
    token = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return str(before or request.actor.account_id or queries.account_of_session(token) or "")


def reopen(sealed: str) -> HeldForm | None:
    """The form again; None if it was not sealed here, longer than twelve hours ago, or has nowhere to go."""
    try:
        raw = urlsafe_b64decode(sealed.encode())
        content = json.loads(keys.open_for(_PURPOSE, raw, bound_to=_BOUND))
        path, fields, account_id, files, held_at = content
        resolve(path)
    except (ValueError, InvalidTag, Resolver404):
        return None
    if time.time() - held_at > KEPT_SECONDS:
        return None
    return HeldForm(path, [(name, value) for name, value in fields], account_id, files, held_at)


def chosen(request: Request, path: str) -> QueryDict | None:
    """What was chosen beside the button that posts to `path`, once, when it was pressed in vain; else None."""
    held = reopen(request.session.get(CHOSEN, ""))
    if held is None or held.path != path:
        return None
    del request.session[CHOSEN]
    if not held.is_for(request.actor.account_id):
        return None
    fields = QueryDict(mutable=True)
    for name, value in held.fields:
        fields.appendlist(name, value)
    return fields
