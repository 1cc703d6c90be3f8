"""A placement, as a state table with whose turn it is, and the words of the product for what is said of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("The child is there now")
    ENDED = "ended", _("Ended")
    CANCELLED = "cancelled", _("Cancelled")


TRANSITIONS: dict[str, set[str]] = {
    State.PLANNED: {State.RUNNING, State.CANCELLED},
    State.RUNNING: {State.ENDED},
    State.ENDED: set(),
    State.CANCELLED: set(),
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    LEAD = "lead", _("Whoever leads the case")
    NOBODY = "nobody", _("Nobody: it has ended")


TURNS: dict[str, Turn] = {
    State.PLANNED: Turn.LEAD,
    State.RUNNING: Turn.LEAD,
    State.ENDED: Turn.NOBODY,
    State.CANCELLED: Turn.NOBODY,
}


class Siblings(TextChoices):
    """Whether brothers and sisters of the child are in the same place."""

    YES = "yes", _("Yes, together")
    NO = "no", _("No, apart")
    NONE = "none", _("There are no brothers or sisters in care")
    UNKNOWN = "unknown", _("Not known")


class NoView(TextChoices):
    """Why nothing is known of what the child wants."""

    TOO_YOUNG = "too_young", _("The child is too young to say")
    REFUSED = "refused", _("The child did not want to say anything")
    NOT_REACHED = "not_reached", _("Nobody could reach the child")
    NO_INTERPRETER = "interpreter_missing", _("There was no interpreter")


class SeenAlone(TextChoices):
    """Whether whoever visited talked with the child without anybody from the place."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")
