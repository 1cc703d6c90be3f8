"""A best-interests procedure, as a state table with whose turn it is, and the words for what is said in it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    OPENED = "opened", _("Opened")
    INFORMATION = "information", _("Options are being weighed")
    PANEL = "panel", _("The panel is voting")
    DECIDED = "decided", _("Decided")
    IMPLEMENTED = "implemented", _("Carried out")
    NOT_IMPLEMENTED = "not_implemented", _("Not carried out")
    REOPENED = "reopened", _("Reopened")


TRANSITIONS: dict[str, set[str]] = {
    State.OPENED: {State.INFORMATION},
    State.INFORMATION: {State.PANEL, State.DECIDED},
    State.PANEL: {State.DECIDED},
    State.DECIDED: {State.IMPLEMENTED, State.NOT_IMPLEMENTED, State.REOPENED},
    State.IMPLEMENTED: {State.REOPENED},
    State.NOT_IMPLEMENTED: {State.REOPENED},
    State.REOPENED: {State.INFORMATION},
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    LEAD = "lead", _("Whoever leads the case")
    PANEL = "panel", _("The panel")
    NOBODY = "nobody", _("Nobody, unless something new is known")


TURNS: dict[str, Turn] = {
    State.OPENED: Turn.LEAD,
    State.INFORMATION: Turn.LEAD,
    State.PANEL: Turn.PANEL,
    State.DECIDED: Turn.LEAD,
    State.IMPLEMENTED: Turn.NOBODY,
    State.NOT_IMPLEMENTED: Turn.NOBODY,
    State.REOPENED: Turn.LEAD,
}
UNDECIDED = (State.OPENED, State.INFORMATION, State.PANEL, State.REOPENED)


class Kind(TextChoices):
    ASSESSMENT = "assessment", _("Assessment: short, decided by a supervisor")
    DETERMINATION = "determination", _("Determination: decided after the vote of a panel")


class NoView(TextChoices):
    """Why nothing is known of what the child wants."""

    TOO_YOUNG = "too_young", _("The child is too young to say")
    REFUSED = "refused", _("The child did not want to say anything")
    NOT_REACHED = "not_reached", _("Nobody could reach the child")
    NO_INTERPRETER = "interpreter_missing", _("There was no interpreter")


class Interest(TextChoices):
    """What a member of a panel declares about themselves."""

    NONE = "none", _("I have no interest of my own in the decision")
    CONFLICT = "conflict", _("I have an interest of my own, and do not vote")


class Ballot(TextChoices):
    FOR = "for", _("For an option")
    AGAINST = "against", _("Against all options")
    ABSTAIN = "abstain", _("I abstain")


class EntryKind(TextChoices):
    """What can be added to a procedure. Nothing of it is ever changed."""

    FACTS = "facts", _("Facts")
    VIEW = "view", _("What the child says")
    INTERIM = "interim", _("Interim decision")
    DECISION = "decision", _("Decision")
    IMPLEMENTED = "implemented", _("Carried out")
    NOT_IMPLEMENTED = "not_implemented", _("Not carried out")
    REOPENED = "reopened", _("Reopened")
    REVIEWED = "reviewed", _("Reviewed")


class Factor(TextChoices):
    """What is weighed for and against each option."""

    VIEW = "view", _("What the child wants")
    SAFETY = "safety", _("Safety")
    FAMILY = "family", _("Family")
    DEVELOPMENT = "development", _("Growing up")
    CONTINUITY = "continuity", _("What stays the same")
    IDENTITY = "identity", _("Identity and belonging")
    HEALTH = "health", _("Health")
    EDUCATION = "education", _("School")
    SIBLINGS = "siblings", _("Brothers and sisters")
    LAW = "law", _("The law")
