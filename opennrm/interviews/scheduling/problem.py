"""What is asked: children who need a time, and the spaces, people and rules that there are. Minutes are whole numbers.

Whoever asks turns dates into minutes from one moment on, and says of each possible start which minute of which
local day it is. So nothing here knows of time zones. Every period is half-open: what ends at a minute and what
begins at it do not meet. Codes are texts that whoever asks chooses, and equal choices are decided by their order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

DAY = 24 * 60


class Interpreting(StrEnum):
    """How somebody interprets for the child, if anybody has to."""

    NONE = "none"
    SPOKEN = "spoken"
    SIGN = "sign"


class TimeKind(StrEnum):
    """What a child does at a time, as far as it matters for an interview."""

    SLEEP = "sleep"
    LESSONS = "lessons"
    MEDICAL = "medical"
    OTHER = "other"


@dataclass(frozen=True, order=True)
class Period:
    """From a minute, and up to another one that no longer belongs to it."""

    start: int
    end: int

    def meets(self, other: "Period") -> bool:
        """Whether the two have a minute in common."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Period") -> bool:
        """Whether the other lies in it as a whole."""
        return self.start <= other.start and other.end <= self.end

    def widened(self, before: int, after: int) -> "Period":
        """The same with minutes added on both sides."""
        return Period(self.start - before, self.end + after)


@dataclass(frozen=True, order=True)
class Start:
    """A minute at which an interview may begin: its local day, counted from any day, and the minute of that day."""

    at: int
    day: int
    clock: int


@dataclass(frozen=True, order=True)
class Booking:
    """What is fixed already. `place` says where, and is empty if no way has to be gone. `child`: whose interview it is.

    `leads` says that the person leads the interview, on the local day `day`.
    """

    period: Period
    place: str = ""
    child: str = ""
    leads: bool = False
    day: int = 0


@dataclass(frozen=True, order=True)
class Absence:
    """Somebody is away. `cost` says how hard it is to change that; None means that nobody can."""

    period: Period
    cost: int | None


@dataclass(frozen=True, order=True)
class LongerOpening:
    """A time outside opening hours at which a space can be kept open, and what that costs."""

    period: Period
    cost: int


