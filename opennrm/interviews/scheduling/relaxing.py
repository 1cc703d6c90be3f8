"""Less than which no plan for many children can say, from an easier question. Only the process of the solver uses it.

The easier question leaves out the people, and lets a child be split between times and places. No more children are at a
place at once than it has spaces. So a linear program answers it in a part of a second, and no plan says less.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import ceil
from typing import Any

from ortools.linear_solver import pywraplp

from opennrm.interviews.scheduling.sums import OF_START, least

Numbers = dict[str, Any]
ASKED = (*OF_START, "child_travel")
"""The criteria that depend on start and place alone."""
SECONDS = 1.0
"""After which a bound is given up."""
NEARLY = 1e-4
"""So far from a whole number the linear program may be, and mean it."""


class Relaxed:
    """The easier question, in which each child has a time. What was reached is added to it, one stage after another."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetTimeLimit(int(SECONDS * 1000))
        self._shares: dict[tuple[int, int, int], Any] = {}
        for number, child in enumerate(numbers["children"]):
            for start, place in self._possible(child):
                self._shares[number, start, place] = self._solver.NumVar(0, 1, "")
        self._each_child_has_a_time()
        self._places_have_few_spaces()

    def _possible(self, child: Numbers) -> list[tuple[int, int]]:
        """The starts and places that suit a child, by their places in lists."""
        unsuitable = {tuple(pair) for pair in child["unsuitable"]}
        spaces = self.numbers["spaces"]
        return sorted(
            {
                (start, spaces[space]["place"])
                for start in child["starts"]
                for space in child["spaces"]
                if (start, space) not in unsuitable
            }
        )

    def _each_child_has_a_time(self) -> None:
        rows = [self._solver.Constraint(1, 1) for _child in self.numbers["children"]]
        for (number, _start, _place), share in self._shares.items():
            rows[number].SetCoefficient(share, 1)

    def _places_have_few_spaces(self) -> None:
        """Counted at each start: intervals that overlap do so when one of them begins."""
        spaces, starts = self.numbers["spaces"], self.numbers["starts"]
        moments = sorted({at for at, _day in starts})
        number_of: dict[int, int] = defaultdict(int)
        shortest: dict[int, int] = {}
        for space in spaces:
            number_of[space["place"]] += 1
            shortest[space["place"]] = min(
                space["turnaround"], shortest.get(space["place"], space["turnaround"])
            )
        rows = {
            (place, at): self._solver.Constraint(0, number)
            for place, number in number_of.items()
            for at in moments
        }
        for (number, start, place), share in self._shares.items():
            begins = starts[start][0]
            ends = begins + self.numbers["children"][number]["minutes"] + shortest[place]
            for at in moments:
                if begins <= at < ends:
                    rows[place, at].SetCoefficient(share, 1)

    def bounds(self, criteria: Sequence[str], values: Sequence[int]) -> list[int]:
        """Less than which no plan says to these criteria, the first before the others.

        :param values: what a plan says to them. A criterion that it cannot meet better is kept.
        """
        found = []
        for criterion, value in zip(criteria, values, strict=True):
            found.append(self.least(criterion))
            if value == found[-1]:
                self.keep(criterion, value)
        return found

    def least(self, criterion: str) -> int:
        """Less than which no plan says to a criterion, among those that are as good by what was kept."""
        return max(least(self.numbers, criterion), self.answer(criterion) or 0)

    def answer(self, criterion: str) -> int | None:
        """What the easier question says to a criterion; None if it cannot be asked, or not answered in time."""
        if criterion not in ASKED:
            return None
        costs = self._costs(criterion)
        objective = self._solver.Objective()
        objective.Clear()
        objective.SetMinimization()
        for key, cost in costs.items():
            objective.SetCoefficient(self._shares[key], cost)
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return ceil(objective.Value() - NEARLY)

    def keep(self, criterion: str, most: int) -> None:
        """Look only at what says no more than this to a criterion."""
        if criterion in ASKED:
            costs = self._costs(criterion)
            row = self._solver.Constraint(-self._solver.infinity(), most)
            for key, cost in costs.items():
                row.SetCoefficient(self._shares[key], cost)

    def _costs(self, criterion: str) -> dict[tuple[int, int, int], int]:
        """What a criterion counts of each child at each start and place."""
        if criterion in OF_START:
            return {key: self._of_start(criterion, *key) for key in self._shares}
        return {key: self._travel(*key) for key in self._shares}

    def _of_start(self, criterion: str, number: int, start: int, _place: int) -> int:
        child = self.numbers["children"][number]
        return int(child[criterion][child["starts"].index(start)])

    def _travel(self, number: int, _start: int, place: int) -> int:
        child, spaces = self.numbers["children"][number], self.numbers["spaces"]
        ways = zip(child["spaces"], child["child_travel"], strict=True)
        return min(way for space, way in ways if spaces[space]["place"] == place)

    def times(self) -> dict[int, list[tuple[int, int]]]:
        """Of each child the starts and places that the last answer gives it a share of."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (number, start, place), share in self._shares.items():
            if share.solution_value() > NEARLY:
                found[number].append((start, place))
        return found


def times_wanted(numbers: Numbers, criteria: Sequence[str]) -> dict[int, list[tuple[int, int]]]:
    """The starts and places that suit all children best, if there were always people; nothing if no plan has all."""
    relaxed = Relaxed(numbers)
    found: dict[int, list[tuple[int, int]]] = {}
    for criterion in criteria:
        bound = relaxed.answer(criterion)
        if bound is not None:
            found = relaxed.times()
            relaxed.keep(criterion, bound)
    return found
