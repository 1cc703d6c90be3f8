"""An interview, from the request to its end, as a state table with whose turn it is; and the codes of its records."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    AWAITING_APPROVAL = "awaiting_approval", _("Waits for another agency to agree")
    READY = "ready", _("Has no time yet")
    SCHEDULED = "scheduled", _("Has a time")
    MISSED = "missed", _("Did not take place")
    UNDER_WAY = "under_way", _("Under way")
    HELD = "held", _("Held")
    STOPPED = "stopped", _("Stopped")
    CLOSED = "closed", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


TRANSITIONS: dict[str, set[str]] = {
    State.AWAITING_APPROVAL: {State.READY, State.CANCELLED},
    State.READY: {State.SCHEDULED, State.CANCELLED},
    State.SCHEDULED: {State.READY, State.MISSED, State.UNDER_WAY, State.CANCELLED},
    State.MISSED: {State.READY, State.CANCELLED},
    State.UNDER_WAY: {State.HELD, State.STOPPED},
    State.HELD: {State.CLOSED},
    State.STOPPED: {State.CLOSED},
    State.CLOSED: set(),
    State.CANCELLED: set(),
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    APPROVER = "approver", _("A supervisor of another agency than the one that asked")
    FACILITATOR = "facilitator", _("Whoever arranges interviews")
    INTERVIEWER = "interviewer", _("Whoever leads the interview")
    NOBODY = "nobody", _("Nobody: it has ended")


TURNS: dict[str, Turn] = {
    State.AWAITING_APPROVAL: Turn.APPROVER,
    State.READY: Turn.FACILITATOR,
    State.SCHEDULED: Turn.INTERVIEWER,
    State.MISSED: Turn.FACILITATOR,
    State.UNDER_WAY: Turn.INTERVIEWER,
    State.HELD: Turn.INTERVIEWER,
    State.STOPPED: Turn.INTERVIEWER,
    State.CLOSED: Turn.NOBODY,
    State.CANCELLED: Turn.NOBODY,
}
OPEN = tuple(state for state in State.values if TRANSITIONS[state])
"""The states in which something is still to be done."""
BEFORE = (State.AWAITING_APPROVAL, State.READY, State.SCHEDULED, State.MISSED)
"""The states before the interview begins."""
TAKEN_PLACE = (State.HELD, State.STOPPED, State.CLOSED)
BOOKED = (State.SCHEDULED, State.UNDER_WAY)
"""The states in which the child is booked: at no other interview at the same time."""


class Sequence(TextChoices):
    """Where an interview stands among those of a child. One is the rule."""

    FIRST = "first", _("The first interview")
    SUPPLEMENTARY = "supplementary", _("A further one, because something new is to be asked")
    EXTENDED = "extended_session", _("A further part of the same interview")
    DEFENCE = "defence_questions", _("Questions of the defence, put by the same interviewer")


class Urgency(TextChoices):
    WITHIN_24_HOURS = "24h", _("Within 24 hours")
    WITHIN_3_DAYS = "3d", _("Within 3 days")
    WITHIN_7_DAYS = "7d", _("Within 7 days")
    WITHIN_14_DAYS = "14d", _("Within 14 days")


class Interpreter(TextChoices):
    NONE = "none", _("No interpreter is needed")
    SPOKEN = "spoken", _("For a spoken language")
    SIGN = "sign", _("For a sign language")
    UNKNOWN = "unknown", _("Not known yet")


class Wish(TextChoices):
    """Which sex the child wishes the interviewer to be. Only the child changes it."""

    WOMAN = "F", _("A woman")
    MAN = "M", _("A man")
    NONE = "none", _("The child has no wish")
    NOT_ASKED = "not_asked", _("The child was not asked yet")


class AccountForm(TextChoices):
    """How it was recorded what a child said earlier."""

    SPONTANEOUS = "spontaneous", _("The child said it without being asked")
    NOTES = "notes", _("Notes")
    STATEMENT = "written_statement", _("A written statement")
    AUDIO = "audio", _("A sound recording")
    VIDEO = "video", _("A video")
    UNKNOWN = "unknown", _("Not known")


class TimeKind(TextChoices):
    """What the child has to do, or cannot be disturbed in."""

    SCHOOL = "school", _("School")
    EXAM = "school_exam", _("A school examination")
    MEDICAL = "medical", _("A doctor")
    MEDICATION = "medication", _("Medicine")
    SLEEP = "sleep", _("Sleep")
    THERAPY = "therapy", _("Therapy")
    COURT = "court", _("Court")
    TRAVEL = "travel", _("Travel")
    WORSHIP = "worship", _("Worship")
    FAMILY = "family_visit", _("A visit of the family")
    OTHER = "other", _("Something else")


ALWAYS_HARD = (TimeKind.EXAM, TimeKind.SLEEP, TimeKind.COURT)
"""Nobody disturbs the child in these, whatever was said."""


class Conflict(TextChoices):
    """Why somebody does not take part in the interview of this child."""

    RELATIVE = "relative", _("Is a relative of the child or of somebody involved")
    KNOWS = "suspect_known", _("Knows somebody who is said to be involved")
    TREATS = "treats_child", _("Treats the child")
    OWN_AGENCY = "investigates_own_agency", _("Would investigate their own agency")
    NEIGHBOUR = "neighbour", _("Is a neighbour")
    OTHER = "declared_other", _("Has another reason")


class Capacity(TextChoices):
    """In which capacity somebody is planned for an interview, or is there."""

    INTERVIEWER = "interviewer", _("Leads the interview")
    LAW_ENFORCEMENT = "law_enforcement", _("Police")
    CHILD_PROTECTION = "child_protection", _("Child protection")
    PROSECUTION = "prosecution", _("Prosecution")
    MEDICAL = "medical", _("Medicine")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    VICTIM_SUPPORT = "victim_support", _("Victim support")
    FACILITATOR = "facilitator", _("Facilitator")
    INTERPRETER = "interpreter", _("Interpreter")
    COMPANION = "companion", _("Came with the child")
    INTERMEDIARY = "intermediary", _("Intermediary")
    CHILD = "child", _("The child")
    DEFENCE = "defence", _("Defence")
    JUDGE = "judge", _("Judge")
    OTHER = "other", _("Somebody else")


DISCIPLINES = (
    Capacity.LAW_ENFORCEMENT,
    Capacity.CHILD_PROTECTION,
    Capacity.PROSECUTION,
    Capacity.MEDICAL,
    Capacity.MENTAL_HEALTH,
    Capacity.VICTIM_SUPPORT,
)
"""Those of which a country can say that one of each watches."""


class Where(TextChoices):
    """Where somebody was. Whoever watches is never in the room of the child."""

    ROOM = "interview_room", _("In the interview room")
    BEHIND = "observation_room", _("In the observation room")
    REMOTE = "remote", _("Watched from elsewhere")
    WAITING = "waiting_room", _("In the waiting room")
    BEFORE = "immediately_before", _("With the child immediately before")


IN_ROOM = (Capacity.INTERVIEWER, Capacity.CHILD, Capacity.INTERPRETER, Capacity.INTERMEDIARY)
"""Nobody else is in the room with the child."""


class PhaseKind(TextChoices):
    """The parts of an interview in the order of the protocol; breaks come in between."""

    INTRODUCTION = "introduction", _("Introduction")
    GROUND_RULES = "ground_rules", _("Ground rules")
    RAPPORT = "rapport", _("Getting to know each other")
    MEMORY = "memory_training", _("Practising to remember")
    SUBSTANTIVE = "substantive", _("What happened")
    BREAK = "break", _("Break")
    AFTER_BREAK = "after_break", _("After the break")
    CLOSING = "closing", _("Closing")


class Outcome(TextChoices):
    """What came of an interview. That a child says nothing is a valid outcome."""

    ACCOUNT = "account", _("The child told what happened")
    PARTIAL = "partial_account", _("The child told a part")
    NOTHING = "no_account", _("The child told nothing about it")
    STOPPED = "stopped", _("It was stopped")
    NOT_POSSIBLE = "not_possible", _("An interview was not possible")


class StoppedBy(TextChoices):
    CHILD = "child", _("The child")
    INTERVIEWER = "interviewer", _("The interviewer")
    COMPANION = "companion", _("Whoever came with the child")
    TECHNICAL = "technical", _("A technical fault")


class ChildState(TextChoices):
    """How the child seemed."""

    CALM = "calm", _("Calm")
    TIRED = "tired", _("Tired")
    DISTRESSED = "distressed", _("Distressed")
    UNWELL = "unwell", _("Unwell")
    AFFECTED = "affected_by_substance", _("Under the influence of a substance")
    UNKNOWN = "unknown", _("Not known")


class Flag(TextChoices):
    """Something that came up in an interview and cannot wait."""

    UNSAFE = "unsafe_now", _("The child is not safe now")
    OTHER_CHILD = "other_child_at_risk", _("Another child is at risk")
    MEDICAL = "medical_now", _("The child needs a doctor now")
    EVIDENCE = "evidence_perishing", _("Evidence is about to be lost")


class Act(TextChoices):
    """What was done about it."""

    CONCERN = "concern", _("A concern was reported")
    CALL = "call", _("Somebody was called")
    REFERRAL = "referral", _("A service was asked")
    OTHER = "other", _("Something else was done")


class Asked(TextChoices):
    """What became of a question that was passed in."""

    WAITS = "waits", _("Not yet")
    YES = "yes", _("Asked")
    NO = "no", _("Not asked")
    REWORDED = "reworded", _("Asked in other words")


class Recorded(TextChoices):
    """What there is of a recording, as somebody has said."""

    WHOLE = "whole", _("The whole interview is recorded")
    PARTLY = "partly", _("A part is recorded")
    NOT = "not", _("Nothing is recorded")