@dataclass(frozen=True, kw_only=True)
class Space:
    """A room for interviews. `site` is the premises with its waiting room, `place` where that is.

    `open` has the times at which it is open, each as a whole. `closed_to` has the children for whom it is unsuitable.
    """

    code: str
    place: str
    site: str
    open: tuple[Period, ...]
    longer: tuple[LongerOpening, ...] = ()
    equipment: frozenset[str] = frozenset()
    turnaround: int = 0
    closed_to: frozenset[str] = frozenset()
    bookings: tuple[Booking, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody of the team. `certified` has the times for which they hold a certificate to lead an interview.

    `interprets` names the ways in which they interpret the `languages`. `travel_limit` is in minutes, None for no
    limit. `most_a_day` is how many interviews they lead a day.
    """

    code: str
    place: str
    disciplines: frozenset[str] = frozenset()
    leads: bool = False
    sex: str = ""
    languages: frozenset[str] = frozenset()
    interprets: frozenset[Interpreting] = frozenset()
    certified: tuple[Period, ...] = ()
    absences: tuple[Absence, ...] = ()
    bookings: tuple[Booking, ...] = ()
    travel_limit: int | None = None
    most_a_day: int = 0


@dataclass(frozen=True, order=True)
class ChildTime:
    """What a child does at a time. A hard one may not be touched, a soft one is missed if it must be."""

    period: Period
    kind: TimeKind
    hard: bool


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child who needs a time, as the request says it.

    `minutes` is how long everything is booked for. `in_room` is the longest time in the room without a break.
    `not_before` and `must_before` are the window of the request, `target` the minute by which it should begin.
    `wished_sex` is empty if the child wishes nothing. `same_lead` is who led the interviews before, where the same
    person has to lead. `quorum` has the disciplines that must be present, `may_watch_later` those of them that may
    watch the recording instead. `medical_ends` is when what an examination finds is lost, `examined` when it is
    done. `apart` has the children who must not meet this one. `met` are people whom the child knows from earlier
    sessions. `planned` is when an interview stood before, and `told` whether the child knows of that. `set_aside` has
    names of conditions that do not count here, each with the code of the member for whom, or with none for everybody.
    """

    code: str
    age: int
    place: str
    minutes: int
    in_room: int
    not_before: int
    must_before: int
    target: int
    language: str = ""
    interpreting: Interpreting = Interpreting.NONE
    needs: frozenset[str] = frozenset()
    wished_sex: str = ""
    same_lead: str = ""
    conflicts: frozenset[str] = frozenset()
    investigators: frozenset[str] = frozenset()
    times: tuple[ChildTime, ...] = ()
    bookings: tuple[Booking, ...] = ()
    quorum: tuple[str, ...] = ()
    may_watch_later: frozenset[str] = frozenset()
    medical_ends: int | None = None
    examined: Period | None = None
    apart: frozenset[str] = frozenset()
    met: frozenset[str] = frozenset()
    travel_limit: int | None = None
    planned: int | None = None
    told: bool = False
    move_cost: int | None = None
    set_aside: frozenset[tuple[str, str]] = frozenset()

    def counts(self, condition: str, member: str = "") -> bool:
        """Whether a condition counts here, of those that are set aside for one member or for this interview alone."""
        return (condition, member) not in self.set_aside


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What it costs to set each condition aside. `moved` is to leave a child of a group to another day."""

    space_fit: int
    turnaround: int
    quorum: int
    watched_later: int
    interpreter: int
    wished_sex: int
    same_interviewer: int
    shield: int
    child_time: int
    medical_before: int
    not_together: int
    window_a_day: int
    daily_limit: int
    member_travel: int
    child_travel: int
    moved: int


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the country lays down. `longest_in_room` gives ages from which a number of minutes is the longest.

    `young_below`: younger children come in the morning, which ends at the minute `morning_ends` of a day. Nobody
    begins after `late_from`. A start suits within `fed_for` minutes after one of the `meals`. `waiting` is how many
    minutes before an interview somebody may be in the waiting room. `unknown_way` is taken for a way that nobody
    measured.
    """

    costs: Costs
    longest_in_room: tuple[tuple[int, int], ...]
    young_below: int
    morning_ends: int
    late_from: int
    meals: tuple[int, ...]
    fed_for: int
    waiting: int
    unknown_way: int

    def longest(self, age: int) -> int:
        """The longest time in the room without a break at an age."""
        return max((pair for pair in self.longest_in_room if pair[0] <= age), default=(0, 0))[1]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """The whole question. `ways` has minutes between two places, in one of the two directions."""

    starts: tuple[Start, ...]
    spaces: tuple[Space, ...]
    members: tuple[Member, ...]
    children: tuple[Child, ...]
    rules: Rules
    ways: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def in_order(self) -> "Problem":
        """The same question with its rows in the order of their codes, so that the order of rows changes no answer."""
        return replace(
            self,
            starts=tuple(sorted(set(self.starts))),
            spaces=tuple(sorted(self.spaces, key=lambda space: space.code)),
            members=tuple(sorted(self.members, key=lambda member: member.code)),
            children=tuple(sorted(self.children, key=lambda child: child.code)),
        )

    def way(self, one: str, other: str) -> int:
        """Minutes from one place to the other; none if there is no way to go."""
        if one == other or not one or not other:
            return 0
        there = self.ways.get((one, other), self.ways.get((other, one)))
        return self.rules.unknown_way if there is None else there


@dataclass(frozen=True, order=True)
class Slot:
    """A time for one child. `observers` has who stands for each discipline, `interpreter` is empty if nobody has to.

    A discipline or an interpreter is missing where the condition is not met.
    """

    child: str
    start: int
    end: int
    space: str
    lead: str
    interpreter: str = ""
    observers: tuple[tuple[str, str], ...] = ()

    @property
    def period(self) -> Period:
        """When it is."""
        return Period(self.start, self.end)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody of the team who is there, each once."""
        return tuple(
            dict.fromkeys(
                [self.lead, *filter(None, [self.interpreter]), *(who for _discipline, who in self.observers)]
            )
        )
