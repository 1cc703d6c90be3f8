"""Who can take which part in an interview, and when not, in numbers for the solver.

Children share most answers: when somebody is away depends on how long an interview takes, and not on whose it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .conditions import KEPT, QUORUM, Asked, Broken, Condition, Part, of_child
from .lookups import Lookups
from .problem import Child, Interpreting, Member, Period, Problem, Space

SetAside = Mapping[str, int]
"""Keys of conditions that do not count, and up to which cost they do not."""
NOTHING: SetAside = MappingProxyType({})
Numbers = dict[str, Any]
"""What is sent to the solver: lists and dictionaries of whole numbers."""
Pairs = frozenset[tuple[int, int]]
"""Starts with places, each by its position."""


@dataclass(frozen=True)
class Judged:
    """Judges conditions, some of which are set aside, and gathers what it costs to set each aside (`levels`)."""

    set_aside: SetAside
    levels: dict[str, set[int]]

    def are_kept(self, conditions: list[Condition], asked: Asked) -> bool:
        """Whether each of these conditions is met, or set aside at what it costs here."""
        kept = True
        for condition in conditions:
            verdict = condition.verdict(asked)
            if verdict is KEPT or not isinstance(verdict, Broken):
                continue
            if verdict.cost is None:
                return False
            self.levels.setdefault(condition.key, set()).add(verdict.cost)
            kept = kept and self.set_aside.get(condition.key, -1) >= verdict.cost
        return kept


class People:
    """The team of one question."""

    def __init__(self, problem: Problem, judged: Judged) -> None:
        self.problem, self.judged, self.lookups = problem, judged, Lookups(problem)
        at_place = {space.place: space for space in problem.spaces}
        self.places = sorted(at_place)
        self._at_place = [at_place[place] for place in self.places]
        self._away: dict[tuple[object, ...], Pairs] = {}

    def asked(self, child: Child, start: int, space: Space, lead: Member | None = None) -> Asked:
        """A slot to judge. Without a `lead` it is any one."""
        begin = self.problem.starts[start]
        period = Period(begin.at, begin.at + child.minutes)
        return Asked(child, begin, space, lead or self.problem.members[0], period, self.lookups)

    def lead(self, number: int, child: Child, starts: list[int]) -> Numbers | None:
        """When and where somebody cannot lead the interview of a child; None if they never can."""
        lead = self.problem.members[number]
        about_child, about_time = _of_lead(child)
        if not starts or not self.judged.are_kept(
            about_child, self.asked(child, starts[0], self._at_place[0], lead)
        ):
            return None
        too_long = child.in_room > self.problem.rules.longest(child.age)
        key = ("leads", number, child.minutes, too_long, _set_aside_for(lead, child))
        if key not in self._away:
            self._away[key] = frozenset(
                (start, place)
                for start, place, space in self._pairs()
                if not self.judged.are_kept(about_time, self.asked(child, start, space, lead))
            )
        return self._person(number, child, self._away[key], starts)

    def helper(self, number: int, child: Child, starts: list[int]) -> Numbers | None:
        """When and where somebody cannot interpret or watch; None if they never can."""
        member = self.problem.members[number]
        if member.code in child.conflicts:
            return None
        key = ("helps", number, child.minutes, _set_aside_for(member, child))
        if key not in self._away:
            self._away[key] = frozenset(self._away_from(member, child))
        return self._person(number, child, self._away[key], starts)

    def _away_from(self, member: Member, child: Child) -> Iterator[tuple[int, int]]:
        near = [self.lookups.reaches(member, space, child) for space in self._at_place]
        for start, place, space in self._pairs():
            begin = self.problem.starts[start].at
            period = Period(begin, begin + child.minutes)
            if not near[place] or not self.lookups.is_free(member, period, space, child):
                yield start, place

    def _pairs(self) -> Iterator[tuple[int, int, Space]]:
        """Each start with each place, and a space there. What concerns people depends on the place only."""
        for start in range(len(self.problem.starts)):
            for place, space in enumerate(self._at_place):
                yield start, place, space

    def _person(self, number: int, child: Child, away: Pairs, starts: list[int]) -> Numbers | None:
        """The starts and places at which somebody is never free, and the other pairs of the two."""
        at: dict[int, set[int]] = {}
        for start, place in away:
            at.setdefault(start, set()).add(place)
        everywhere = len(self.places)
        never_then = [start for start in starts if len(at.get(start, ())) == everywhere]
        if len(never_then) == len(starts):
            return None
        never_there = set.intersection(*(at.get(start, set()) for start in starts))
        besides = [
            [start, place]
            for start in starts
            if start in at and len(at[start]) < everywhere
            for place in sorted(at[start] - never_there)
        ]
        return {
            "who": number,
            "starts": never_then,
            "places": sorted(never_there),
            "pairs": besides,
            "new": self.problem.members[number].code not in child.met,
        }


def _set_aside_for(member: Member, child: Child) -> frozenset[str]:
    return frozenset(condition for condition, who in child.set_aside if who == member.code)


def _of_lead(child: Child) -> tuple[list[Condition], list[Condition]]:
    """The conditions about the lead alone: those about this child, and those about the time and place.

    Who interprets and watches is for the solver, unless the lead has to speak the child's language.
    """
    about_child, about_time = [], []
    for condition in of_child(child):
        if Part.LEAD not in condition.depends_on or condition.name == QUORUM:
            continue
        if condition.name == "interpreter":
            if child.interpreting == Interpreting.NONE:
                about_child.append(condition)
        elif condition.depends_on == {Part.LEAD}:
            about_child.append(condition)
        else:
            about_time.append(condition)
    return about_child, about_time
