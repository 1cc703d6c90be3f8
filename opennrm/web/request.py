"""The request as our middleware hands it to a view: for type checkers, and to read what is on it."""

from django.http import HttpRequest

from opennrm.foundation.actor import Actor
from opennrm.foundation.context import Entered


class Request(HttpRequest):
    """A request with the actor that the database let in."""

    actor: Actor
    entered: Entered
    upload_too_large: bool
    held_form: str
    account_before: object
