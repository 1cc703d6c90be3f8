"""How a concern stands for whoever reported it, and the parts that agencies have in a case."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReceiptStatus(TextChoices):
    """What whoever reported a concern is told: a status, never the case."""

    RECEIVED = "received", _("Received")
    BEING_LOOKED_INTO = "being_looked_into", _("Somebody is looking into it")
    SERVICE_ASKED = "service_asked", _("A service has been asked to help")
    SERVICE_ACCEPTED = "service_accepted", _("A service has accepted")


TRANSITIONS: dict[str, set[str]] = {
    ReceiptStatus.RECEIVED: {
        ReceiptStatus.BEING_LOOKED_INTO, ReceiptStatus.SERVICE_ASKED, ReceiptStatus.SERVICE_ACCEPTED,
    },
    ReceiptStatus.BEING_LOOKED_INTO: {ReceiptStatus.SERVICE_ASKED, ReceiptStatus.SERVICE_ACCEPTED},
    ReceiptStatus.SERVICE_ASKED: {ReceiptStatus.SERVICE_ACCEPTED},
    ReceiptStatus.SERVICE_ACCEPTED: set(),
}  # fmt: skip
"""A receipt only goes forward: that a service declined is nothing for the reporter to know."""


class Part(TextChoices):
    """The parts that an agency can have in a case."""

    LEAD = "lead", _("Lead agency")
    ASKED = "asked", _("Asked to help")
    SERVING = "serving", _("Helping the child")
    DECIDING = "deciding", _("Asked for a decision")
    RECEIVING = "receiving", _("Asked to take over the case")
    FORMER_LEAD = "former_lead", _("Led the case before")
