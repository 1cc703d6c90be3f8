"""What has to be so that an interview can be at a time, who may say that it does not count, and when it is closed.

Plain Python: the rows are read elsewhere, and all times are half-open.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

INTERVIEWER = "interviewer"
INTERPRETER = "interpreter"
NOBODY, CHILD = "nobody", "child"
FACILITATOR, SUPERVISOR, CASEWORKER, REQUESTER = "facilitator", "supervisor", "caseworker", "requester"
MEMBER = "member"
OWNERS = {
    "certificate": NOBODY,
    "conflict_of_interest": NOBODY,
    "no_overlap": NOBODY,
    "wished_sex": CHILD,
    "space_fit": FACILITATOR,
    "interpreter": FACILITATOR,
    "shield": FACILITATOR,
    "quorum": SUPERVISOR,
    "same_interviewer": SUPERVISOR,
    "daily_limit": SUPERVISOR,
    "absence": SUPERVISOR,
    "member_travel": MEMBER,
    "turnaround": FACILITATOR,
    "not_together": CASEWORKER,
    "child_travel": CASEWORKER,
    "child_time": CASEWORKER,
    "medical_before": CASEWORKER,
    "window": REQUESTER,
}
"""Who alone may say that a condition does not count."""
OF_SOMEBODY = ("absence", "daily_limit", "member_travel")
"""Those that are about one member of the team: what is said of them counts for the people of whoever says it alone."""

Period = tuple[datetime, datetime]


def owner_of(condition: str) -> str:
    """Who may say that this condition does not count."""
    return OWNERS.get(parts_of(condition)[0], NOBODY)


def parts_of(condition: str) -> tuple[str, str]:
    """The name of a condition, and of a quorum its discipline: "quorum(prosecution)" is one of "quorum"."""
    name, _bracket, discipline = condition.removesuffix(")").partition("(")
    return name, discipline


def overlap(one: Period, other: Period) -> bool:
    """Whether two half-open periods have a moment in common."""
    return one[0] < other[1] and other[0] < one[1]


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A member of a team, as far as a time depends on them.

    `certified`: the days, both included, on which they may lead.
    """

    id: str
    sex: str = ""
    languages: frozenset[str] = frozenset()
    disciplines: frozenset[str] = frozenset()
    certified: tuple[tuple[date, date], ...] = ()
    away: tuple[Period, ...] = ()
    works_on_case: bool = False
    most_a_day: int | None = None
    interviews_that_day: int = 0
    not_for_this_case: bool = False
    is_far: bool = False
    """Whether the way is longer than they said that they travel."""
    agreed: frozenset[str] = frozenset()
    """The conditions about them that do not count for this interview."""

    def may_lead_on(self, day: date) -> bool:
        """Whether a certificate is valid on this day: that of the interview, and not the one on which it is planned."""
        return any(first <= day <= last for first, last in self.certified)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the request says of a time and the people."""

    needs: frozenset[str] = frozenset()
    language: str = ""
    interpreted: bool = False
    wish: str = ""
    quorum: Sequence[str] = ()
    shielded: bool = False
    not_before: datetime | None = None
    must_before: datetime | None = None
    medical_until: datetime | None = None
    led_before_by: str | None = None
    """Who led the earlier interview; None for a first one."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A time, a space and people. `team` are the capacities with whoever has each."""

    period: Period
    day: date
    """The day in the country on which it begins."""
    equipment: frozenset[str]
    is_open: bool
    lead: Somebody
    team: Sequence[tuple[str, Somebody]] = ()
    busy_times: Sequence[Period] = ()
    """The times of the child in which no interview is."""
    examined: Sequence[Period] = ()
    """The times at which a doctor sees the child."""
    is_unsuitable: bool = False
    """Whether somebody has said that this space is not for this child."""
    is_close: bool = False
    """Whether there is less time to another booking of the space than the space takes between two children."""
    meets_others: bool = False
    """Whether a child who must not meet this one waits there or is interviewed at this time."""
    child_is_far: bool = False
    """Whether the child would travel for longer than somebody has said."""

    @property
    def everybody(self) -> list[Somebody]:
        return [self.lead, *(member for _capacity, member in self.team)]

    def has(self, capacity: str) -> bool:
        return any(each == capacity for each, _member in self.team)


