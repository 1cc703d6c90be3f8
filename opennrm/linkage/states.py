"""A pair of records that may be of one child, and a question to the lead of a case, as state tables."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Says(TextChoices):
    """What somebody says of two records."""

    SAME = "same", _("The same child")
    DIFFERENT = "different", _("Different children")
    TAKEN_BACK = "taken_back", _("Taken back")


class Basis(TextChoices):
    """By what right somebody said it."""

    IN_SIGHT = "in_sight", _("Somebody who sees both records")
    DESK = "desk", _("The linkage desk")


class DeskSays(TextChoices):
    """What an officer of the desk says of a pair."""

    SAME = "same", _("Same child")
    DIFFERENT = "different", _("Different children")
    CANNOT_TELL = "cannot_tell", _("Cannot tell")


class PairState(TextChoices):
    WAITING = "waiting", _("Waiting for a decision")
    SECOND = "second", _("Waiting for a second person")
    SAME = "same", _("The same child: the lead has not been asked yet")
    DIFFERENT = "different", _("Different children")
    CANNOT_TELL = "cannot_tell", _("Cannot be told")
    ASKED = "asked", _("Waiting for the answer of the lead")
    AGREED = "agreed", _("Agreed")
    BY_LAW = "by_law", _("Not answered in time: told by law")
    REFUSED = "refused", _("Refused")
    SETTLED = "settled", _("Settled by somebody who sees both records")
    GONE = "gone", _("No longer alike, because a record changed")


PAIR_STEPS: dict[str, set[str]] = {
    PairState.WAITING: {
        PairState.SECOND,
        PairState.SAME,
        PairState.DIFFERENT,
        PairState.CANNOT_TELL,
        PairState.SETTLED,
        PairState.GONE,
    },
    PairState.SECOND: {
        PairState.WAITING,
        PairState.SAME,
        PairState.DIFFERENT,
        PairState.CANNOT_TELL,
        PairState.SETTLED,
        PairState.GONE,
    },
    PairState.SAME: {PairState.WAITING, PairState.SECOND, PairState.ASKED, PairState.SETTLED},
    PairState.DIFFERENT: {PairState.WAITING, PairState.SECOND},
    PairState.CANNOT_TELL: {PairState.WAITING, PairState.SECOND},
    PairState.ASKED: {
        PairState.SAME,
        PairState.AGREED,
        PairState.BY_LAW,
        PairState.REFUSED,
        PairState.SETTLED,
    },
    PairState.AGREED: set(),
    PairState.BY_LAW: set(),
    PairState.REFUSED: {PairState.ASKED},
    PairState.SETTLED: {PairState.WAITING},
    PairState.GONE: {PairState.WAITING},
}
"""A decision can be taken back until the lead is asked, and so can what whoever sees both said. A lead that
refused can be asked once more. A case that was closed before the question came leaves nobody to ask."""


class RequestState(TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    AGREED = "agreed", _("Agreed")
    BY_LAW = "by_law", _("Not answered in time: told by law")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("The other agency no longer sees the case")


REQUEST_STEPS: dict[str, set[str]] = {
    RequestState.ASKED: {RequestState.AGREED, RequestState.BY_LAW, RequestState.REFUSED},
    RequestState.AGREED: {RequestState.ENDED},
    RequestState.BY_LAW: {RequestState.ENDED},
    RequestState.REFUSED: set(),
    RequestState.ENDED: set(),
}
"""What the other agency sees ends by itself too, after its last day or when the case is closed. The answer stands."""


class Turn(TextChoices):
    """Who is to do the next thing."""

    DESK = "desk", _("The linkage desk")
    OTHER_OFFICER = "other_officer", _("Another person at the linkage desk")
    OVERSEER = "overseer", _("Whoever oversees the linkage desk, once more at most")
    LEAD = "lead", _("The agency that leads the case")
    NOBODY = "nobody", _("Nobody")


PAIR_TURNS: dict[str, Turn] = {
    PairState.WAITING: Turn.DESK,
    PairState.SECOND: Turn.OTHER_OFFICER,
    PairState.SAME: Turn.DESK,
    PairState.DIFFERENT: Turn.NOBODY,
    PairState.CANNOT_TELL: Turn.NOBODY,
    PairState.ASKED: Turn.LEAD,
    PairState.AGREED: Turn.NOBODY,
    PairState.BY_LAW: Turn.NOBODY,
    PairState.REFUSED: Turn.OVERSEER,
    PairState.SETTLED: Turn.NOBODY,
    PairState.GONE: Turn.NOBODY,
}
REQUEST_TURNS: dict[str, Turn] = {
    RequestState.ASKED: Turn.LEAD,
    RequestState.AGREED: Turn.NOBODY,
    RequestState.BY_LAW: Turn.NOBODY,
    RequestState.REFUSED: Turn.NOBODY,
    RequestState.ENDED: Turn.NOBODY,
}


class OutsideState(TextChoices):
    WAITING = "waiting", _("Waiting for the linkage desk")
    DROPPED = "dropped", _("Not asked")
    ASKING = "asking", _("The lead is asked within a minute")
    ASKED = "asked", _("Waiting for the answer of the lead")
    AGREED = "agreed", _("Agreed: the other office has not been told yet")
    REFUSED = "refused", _("Refused")
    TOLD = "told", _("The other office has been told")
    GONE = "gone", _("Nobody can be asked, because the case is closed or erased")


OUTSIDE_STEPS: dict[str, set[str]] = {
    OutsideState.WAITING: {OutsideState.DROPPED, OutsideState.ASKING, OutsideState.GONE},
    OutsideState.DROPPED: set(),
    OutsideState.ASKING: {OutsideState.ASKED, OutsideState.GONE},
    OutsideState.ASKED: {OutsideState.AGREED, OutsideState.REFUSED},
    OutsideState.AGREED: {OutsideState.TOLD},
    OutsideState.REFUSED: set(),
    OutsideState.TOLD: set(),
    OutsideState.GONE: set(),
}
OUTSIDE_TURNS: dict[str, Turn] = {
    OutsideState.WAITING: Turn.DESK,
    OutsideState.DROPPED: Turn.NOBODY,
    OutsideState.ASKING: Turn.DESK,
    OutsideState.ASKED: Turn.LEAD,
    OutsideState.AGREED: Turn.DESK,
    OutsideState.REFUSED: Turn.NOBODY,
    OutsideState.TOLD: Turn.NOBODY,
    OutsideState.GONE: Turn.NOBODY,
}
