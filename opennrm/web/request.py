"""The request as our middleware hands it to a view: for type checkers, and to read what is on it."""

from datetime import datetime

from django.http import HttpRequest, QueryDict

from opennrm.foundation.actor import Actor
from opennrm.foundation.context import Entered


class Request(HttpRequest):
    """A request with the actor that the database let in."""

    actor: Actor
    entered: Entered
    upload_too_large: bool
    held_form: str
    throttled_until: datetime | None
    account_before: object
    before_view: str | None


def posted(request: Request) -> QueryDict | None:
    """What a form is bound to: what was sent, even if nothing was filled in."""
    return request.POST if request.method == "POST" else None


def small_number(text: str) -> int:
    """The number that a form of ours sends along, such as a version; 0 where it is none that we could have sent."""
    return int(text) if len(text) < 10 and text.isdecimal() else 0
