"""A first plan for the solver to begin from: one child after the other, the most urgent first, each at the best left.

It only saves time. The solver looks at it like at any other plan, and drops it where it is wrong.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

Numbers = dict[str, Any]


class Greedy:
    """Takes what is left for each child."""

    def __init__(self, numbers: Numbers, first: Mapping[int, list[tuple[int, int]]] | None = None) -> None:
        """:param first: of children by their numbers the starts and places that are tried before all others."""
        self.numbers = numbers
        self._tried_first = first or {}
        self._taken: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        self._place: dict[tuple[int, int], int] = {}
        self._led: dict[tuple[int, int], int] = defaultdict(int)
        self._waits: list[tuple[int, int, int, int]] = []
        self._most = {
            (who, day): most for who, member in enumerate(numbers["members"]) for day, most in member["most"]
        }

    def rows(self) -> list[list[Any]]:
        """A row for each child that gets something, as the constraints give them."""
        children = sorted(enumerate(self.numbers["children"]), key=lambda pair: -pair[1]["urgency"])
        found = (self._first(number, child) for number, child in children)
        return [row for row in found if row]

    def _first(self, number: int, child: Numbers) -> list[Any] | None:
        unsuitable = {tuple(pair) for pair in child["unsuitable"]}
        for start, space in self._in_order(number, child):
            if (start, space) in unsuitable or not self._is_left(number, child, start, space):
                continue
            people = self._people(child, start, space)
            if people:
                return self._take(number, child, start, space, people)
        return None

    def _in_order(self, number: int, child: Numbers) -> list[tuple[int, int]]:
        spaces, first = self.numbers["spaces"], self._tried_first.get(number, [])
        pairs = self._by_criteria(child)
        return (
            sorted(pairs, key=lambda pair: (pair[0], spaces[pair[1]]["place"]) not in first)
            if first
            else pairs
        )

    def _by_criteria(self, child: Numbers) -> list[tuple[int, int]]:
        def order(pair: tuple[int, int]) -> tuple[int, ...]:
            at, where = pair
            first = (child["days_late"][at], child["child_travel"][where])
            return (*first, child["unsuitable_hour"][at], child["lessons_missed"][at], at, where)

        pairs = [(at, where) for at in range(len(child["starts"])) for where in range(len(child["spaces"]))]
        return [(child["starts"][at], child["spaces"][where]) for at, where in sorted(pairs, key=order)]

    def _is_left(self, number: int, child: Numbers, start: int, space: int) -> bool:
        begin, end = self._period(child, start)
        room = self.numbers["spaces"][space]
        if not self._is_free(("space", space), begin, end + room["turnaround"]):
            return False
        waiting = self.numbers["waiting"]
        apart = {other for pair in self.numbers["apart"] if number in pair for other in pair}
        return not any(
            other in apart and site == room["site"] and begin < until + waiting and since < end + waiting
            for other, site, since, until in self._waits
        )

    def _people(self, child: Numbers, start: int, space: int) -> list[Any] | None:
        day, place = self.numbers["starts"][start][1], self.numbers["spaces"][space]["place"]
        besides: set[int] = set()
        for lead in self._free(child, child["leads"], start, place, day, besides):
            if self.numbers["limits"] and self._led[lead, day] >= self._most[lead, day]:
                continue
            found: list[int | None] = [lead]
            besides = {lead}
            for role in [child["interpreters"], *child["observers"]]:
                who = (
                    None if role is None else next(self._free(child, role, start, place, day, besides), None)
                )
                if role is not None and who is None:
                    break
                found.append(who)
                besides |= set() if who is None else {who}
            else:
                return found
            besides = set()
        return None

    def _free(
        self, child: Numbers, role: list[Numbers], start: int, place: int, day: int, besides: set[int]
    ) -> Iterator[int]:
        begin, end = self._period(child, start)
        for each in role:
            who = each["who"]
            away = start in each["starts"] or place in each["places"] or [start, place] in each["pairs"]
            if away or who in besides or self._place.get((who, day), place) != place:
                continue
            if self._is_free(("person", who), begin, end):
                yield who

    def _take(self, number: int, child: Numbers, start: int, space: int, people: list[Any]) -> list[Any]:
        begin, end = self._period(child, start)
        room, day = self.numbers["spaces"][space], self.numbers["starts"][start][1]
        self._taken["space", space].append((begin, end + room["turnaround"]))
        self._waits.append((number, room["site"], begin, end))
        lead, interpreter, *observers = people
        self._led[lead, day] += 1
        for who in {each for each in people if each is not None}:
            self._taken["person", who].append((begin, end))
            self._place[who, day] = room["place"]
        return [number, start, space, lead, interpreter, observers]

    def _period(self, child: Numbers, start: int) -> tuple[int, int]:
        begin = self.numbers["starts"][start][0]
        return begin, begin + child["minutes"]

    def _is_free(self, key: tuple[str, int], begin: int, end: int) -> bool:
        return not any(begin < until and since < end for since, until in self._taken[key])
