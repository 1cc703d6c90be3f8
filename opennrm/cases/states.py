"""How a concern stands for whoever reported it, the parts of agencies in a case, how somebody loses a case, and how a
case that came from an agency's old list stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReceiptStatus(TextChoices):
    """What whoever reported a concern is told: a status, never the case."""

    RECEIVED = "received", _("Received")
    BEING_LOOKED_INTO = "being_looked_into", _("Somebody is looking into it")
    SERVICE_ASKED = "service_asked", _("A service has been asked to help")
    SERVICE_ACCEPTED = "service_accepted", _("A service has accepted")
    CLOSED = "closed", _("Our work on this has ended")
    ERASED = "erased", _("The records have been erased")


TRANSITIONS: dict[str, set[str]] = {
    ReceiptStatus.RECEIVED: {
        ReceiptStatus.BEING_LOOKED_INTO, ReceiptStatus.SERVICE_ASKED, ReceiptStatus.SERVICE_ACCEPTED,
        ReceiptStatus.CLOSED,
    },
    ReceiptStatus.BEING_LOOKED_INTO: {
        ReceiptStatus.SERVICE_ASKED, ReceiptStatus.SERVICE_ACCEPTED, ReceiptStatus.CLOSED,
    },
    ReceiptStatus.SERVICE_ASKED: {ReceiptStatus.SERVICE_ACCEPTED, ReceiptStatus.CLOSED},
    ReceiptStatus.SERVICE_ACCEPTED: {ReceiptStatus.CLOSED},
    ReceiptStatus.CLOSED: {ReceiptStatus.BEING_LOOKED_INTO, ReceiptStatus.ERASED},
    ReceiptStatus.ERASED: set(),
}  # fmt: skip
"""A receipt goes forward until the case is closed: that a service declined is nothing for the reporter to know. Only a
case that is reopened lets it begin again. The database marks the receipt of a case that it erases, whatever it said."""


class Turn(TextChoices):
    """Who is to do the next thing about a concern, as its reporter sees it."""

    CASE = "case", _("Whoever works on the case")
    NOBODY = "nobody", _("Nobody: the case is closed or erased")


TURNS: dict[str, Turn] = {
    ReceiptStatus.RECEIVED: Turn.CASE,
    ReceiptStatus.BEING_LOOKED_INTO: Turn.CASE,
    ReceiptStatus.SERVICE_ASKED: Turn.CASE,
    ReceiptStatus.SERVICE_ACCEPTED: Turn.CASE,
    ReceiptStatus.CLOSED: Turn.NOBODY,
    ReceiptStatus.ERASED: Turn.NOBODY,
}


class Part(TextChoices):
    """The parts that an agency can have in a case."""

    LEAD = "lead", _("Lead agency")
    ASKED = "asked", _("Asked to help")
    SERVING = "serving", _("Helping the child")
    DECIDING = "deciding", _("Asked for a decision")
    RECEIVING = "receiving", _("Asked to take over the case")
    FORMER_LEAD = "former_lead", _("Led the case before")
    INVITED = "invited", _("Asked to take part")
    TAKING_PART = "taking_part", _("Takes part")
    LINKED = "linked", _("Has the same child")
    KEEPING = "keeping", _("Keeps a recording")


class Loss(TextChoices):
    """How somebody came to see a case no longer."""

    GIVEN = "given", _("It was assigned to somebody else")
    TAKEN = "taken", _("Somebody of the team took it")
    TAKEN_BACK = "taken_back", _("Its assignment to them was undone")
    HANDED_OVER = "handed_over", _("Another agency leads it")
    PART_ENDED = "part_ended", _("The part of their agency has ended")


class FromList(TextChoices):
    """How a case stands that came from an agency's old list. Cases that somebody reported have none of these."""

    WAITING = "waiting", _("From a list, not released")
    RELEASED = "released", _("From a list")
    WITHDRAWN = "withdrawn", _("From a list that was withdrawn")


LIST_TRANSITIONS: dict[str, set[str]] = {
    FromList.WAITING: {FromList.RELEASED, FromList.WITHDRAWN},
    FromList.RELEASED: set(),
    FromList.WITHDRAWN: set(),
}
