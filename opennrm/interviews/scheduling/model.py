"""Turns a question about many children into plain numbers for the solver, which then needs no word of the field.

Which start, space and person suit a child by themselves is answered by the same conditions as for one child. What
several children do to each other is left to the solver: the same space, person or waiting room, and the number of
interviews a day. Places in lists stand for the rows of the question in their order.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import criteria
from .conditions import Part, begun_days, of_child
from .people import NOTHING, Judged, Numbers, People, SetAside
from .problem import Child, Interpreting, Member, Problem, Slot, Start


@dataclass(frozen=True)
class Model:
    """A question in numbers, and how to read the answer.

    `levels` has what it costs to set a condition aside, for each condition that somebody may set aside and that
    matters.
    """

    problem: Problem
    children: tuple[Child, ...]
    numbers: Numbers
    levels: Mapping[str, frozenset[int]]

    def slots(self, rows: list[list[Any]]) -> tuple[Slot, ...]:
        """The plan that the solver answered: of each placed child the start, the space, the lead, and the others."""
        return tuple(sorted(self._slot(row) for row in rows))

    def _slot(self, row: list[Any]) -> Slot:
        number, start, space, lead, interpreter, observers = row
        child, problem = self.children[number], self.problem
        standing = (
            (discipline, problem.members[who].code)
            for discipline, who in zip(sorted(child.quorum), observers, strict=True)
            if who is not None
        )
        at = problem.starts[start].at
        return Slot(
            child=child.code,
            start=at,
            end=at + child.minutes,
            space=problem.spaces[space].code,
            lead=problem.members[lead].code,
            interpreter="" if interpreter is None else problem.members[interpreter].code,
            observers=tuple(standing),
        )


def model(problem: Problem, *, without: Collection[str] = (), set_aside: SetAside = NOTHING) -> Model:
    """The question in numbers, without some children, and with some conditions set aside up to a cost."""
    problem = problem.in_order()
    children = tuple(child for child in problem.children if child.code not in without)
    judged = Judged(set_aside, _levels_between_children(problem))
    people = People(problem, judged)
    of_children = [_Child(child, people).numbers() for child in children]
    for rank, number in enumerate(sorted(range(len(children)), key=lambda each: -children[each].target)):
        of_children[number]["urgency"] = rank + 1
    numbers = {
        "starts": [[start.at, start.day] for start in problem.starts],
        "places": len(people.places),
        "spaces": _spaces(problem, people.places, set_aside),
        "members": [_member(problem, member, people.places) for member in problem.members],
        "children": of_children,
        "apart": [] if "not_together" in set_aside else list(_apart(children)),
        "waiting": problem.rules.waiting,
        "limits": "daily_limit" not in set_aside,
    }
    return Model(problem, children, numbers, {key: frozenset(costs) for key, costs in judged.levels.items()})


def _levels_between_children(problem: Problem) -> dict[str, set[int]]:
    """What it costs to set aside what several children do to each other."""
    costs = problem.rules.costs
    found = {"daily_limit": {costs.daily_limit}}
    if any(space.turnaround for space in problem.spaces):
        found["turnaround"] = {costs.turnaround}
    if any(child.apart for child in problem.children):
        found["not_together"] = {costs.not_together}
    for child in problem.children:
        for discipline in child.quorum:
            later = discipline in child.may_watch_later
            key = f"quorum({discipline})"
            found.setdefault(key, set()).add(costs.watched_later if later else costs.quorum)
        if child.interpreting != Interpreting.NONE:
            found["interpreter"] = {costs.interpreter}
    return found


def _spaces(problem: Problem, places: list[str], set_aside: SetAside) -> list[Numbers]:
    sites = sorted({space.site for space in problem.spaces})
    return [
        {
            "place": places.index(space.place),
            "site": sites.index(space.site),
            "turnaround": 0 if "turnaround" in set_aside else space.turnaround,
        }
        for space in problem.spaces
    ]


def _member(problem: Problem, member: Member, places: list[str]) -> Numbers:
    led: dict[int, int] = {}
    for booking in member.bookings:
        if booking.leads:
            led[booking.day] = led.get(booking.day, 0) + 1
    days = sorted({start.day for start in problem.starts})
    return {
        "ways": [problem.way(member.place, place) for place in places],
        "load": sum(led.values()),
        "most": [[day, max(0, member.most_a_day - led.get(day, 0))] for day in days],
    }


def _apart(children: tuple[Child, ...]) -> Iterator[tuple[int, int]]:
    for number, child in enumerate(children):
        for other, another in enumerate(children[:number]):
            if another.code in child.apart or child.code in another.apart:
                yield other, number


class _Child:
    """What suits one child by itself."""

    def __init__(self, child: Child, people: People) -> None:
        self.child, self.people, self.judged = child, people, people.judged
        self.problem = people.problem
        self._of_place = [each for each in of_child(child) if Part.LEAD not in each.depends_on]

    def numbers(self) -> Numbers:
        """Its possible starts and spaces with what they say to the criteria, and the people for each role."""
        spaces, starts = self.problem.spaces, self.problem.starts
        suits = {
            (start, space)
            for start in range(len(starts))
            for space in range(len(spaces))
            if self._suits(start, space)
        }
        at = sorted({start for start, _space in suits})
        rooms = sorted({space for _start, space in suits})
        return {
            "minutes": self.child.minutes,
            "starts": at,
            "spaces": rooms,
            "unsuitable": [[start, space] for start in at for space in rooms if (start, space) not in suits],
            **self._criteria([starts[start] for start in at]),
            "child_travel": [self.problem.way(self.child.place, spaces[space].place) for space in rooms],
            **self._roles(at),
        }

    def _suits(self, start: int, space: int) -> bool:
        return self.judged.are_kept(
            self._of_place, self.people.asked(self.child, start, self.problem.spaces[space])
        )

    def _criteria(self, starts: list[Start]) -> Numbers:
        child, rules = self.child, self.problem.rules
        slots = [Slot(child.code, start.at, start.at + child.minutes, "", "") for start in starts]
        return {
            "days_late": [begun_days(start.at - child.target) for start in starts],
            "unsuitable_hour": [criteria.unsuitable_hour(child, start, rules) for start in starts],
            "lessons_missed": [criteria.lessons_missed(child, slot) for slot in slots],
            "replanned": [criteria.replanned(child, start.at) for start in starts],
        }

    def _roles(self, starts: list[int]) -> Numbers:
        child, people = self.child, self.people
        members = list(enumerate(self.problem.members))
        leads = [people.lead(number, child, starts) for number, member in members if member.leads]
        interpreters = None
        if child.interpreting != Interpreting.NONE and "interpreter" not in self.judged.set_aside:
            interpreters = [
                people.helper(number, child, starts)
                for number, member in members
                if child.interpreting in member.interprets and child.language in member.languages
            ]
        observers = [self._observers(discipline, starts) for discipline in sorted(child.quorum)]
        return {
            "leads": [each for each in leads if each],
            "interpreters": None if interpreters is None else [each for each in interpreters if each],
            "observers": observers,
        }

    def _observers(self, discipline: str, starts: list[int]) -> list[Numbers] | None:
        if f"quorum({discipline})" in self.judged.set_aside:
            return None
        found = (
            self.people.helper(number, self.child, starts)
            for number, member in enumerate(self.problem.members)
            if discipline in member.disciplines
        )
        return [each for each in found if each]
