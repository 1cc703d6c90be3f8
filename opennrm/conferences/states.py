"""A case conference, as a state table with whose turn it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


TRANSITIONS: dict[str, set[str]] = {
    State.PLANNED: {State.HELD, State.CANCELLED},
    State.HELD: set(),
    State.CANCELLED: set(),
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    CHAIR = "chair", _("Whoever chairs the conference")
    NOBODY = "nobody", _("Nobody: it has ended")


TURNS: dict[str, Turn] = {
    State.PLANNED: Turn.CHAIR,
    State.HELD: Turn.NOBODY,
    State.CANCELLED: Turn.NOBODY,
}


class Way(TextChoices):
    """How those who take part meet."""

    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("By video")
    TELEPHONE = "telephone", _("By telephone")


class Coming(TextChoices):
    """What an agency that is invited says about somebody of it."""

    YES = "yes", _("Will come")
    NO = "no", _("Cannot come")
    ANOTHER = "another", _("Somebody else will come instead")


class Attendance(TextChoices):
    """Whether somebody who was invited took part."""

    INVITED = "invited", _("Invited")
    ATTENDED = "attended", _("Took part")
    EXCUSED = "excused", _("Sent apologies")
    ABSENT = "absent", _("Did not come")
