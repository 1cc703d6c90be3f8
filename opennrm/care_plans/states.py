"""A plan, what it asks to be done, and the follow-up after a case was closed, as state tables, with short lists."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlanState(TextChoices):
    DRAFT = "draft", _("Being written")
    PROPOSED = "proposed", _("Waiting for a supervisor")
    ACTIVE = "active", _("In force")
    SUPERSEDED = "superseded", _("Replaced by a later version")
    CLOSED = "closed", _("Ended")


PLAN_TRANSITIONS: dict[str, set[str]] = {
    PlanState.DRAFT: {PlanState.PROPOSED},
    # A supervisor who does not agree sends it back.
    PlanState.PROPOSED: {PlanState.ACTIVE, PlanState.DRAFT},
    PlanState.ACTIVE: {PlanState.SUPERSEDED, PlanState.CLOSED},
    PlanState.SUPERSEDED: set(),
    PlanState.CLOSED: set(),
}


class ActionState(TextChoices):
    OPEN = "open", _("To be done")
    DONE = "done", _("Done")
    PARTLY = "partly", _("Done in part")
    NOT_DONE = "not_done", _("Not done")
    NO_LONGER_NEEDED = "no_longer_needed", _("No longer needed")


ACTION_TRANSITIONS: dict[str, set[str]] = {
    ActionState.OPEN: {
        ActionState.DONE,
        ActionState.PARTLY,
        ActionState.NOT_DONE,
        ActionState.NO_LONGER_NEEDED,
    },
    ActionState.DONE: set(),
    ActionState.PARTLY: set(),
    ActionState.NOT_DONE: set(),
    ActionState.NO_LONGER_NEEDED: set(),
}
ACTION_TONES = {
    ActionState.OPEN: "warn",
    ActionState.DONE: "good",
    ActionState.PARTLY: "neutral",
    ActionState.NOT_DONE: "danger",
    ActionState.NO_LONGER_NEEDED: "quiet",
}
WITH_REASON = (ActionState.PARTLY, ActionState.NOT_DONE, ActionState.NO_LONGER_NEEDED)
"""Results that say why."""


class FollowUpState(TextChoices):
    DUE = "due", _("To be done")
    REACHED = "reached", _("Reached")
    NOT_REACHED = "not_reached", _("Not reached")
    MISSED = "missed", _("Missed: nobody tried in time")
    CLOSED = "closed", _("Finished")
    CANCELLED = "cancelled", _("Not needed: the case was reopened")


FOLLOW_UP_TRANSITIONS: dict[str, set[str]] = {
    FollowUpState.DUE: {
        FollowUpState.REACHED,
        FollowUpState.NOT_REACHED,
        FollowUpState.MISSED,
        FollowUpState.CANCELLED,
    },
    FollowUpState.REACHED: {FollowUpState.CLOSED},
    FollowUpState.NOT_REACHED: {FollowUpState.CLOSED},
    FollowUpState.MISSED: set(),
    FollowUpState.CLOSED: set(),
    FollowUpState.CANCELLED: set(),
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    LEAD = "lead", _("Whoever leads the case")
    SUPERVISOR = "supervisor", _("A supervisor")
    NOBODY = "nobody", _("Nobody: it has ended")


PLAN_TURNS: dict[str, Turn] = {
    PlanState.DRAFT: Turn.LEAD,
    PlanState.PROPOSED: Turn.SUPERVISOR,
    PlanState.ACTIVE: Turn.LEAD,
    PlanState.SUPERSEDED: Turn.NOBODY,
    PlanState.CLOSED: Turn.NOBODY,
}
ACTION_TURNS: dict[str, Turn] = {
    state: Turn.LEAD if state == ActionState.OPEN else Turn.NOBODY for state in ActionState
}
FOLLOW_UP_TURNS: dict[str, Turn] = {
    FollowUpState.DUE: Turn.LEAD,
    FollowUpState.REACHED: Turn.LEAD,
    FollowUpState.NOT_REACHED: Turn.LEAD,
    FollowUpState.MISSED: Turn.NOBODY,
    FollowUpState.CLOSED: Turn.NOBODY,
    FollowUpState.CANCELLED: Turn.NOBODY,
}


class SafeTonight(TextChoices):
    YES = "yes", _("Yes")
    WITH_CONDITIONS = "with_conditions", _("Only if certain things are done")
    NO = "no", _("No")


class Level(TextChoices):
    """How great a need is."""

    NONE = "none", _("No need")
    SOME = "some", _("Some need")
    URGENT = "urgent", _("Urgent need")
    UNKNOWN = "unknown", _("Not known")


class NoView(TextChoices):
    """Why there is no view of the child."""

    TOO_YOUNG = "too_young", _("The child is too young to say")
    REFUSED = "refused", _("The child does not want to say")
    NOT_REACHED = "not_reached", _("The child could not be reached")
    NO_INTERPRETER = "interpreter_missing", _("There is no interpreter")


class AgreedWith(TextChoices):
    CHILD = "child", _("The child")
    GUARDIAN = "guardian", _("A guardian")
    SERVICES = "services", _("The services that help")


class CopyGiven(TextChoices):
    """What the child got of the plan."""

    TEXT = "text", _("A copy in words")
    PICTURES = "pictures", _("A copy in words and pictures")
    READ_ALOUD = "read_aloud", _("It was read aloud")
    NOT_SAFE = "not_safe_to_hold", _("No copy: it would not be safe for the child to have one")


class Outcome(TextChoices):
    """What became of a goal, or of a need, in the end."""

    REACHED = "reached", _("Reached")
    PARTLY = "partly", _("Reached in part")
    NOT_REACHED = "not_reached", _("Not reached")
    NOT_NEEDED = "not_needed", _("Not needed")


class Unit(TextChoices):
    """In what a delivery is counted."""

    NIGHT = "night", _("Nights")
    SESSION = "session", _("Sessions")
    DAY = "day", _("Days")
    ITEM = "item", _("Items")
    MONEY = "money", _("Money")


class Decision(TextChoices):
    """What a review decides."""

    CONTINUE = "continue", _("Go on with the plan as it is")
    CHANGE = "change", _("Change the plan")
    CLOSE = "close", _("End the plan")
    BEST_INTERESTS = "best_interests_needed", _("The best interests of the child have to be determined")


class Attendance(TextChoices):
    CHILD = "child", _("The child")
    GUARDIAN = "guardian", _("A guardian or whoever cares for the child")
    CASEWORKER = "caseworker", _("The caseworker")
    SUPERVISOR = "supervisor", _("A supervisor")
    SERVICES = "services", _("Services that help")


class Readiness(TextChoices):
    READY = "ready", _("Ready")
    NOT_READY = "not_ready", _("Not ready")
    NOT_NEEDED = "not_needed", _("Not needed")


class YesNo(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")
