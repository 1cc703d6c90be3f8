"""The conditions that an interview must meet: each has a name, somebody who alone may set it aside, and a cost.

`breach` says of one slot whether it breaks a condition, and what it would cost to set it aside in this case. A
condition names on what its answer depends (`depends_on`), so that whoever looks at many slots asks once for each
start, space or lead, and not for each slot.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .lookups import Lookups
from .problem import Child, Interpreting, Member, Period, Rules, Space, Start, TimeKind

NEVER = None
"""The cost of what nobody may set aside."""

QUORUM = "quorum"


class Owner(StrEnum):
    """Who alone may set a condition aside, and so whom to ask."""

    NOBODY = "nobody"
    SPACE_MANAGER = "space_manager"
    FACILITATOR = "facilitator"
    SUPERVISOR_OF_DISCIPLINE = "supervisor_of_discipline"
    CHILD = "child"
    PROSECUTOR = "prosecutor"
    CASEWORKER_WITH_CHILD = "caseworker_with_child"
    MEDICAL_LEAD = "medical_lead"
    CASEWORKER = "caseworker"
    REQUESTER = "requester"
    SUPERVISOR_OF_LEAD = "supervisor_of_lead"
    MEMBER = "member"


class Part(StrEnum):
    """On what part of a slot the answer of a condition depends."""

    START = "start"
    SPACE = "space"
    LEAD = "lead"


@dataclass(frozen=True)
class Asked:
    """A slot under examination. A part on which the condition does not depend is any one."""

    child: Child
    start: Start
    space: Space
    lead: Member
    period: Period
    lookups: Lookups

    @property
    def rules(self) -> Rules:
        """What the country lays down."""
        return self.lookups.problem.rules


@dataclass(frozen=True)
class Kept:
    """The condition is met."""


@dataclass(frozen=True)
class Broken:
    """The condition is not met. To set it aside costs so much, or cannot be done (NEVER)."""

    cost: int | None


KEPT = Kept()
Verdict = Kept | Broken


@dataclass(frozen=True)
class Condition:
    """One condition. `discipline` is empty but for a quorum, which is one condition for each discipline."""

    name: str
    owner: Owner
    depends_on: frozenset[Part]
    verdict: Callable[[Asked], Verdict]
    discipline: str = ""

    @property
    def key(self) -> str:
        """Its name, and for a quorum its discipline too."""
        return f"{self.name}({self.discipline})" if self.discipline else self.name


def of_child(child: Child) -> tuple[Condition, ...]:
    """Every condition of this child: the same for all, and a quorum for each discipline that is asked for."""
    return (*_FOR_ALL, *(_quorum(discipline) for discipline in sorted(child.quorum)))


def owner_of(key: str) -> Owner:
    """Who alone may set the condition with this key aside."""
    return OWNERS[key.partition("(")[0]]


def _broken(is_broken: bool, cost: int | None) -> Verdict:
    return Broken(cost) if is_broken else KEPT


def _certificate(asked: Asked) -> Verdict:
    return _broken(not any(period.holds(asked.period) for period in asked.lead.certified), NEVER)


def _conflict_of_interest(asked: Asked) -> Verdict:
    return _broken(asked.lead.code in asked.child.conflicts, NEVER)


def _child_is_elsewhere(asked: Asked) -> Verdict:
    return _broken(asked.lookups.child_is_elsewhere(asked.child, asked.period, asked.space), NEVER)


def _space_is_taken(asked: Asked) -> Verdict:
    return _broken(asked.lookups.space_is_taken(asked.period, asked.space), NEVER)


def _lead_is_elsewhere(asked: Asked) -> Verdict:
    return _broken(asked.lookups.is_elsewhere(asked.lead, asked.period, asked.space), NEVER)


def _absence(asked: Asked) -> Verdict:
    absences = asked.lead.absences if asked.child.counts("absence", asked.lead.code) else ()
    costs = [absence.cost for absence in absences if absence.period.meets(asked.period)]
    return Broken(_dearest(costs)) if costs else KEPT


def _space_fit(asked: Asked) -> Verdict:
    space, cost = asked.space, asked.rules.costs.space_fit
    if not asked.child.counts("space_fit"):
        return KEPT
    if not asked.child.needs <= space.equipment or asked.child.code in space.closed_to:
        return Broken(cost)
    if any(period.holds(asked.period) for period in space.open):
        return KEPT
    kept_open = [longer.cost for longer in space.longer if _reaches(space.open, longer.period, asked.period)]
    return Broken(min([cost, *kept_open]))


def _reaches(hours: tuple[Period, ...], longer: Period, period: Period) -> bool:
    """Whether opening hours that are made longer by another period hold this one as a whole."""
    joined = (
        Period(min(span.start, longer.start), max(span.end, longer.end))
        for span in hours
        if span.start <= longer.end and longer.start <= span.end
    )
    return longer.holds(period) or any(span.holds(period) for span in joined)


def _turnaround(asked: Asked) -> Verdict:
    space = asked.space
    wide = asked.period.widened(space.turnaround, space.turnaround)
    close = any(
        booking.period.meets(wide) and not booking.period.meets(asked.period) for booking in space.bookings
    )
    return _broken(close and asked.child.counts("turnaround"), asked.rules.costs.turnaround)


def _interpreter(asked: Asked) -> Verdict:
    cost = asked.rules.costs.interpreter
    if asked.child.interpreting == Interpreting.NONE:
        understood = not asked.child.language or asked.child.language in asked.lead.languages
        return _broken(not understood, cost)
    return _broken(not asked.lookups.interpreter(asked.child, asked.period, asked.space, asked.lead), cost)


def _wished_sex(asked: Asked) -> Verdict:
    wished = asked.child.wished_sex
    return _broken(bool(wished) and asked.lead.sex != wished, asked.rules.costs.wished_sex)


def _same_interviewer(asked: Asked) -> Verdict:
    before = asked.child.same_lead
    return _broken(bool(before) and asked.lead.code != before, asked.rules.costs.same_interviewer)


def _shield(asked: Asked) -> Verdict:
    return _broken(asked.lead.code in asked.child.investigators, asked.rules.costs.shield)


def _child_time(asked: Asked) -> Verdict:
    touched = [time.kind for time in asked.child.times if time.hard and time.period.meets(asked.period)]
    if not touched:
        return KEPT
    return Broken(NEVER if TimeKind.SLEEP in touched else asked.rules.costs.child_time)


def _medical_before(asked: Asked) -> Verdict:
    child = asked.child
    if child.medical_ends is None:
        return KEPT
    first = child.examined is not None and child.examined.end <= asked.period.start
    return _broken(not first, asked.rules.costs.medical_before)


def _not_together(asked: Asked) -> Verdict:
    meets = asked.lookups.somebody_apart_waits(asked.child, asked.period, asked.space)
    return _broken(meets, asked.rules.costs.not_together)


def _window(asked: Asked) -> Verdict:
    child, period = asked.child, asked.period
    minutes = max(child.not_before - period.start, period.end - child.must_before)
    if minutes <= 0:
        return KEPT
    return Broken(asked.rules.costs.window_a_day * begun_days(minutes))


def begun_days(minutes: int) -> int:
    """How many days have begun within so many minutes."""
    return -(-max(minutes, 0) // (24 * 60))


def _daily_limit(asked: Asked) -> Verdict:
    led = sum(booking.leads and booking.day == asked.start.day for booking in asked.lead.bookings)
    too_long = asked.child.in_room > asked.rules.longest(asked.child.age)
    too_much = (led >= asked.lead.most_a_day or too_long) and asked.child.counts(
        "daily_limit", asked.lead.code
    )
    return _broken(too_much, asked.rules.costs.daily_limit)


def _member_travel(asked: Asked) -> Verdict:
    too_far = not asked.lookups.reaches(asked.lead, asked.space, asked.child)
    return _broken(too_far, asked.rules.costs.member_travel)


def _child_travel(asked: Asked) -> Verdict:
    limit = asked.child.travel_limit
    way = asked.lookups.problem.way(asked.child.place, asked.space.place)
    return _broken(limit is not None and way > limit, asked.rules.costs.child_travel)


def _quorum(discipline: str) -> Condition:
    def verdict(asked: Asked) -> Verdict:
        costs = asked.rules.costs
        later = discipline in asked.child.may_watch_later
        here = asked.lookups.observer(discipline, asked.child, asked.period, asked.space, _in_room(asked))
        return _broken(not here, costs.watched_later if later else costs.quorum)

    return Condition(QUORUM, OWNERS[QUORUM], frozenset(Part), verdict, discipline)


def _in_room(asked: Asked) -> tuple[str, ...]:
    interpreter = asked.lookups.interpreter(asked.child, asked.period, asked.space, asked.lead)
    return (asked.lead.code, interpreter)


def _dearest(costs: list[int | None]) -> int | None:
    known = [cost for cost in costs if cost is not None]
    return max(known) if len(known) == len(costs) else NEVER


OWNERS = {
    "certificate": Owner.NOBODY,
    "conflict_of_interest": Owner.NOBODY,
    "no_overlap": Owner.NOBODY,
    "absence": Owner.SUPERVISOR_OF_LEAD,
    "space_fit": Owner.SPACE_MANAGER,
    "turnaround": Owner.FACILITATOR,
    QUORUM: Owner.SUPERVISOR_OF_DISCIPLINE,
    "interpreter": Owner.FACILITATOR,
    "wished_sex": Owner.CHILD,
    "same_interviewer": Owner.PROSECUTOR,
    "shield": Owner.FACILITATOR,
    "child_time": Owner.CASEWORKER_WITH_CHILD,
    "medical_before": Owner.MEDICAL_LEAD,
    "not_together": Owner.CASEWORKER,
    "window": Owner.REQUESTER,
    "daily_limit": Owner.SUPERVISOR_OF_LEAD,
    "member_travel": Owner.MEMBER,
    "child_travel": Owner.CASEWORKER,
}
"""Who alone may set each condition aside. Nobody else may, whatever their role."""


def _conditions() -> Iterator[Condition]:
    start, space, lead = Part.START, Part.SPACE, Part.LEAD
    rows: tuple[tuple[str, Callable[[Asked], Verdict], tuple[Part, ...]], ...] = (
        ("certificate", _certificate, (start, lead)),
        ("conflict_of_interest", _conflict_of_interest, (lead,)),
        ("no_overlap", _child_is_elsewhere, (start, space)),
        ("no_overlap", _space_is_taken, (start, space)),
        ("no_overlap", _lead_is_elsewhere, (start, space, lead)),
        ("absence", _absence, (start, lead)),
        ("space_fit", _space_fit, (start, space)),
        ("turnaround", _turnaround, (start, space)),
        ("interpreter", _interpreter, (start, space, lead)),
        ("wished_sex", _wished_sex, (lead,)),
        ("same_interviewer", _same_interviewer, (lead,)),
        ("shield", _shield, (lead,)),
        ("child_time", _child_time, (start,)),
        ("medical_before", _medical_before, (start,)),
        ("not_together", _not_together, (start, space)),
        ("window", _window, (start,)),
        ("daily_limit", _daily_limit, (start, lead)),
        ("member_travel", _member_travel, (space, lead)),
        ("child_travel", _child_travel, (space,)),
    )
    for name, verdict, parts in rows:
        yield Condition(name, OWNERS[name], frozenset(parts), verdict)


_FOR_ALL = tuple(_conditions())
