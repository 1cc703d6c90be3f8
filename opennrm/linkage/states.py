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


class PairState(TextChoices):
    WAITING = "waiting", _("Waiting for a decision")
    SECOND = "second", _("Waiting for a second person")
    SAME = "same", _("The same child: the lead has not been asked yet")
    DIFFERENT = "different", _("Different children")
    CANNOT_TELL = "cannot_tell", _("Cannot be told")
    ASKED = "asked", _("Waiting for the answer of the lead")
    AGREED = "agreed", _("Agreed")
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
    PairState.SAME: {PairState.WAITING, PairState.ASKED, PairState.SETTLED},
    PairState.DIFFERENT: {PairState.WAITING},
    PairState.CANNOT_TELL: {PairState.WAITING},
    PairState.ASKED: {PairState.AGREED, PairState.REFUSED, PairState.SETTLED},
    PairState.AGREED: set(),
    PairState.REFUSED: {PairState.ASKED},
    PairState.SETTLED: set(),
    PairState.GONE: {PairState.WAITING},
}
"""A decision can be taken back until the lead is asked; a lead that refused can be asked once more."""


class RequestState(TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")
    BY_LAW = "by_law", _("Shared by law")


REQUEST_STEPS: dict[str, set[str]] = {
    RequestState.ASKED: {RequestState.AGREED, RequestState.REFUSED, RequestState.BY_LAW},
    RequestState.AGREED: set(),
    RequestState.REFUSED: set(),
    RequestState.BY_LAW: set(),
}
