"""A recording and a copy of it, as state tables with whose turn it is, and the words of their codes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where the master of a recording stands."""

    ARRIVING = "arriving", _("Arriving")
    ARRIVED = "arrived", _("Arrived, being checked")
    SEALED = "sealed", _("Sealed")
    ABANDONED = "abandoned", _("Given up before it had arrived")
    DESTROYED = "destroyed", _("Destroyed")


TRANSITIONS: dict[str, set[str]] = {
    State.ARRIVING: {State.ARRIVED, State.ABANDONED},
    State.ARRIVED: {State.SEALED},
    State.SEALED: {State.DESTROYED},
    State.ABANDONED: set(),
    State.DESTROYED: set(),
}


class Turn(TextChoices):
    """Who is to do the next thing with a recording."""

    CUSTODIAN = "custodian", _("The custodian")
    NOBODY = "nobody", _("Nobody")
    SYSTEM = "system", _("OpenNRM itself")


TURNS: dict[str, Turn] = {
    State.ARRIVING: Turn.CUSTODIAN,
    State.ARRIVED: Turn.SYSTEM,
    State.SEALED: Turn.NOBODY,
    State.ABANDONED: Turn.NOBODY,
    State.DESTROYED: Turn.NOBODY,
}


class CopyState(TextChoices):
    """Where a copy stands."""

    ORDERED = "ordered", _("Ordered")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    ENDED = "ended", _("Ended")
    REFUSED = "refused", _("Not made")


COPY_TRANSITIONS: dict[str, set[str]] = {
    CopyState.ORDERED: {CopyState.MAKING, CopyState.REFUSED, CopyState.ENDED},
    CopyState.MAKING: {CopyState.READY, CopyState.ENDED},
    CopyState.READY: {CopyState.ENDED},
    CopyState.ENDED: set(),
    CopyState.REFUSED: set(),
}
COPY_TURNS: dict[str, Turn] = {
    CopyState.ORDERED: Turn.CUSTODIAN,
    CopyState.MAKING: Turn.SYSTEM,
    CopyState.READY: Turn.NOBODY,
    CopyState.ENDED: Turn.NOBODY,
    CopyState.REFUSED: Turn.NOBODY,
}


class Clock(TextChoices):
    """Whose clock says when a recording began and ended. It stands beside the server's, and is never corrected."""

    DEVICE = "device", _("The clock of the recorder")
    HAND = "hand", _("A watch, written down by hand")
    UNKNOWN = "unknown", _("Not known")


class Purpose(TextChoices):
    """What a copy is for."""

    WORKING = "working", _("Working copy of the custodian")
    TRANSCRIPT = "transcript", _("Transcript, kept by the custodian")
    PROSECUTION = "prosecution", _("Prosecution")
    DEFENCE = "defence", _("Defence")
    COURT = "court", _("Court")
    THERAPY = "therapy", _("Therapy")
    TRAINING = "training", _("Training")
    RESEARCH = "research", _("Research")


NEEDS_ORDER = frozenset((Purpose.DEFENCE, Purpose.COURT, Purpose.PROSECUTION))
"""Copies that the prosecution orders, and nobody else."""
OF_CUSTODIAN = frozenset((Purpose.WORKING, Purpose.TRANSCRIPT))
"""Copies that stay with the custodian, so that nobody hands them over."""
BY_CONSENT = frozenset((Purpose.THERAPY, Purpose.TRAINING, Purpose.RESEARCH))
"""Copies that end when the consent to them ends, and with the case."""


class Authority(TextChoices):
    """On what a copy is based."""

    COURT_ORDER = "court_order", _("Order of a court")
    REQUEST = "request", _("Request of the prosecution")
    LAW = "law", _("A law")
    CONSENT = "consent", _("Consent")


class Ending(TextChoices):
    """Why nobody can look at a copy any more."""

    TIME = "time", _("Its time was over")
    CUSTODIAN = "custodian", _("The custodian ended it")
    ORDER = "order", _("Order of a court")
    WITHDRAWAL = "withdrawal", _("Consent was withdrawn")
    CLOSED = "closed", _("The case was closed")
    TRANSFERRED = "transferred", _("The recording went to another agency")
    RETURNED = "returned", _("It came back")
    DESTROYED = "destroyed", _("It was destroyed")


class Medium(TextChoices):
    """How a copy reaches whoever receives it."""

    ONLINE = "online", _("To be viewed here")
    DISC = "disc", _("On a disc")
    STICK = "stick", _("On a memory stick")


class Looking(TextChoices):
    """Why somebody looks at a copy."""

    CHARGE = "charge", _("To decide about a charge")
    PREPARE = "prepare", _("To prepare for court")
    ADVISE = "advise", _("To advise the accused")
    TREAT = "treat", _("To treat the child")
    TEACH = "teach", _("To train interviewers")
    STUDY = "study", _("To do research")
    CHECK = "check", _("To check the copy")


class Stop(TextChoices):
    """Why a recorder stood still for a while."""

    BREAK = "break", _("There was a break in the interview")
    POWER = "power", _("The power failed")
    STORAGE = "storage", _("The storage was full or was changed")
    FAULT = "fault", _("The recorder failed")
    MISTAKE = "mistake", _("Somebody stopped it by mistake")
    UNKNOWN = "unknown", _("Not known")


class Finder(TextChoices):
    """Who says what they found out about a recording that differs from its digest."""

    CUSTODIAN = "custodian", _("The custodian")
    PROSECUTION = "prosecution", _("The prosecution")
