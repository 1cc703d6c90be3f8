"""What is free when, for one question. Answers that many slots have in common are worked out once.

Members of a quorum and interpreters are looked up independently of each other: for each discipline the nearest member
who is there, free, and not in the room, by the order of codes among equals. Somebody who is too far away, absent or
has a conflict of interest is never looked up.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from .problem import Booking, Child, Interpreting, Member, Period, Problem, Slot, Space


class Lookups:
    """Answers about one question."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._nearest: dict[tuple[str, str], list[tuple[Member, bool]]] = {}
        self._free: dict[tuple[str, Period, str, bool], bool] = {}

    @cached_property
    def spaces(self) -> dict[str, Space]:
        """Each space by its code."""
        return {space.code: space for space in self.problem.spaces}

    @cached_property
    def members(self) -> dict[str, Member]:
        """Each member by their code."""
        return {member.code: member for member in self.problem.members}

    @cached_property
    def leads(self) -> tuple[Member, ...]:
        """Everybody who may lead an interview at some time."""
        return tuple(member for member in self.problem.members if member.leads)

    def slot(self, child: Child, period: Period, space: Space, lead: Member) -> Slot:
        """The slot with whoever is looked up for it."""
        interpreter = self.interpreter(child, period, space, lead)
        found = (
            (discipline, self.observer(discipline, child, period, space, (lead.code, interpreter)))
            for discipline in sorted(child.quorum)
        )
        observers = tuple((discipline, who) for discipline, who in found if who)
        return Slot(child.code, period.start, period.end, space.code, lead.code, interpreter, observers)

    def interpreter(self, child: Child, period: Period, space: Space, lead: Member) -> str:
        """Who interprets; empty if nobody has to, or nobody can.

        The nearest without whom the quorum is still complete goes before the nearest of all.
        """
        if child.interpreting == Interpreting.NONE:
            return ""

        def interprets(member: Member) -> bool:
            return child.interpreting in member.interprets and child.language in member.languages

        group = f"interpreting {child.interpreting} {child.language}"
        nearest = ""
        for member in self._free_ones(group, interprets, child, period, space):
            if member.code == lead.code:
                continue
            nearest = nearest or member.code
            besides = (lead.code, member.code)
            if all(self.observer(discipline, child, period, space, besides) for discipline in child.quorum):
                return member.code
        return nearest

    def observer(
        self, discipline: str, child: Child, period: Period, space: Space, in_room: tuple[str, ...]
    ) -> str:
        """Who watches for a discipline; empty if nobody can."""

        def stands_for_it(member: Member) -> bool:
            return discipline in member.disciplines

        group = f"discipline {discipline}"
        free = self._free_ones(group, stands_for_it, child, period, space)
        return next((member.code for member in free if member.code not in in_room), "")

    def _free_ones(
        self, group: str, belongs: Callable[[Member], bool], child: Child, period: Period, space: Space
    ) -> Iterator[Member]:
        key = (group, space.place)
        if key not in self._nearest:
            self._nearest[key] = self._by_way(filter(belongs, self.problem.members), space)
        for member, is_near in self._nearest[key]:
            if member.code in child.conflicts or not (is_near or self.reaches(member, space, child)):
                continue
            if self.is_free(member, period, space, child):
                yield member

    def _by_way(self, members: Iterable[Member], space: Space) -> list[tuple[Member, bool]]:
        """These with the nearest first, each with whether the way is within what they said."""
        ways = [(self.problem.way(member.place, space.place), member) for member in members]
        return [
            (member, member.travel_limit is None or way <= member.travel_limit)
            for way, member in sorted(ways, key=lambda pair: (pair[0], pair[1].code))
        ]

    def reaches(self, member: Member, space: Space, child: Child) -> bool:
        """Whether somebody travels as far as this space for a child."""
        limit = member.travel_limit
        near = limit is None or self.problem.way(member.place, space.place) <= limit
        return near or not child.counts("member_travel", member.code)

    def is_free(self, member: Member, period: Period, space: Space, child: Child) -> bool:
        """Whether somebody is neither absent nor elsewhere at a time."""
        asks_absence = child.counts("absence", member.code)
        key = (member.code, period, space.place, asks_absence)
        if key not in self._free:
            absent = asks_absence and any(absence.period.meets(period) for absence in member.absences)
            self._free[key] = not absent and not self.is_elsewhere(member, period, space)
        return self._free[key]

    def is_elsewhere(self, member: Member, period: Period, space: Space) -> bool:
        """Whether what somebody has to do already, with the way to it and from it, meets this time."""
        return self._meets(member.bookings, period, space)

    def child_is_elsewhere(self, child: Child, period: Period, space: Space) -> bool:
        """Whether what the child has to do already, with the way to it and from it, meets this time."""
        return self._meets(child.bookings, period, space)

    def space_is_taken(self, period: Period, space: Space) -> bool:
        """Whether something else is in the space at this time."""
        return any(booking.period.meets(period) for booking in space.bookings)

    def somebody_apart_waits(self, child: Child, period: Period, space: Space) -> bool:
        """Whether a child who must not meet this one waits or is interviewed in the same premises at this time."""
        if not child.apart:
            return False
        there = period.widened(self.problem.rules.waiting, 0)
        return any(
            booking.child in child.apart
            and booking.period.widened(self.problem.rules.waiting, 0).meets(there)
            for other in self.problem.spaces
            if other.site == space.site
            for booking in other.bookings
        )

    def _meets(self, bookings: tuple[Booking, ...], period: Period, space: Space) -> bool:
        for booking in bookings:
            way = self.problem.way(booking.place, space.place)
            if booking.period.widened(way, way).meets(period):
                return True
        return False
