"""The states of an investigation, of what it says of a suspect, and of non-punishment, as tables."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """How far an investigation is."""

    OPEN = "open", _("Open")
    WITH_PROSECUTOR = "with_prosecutor", _("With the prosecutor")
    CHARGED = "charged", _("Charged")
    ENDED = "ended", _("Ended")


TRANSITIONS: dict[str, set[str]] = {
    State.OPEN: {State.WITH_PROSECUTOR, State.ENDED},
    State.WITH_PROSECUTOR: {State.OPEN, State.CHARGED, State.ENDED},
    State.CHARGED: set(),
    State.ENDED: {State.OPEN},
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    INVESTIGATOR = "investigator", _("The lead investigator")
    PROSECUTOR = "prosecutor", _("The prosecutor")
    CASE = "case", _("Whoever works on the case")
    NOBODY = "nobody", _("Nobody")


TURNS: dict[str, Turn] = {
    State.OPEN: Turn.INVESTIGATOR,
    State.WITH_PROSECUTOR: Turn.PROSECUTOR,
    State.CHARGED: Turn.NOBODY,
    State.ENDED: Turn.NOBODY,
}


class Act(TextChoices):
    """What happened to an investigation."""

    OPENED = "opened", _("Opened")
    SENT = "sent", _("Sent to the prosecutor")
    RETURNED = "returned", _("Returned with questions")
    CHARGED = "charged", _("Charged")
    ENDED = "ended", _("Ended")
    REOPENED = "reopened", _("Reopened")
    LEAD_CHANGED = "lead_changed", _("Given to another lead investigator")


class Impunity(TextChoices):
    """How far it is with a child who is not to be punished for what they were made to do."""

    FLAGGED = "flagged", _("Flagged")
    RAISED = "raised_with_prosecutor", _("Raised with the prosecutor")
    NOT_CHARGED = "not_charged", _("Not charged")
    WITHDRAWN = "withdrawn", _("Charge withdrawn")
    DIVERTED = "diverted", _("Diverted")
    DISMISSED = "dismissed", _("Dismissed by the court")
    CONVICTED = "convicted", _("Convicted")
    CLOSED = "no_longer_needed", _("No longer needed")


RESULTS = (
    Impunity.NOT_CHARGED,
    Impunity.WITHDRAWN,
    Impunity.DIVERTED,
    Impunity.DISMISSED,
    Impunity.CONVICTED,
)
"""What can come of it once it was raised with the prosecutor."""

IMPUNITY_TRANSITIONS: dict[str, set[str]] = {
    Impunity.FLAGGED: {Impunity.RAISED, Impunity.CLOSED},
    Impunity.RAISED: {*RESULTS},
    **{result: set() for result in RESULTS},
    Impunity.CLOSED: set(),
}
IMPUNITY_TURNS: dict[str, Turn] = {
    Impunity.FLAGGED: Turn.CASE,
    Impunity.RAISED: Turn.PROSECUTOR,
    **dict.fromkeys(RESULTS, Turn.NOBODY),
    Impunity.CLOSED: Turn.NOBODY,
}