def broken(plan: Plan, wanted: Wanted) -> list[str]:
    """The names of the conditions that a plan does not keep, in the order in which people read them."""
    return [*_of_people(plan, wanted), *_of_time(plan, wanted)]


def _of_people(plan: Plan, wanted: Wanted) -> Iterator[str]:
    lead = plan.lead
    if not lead.may_lead_on(plan.day):
        yield "certificate"
    if any(each.not_for_this_case for each in plan.everybody):
        yield "conflict_of_interest"
    if wanted.wish in ("F", "M") and lead.sex != wanted.wish:
        yield "wished_sex"
    if wanted.led_before_by is not None and lead.id != wanted.led_before_by:
        yield "same_interviewer"
    if wanted.shielded and lead.works_on_case:
        yield "shield"
    if lead.most_a_day is not None and lead.interviews_that_day >= lead.most_a_day:
        yield from _unless_agreed("daily_limit", [lead])
    yield from _unless_agreed("member_travel", [each for each in plan.everybody if each.is_far])
    if _lacks_interpreter(plan, wanted):
        yield "interpreter"
    yield from (f"quorum({each})" for each in wanted.quorum if not plan.has(each))


def _lacks_interpreter(plan: Plan, wanted: Wanted) -> bool:
    if wanted.interpreted:
        return not is_interpreted(plan, wanted.language)
    return wanted.language not in plan.lead.languages and not plan.has(INTERPRETER)


def is_interpreted(plan: Plan, language: str) -> bool:
    """Whether somebody who speaks this language is planned to interpret."""
    return any(capacity == INTERPRETER and language in member.languages for capacity, member in plan.team)


def _of_time(plan: Plan, wanted: Wanted) -> Iterator[str]:
    starts, ends = plan.period
    absent = [each for each in plan.everybody if any(overlap(plan.period, away) for away in each.away)]
    yield from _unless_agreed("absence", absent)
    yield from _of_space(plan, wanted)
    if any(overlap(plan.period, busy) for busy in plan.busy_times):
        yield "child_time"
    if wanted.medical_until and starts < wanted.medical_until and not _is_examined(plan, starts):
        yield "medical_before"
    too_early = wanted.not_before is not None and starts < wanted.not_before
    too_late = wanted.must_before is not None and ends > wanted.must_before
    if too_early or too_late:
        yield "window"


def _of_space(plan: Plan, wanted: Wanted) -> Iterator[str]:
    if plan.is_unsuitable or not (plan.is_open and wanted.needs <= plan.equipment):
        yield "space_fit"
    if plan.is_close:
        yield "turnaround"
    if plan.meets_others:
        yield "not_together"
    if plan.child_is_far:
        yield "child_travel"


def _unless_agreed(condition: str, people: Iterable[Somebody]) -> Iterator[str]:
    if any(condition not in each.agreed for each in people):
        yield condition


def _is_examined(plan: Plan, before: datetime) -> bool:
    return any(end <= before for _start, end in plan.examined)


def standing(found: Iterable[str], relaxed: Collection[str]) -> list[str]:
    """Those of these conditions that still count: what nobody may relax counts whatever somebody has said.

    So does what is about one member: whether it counts for them is known before.
    """
    return [
        each
        for each in found
        if each not in relaxed or each in OF_SOMEBODY or owner_of(each) in (NOBODY, CHILD)
    ]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How an interview stands that is to be closed."""

    open_flags: int
    is_debriefed: bool
    is_sealed: bool
    """Whether a whole recording is sealed."""
    has_failed: bool
    """Whether the recorder has failed."""
    recorded: str
    """What somebody has said of the recording: whole, partly, not; empty: nothing."""
    is_countersigned: bool


def missing_to_close(ending: Ending) -> list[str]:
    """What is missing before an interview can be closed: "flags", "debrief", "recording" and "countersigned"."""
    found = []
    if ending.open_flags:
        found.append("flags")
    if not ending.is_debriefed:
        found.append("debrief")
    if ending.is_sealed and not ending.has_failed:
        return found
    if not ending.recorded or (ending.recorded == "whole" and not ending.is_sealed):
        found.append("recording")
    elif not ending.is_countersigned:
        found.append("countersigned")
    return found
