"""The request as our middleware hands it to a view: for type checkers, and to read what is on it."""

from datetime import datetime
from uuid import UUID, uuid4

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


def id_given(text: str) -> UUID | None:
    """The id that an address or a form of ours sends along; None where it is none that we could have sent."""
    try:
        return UUID(text)
    except ValueError:
        return None


def page_token(request: Request) -> UUID:
    """Of which showing of a page it was sent; a new one where the page is shown, or that is not said."""
    return id_given(request.POST.get("page", "")) or uuid4()
