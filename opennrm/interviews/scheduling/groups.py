"""Why not all children of a group can have a time, over whole plans, and what would help.

Each answer of the solver is about one set of conditions that are set aside and children who are moved to another day:
is there a plan for all the others? A smallest conflict and the corrections come from such answers alone. It never
asks the solver which conditions contradict each other, because that answer can be too large or wrong.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from time import monotonic

from .conditions import Owner, owner_of
from .explaining import Keys, hitting_sets, in_order
from .finding import SetAside
from .model import model
from .problem import Child, Problem, Slot
from .solver import Found, Solver
from .verifying import verify

MOVED = "moved"
"""Names that a child is moved to another day."""
ALL_MOVABLE = 6
"""In a group of so many, each child may be moved to make room; in a larger one those who have no time."""
MOST_QUESTIONS = 300
"""After so many questions, what was found by then is said."""


@dataclass(frozen=True)
class GroupCorrection:
    """Conditions to set aside and children to move, and the plan for all others that this opens."""

    conditions: tuple[SetAside, ...]
    cost: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Group:
    """Why there is no plan for all. `is_complete` says whether these are all conflicts and all corrections."""

    conflicts: tuple[tuple[str, ...], ...]
    corrections: tuple[GroupCorrection, ...]
    is_complete: bool

    @property
    def conflict(self) -> tuple[str, ...]:
        """The smallest conflict."""
        return self.conflicts[0] if self.conflicts else ()

    @property
    def plan_for_all(self) -> tuple[Slot, ...]:
        """A plan for all that was found after all; empty if there is none."""
        return next((each.slots for each in self.corrections if not each.conditions), ())


class OutOfTime(Exception):
    """There was no time to find more."""


def explain(
    problem: Problem, solver: Solver, missing: Iterable[str], *, steps: float, seconds: float
) -> Group:
    """Why not all children of a problem can have a time, and what would help.

    :param missing: the children who have none in the best plan.
    :param steps: how much work the solver may do for one question.
    """
    questions = _Questions(problem, solver, list(missing), steps, monotonic() + seconds)
    conflicts: list[Keys] = []
    plans: dict[Keys, Found] = {}
    complete = True
    try:
        _dualise(questions, conflicts, plans)
        corrections = [questions.priced(keys) for keys in plans]
    except OutOfTime:
        complete = False
        corrections = [questions.at_most(keys, found) for keys, found in plans.items()]
    return Group(
        conflicts=tuple(tuple(sorted(keys)) for keys in sorted(conflicts, key=in_order)),
        corrections=tuple(sorted(corrections, key=questions.order)),
        is_complete=complete,
    )


def _dualise(questions: "_Questions", conflicts: list[Keys], plans: dict[Keys, Found]) -> None:
    """Find all conflicts and all corrections.

    A minimal hitting set of the conflicts known so far is a correction if it opens a plan. Otherwise another conflict
    lies outside it, which is found by leaving out of the rest what it does not need.
    """
    while True:
        unknown = next((keys for keys in hitting_sets(conflicts) if keys not in plans), None)
        if unknown is None:
            return
        found = questions.ask(unknown)
        if found.possible:
            plans[unknown] = found
        else:
            conflicts.append(_smallest(questions, questions.keys - unknown))


def _smallest(questions: "_Questions", conflict: Keys) -> Keys:
    """A part of a conflict that is one itself, and of which no part is."""
    for key in sorted(conflict):
        if not questions.ask(questions.keys - (conflict - {key})).possible:
            conflict = conflict - {key}
    return conflict


def _all_levels(problem: Problem) -> dict[str, frozenset[int]]:
    """What it costs to set each condition aside, also where it only shows once others are set aside.

    Nobody asks who leads an interview for which no space is open, for one.
    """
    levels: dict[str, frozenset[int]] = {}
    while True:
        found = model(problem, set_aside={key: max(costs) for key, costs in levels.items()}).levels
        more = {key: levels.get(key, frozenset()) | costs for key, costs in found.items()}
        if levels | more == levels:
            return levels
        levels = levels | more


class _Questions:
    """Asks whether there is a plan if some conditions are set aside and some children are moved."""

    def __init__(
        self, problem: Problem, solver: Solver, missing: list[str], steps: float, ends: float
    ) -> None:
        self.problem, self.solver, self.steps, self.ends = problem, solver, steps, ends
        self.left = MOST_QUESTIONS
        self.levels = _all_levels(problem)
        small = len(problem.children) <= ALL_MOVABLE
        self.movable = {
            f"{MOVED}({child.code})": child for child in problem.children if small or child.code in missing
        }
        self.keys: Keys = frozenset([*self.levels, *self.movable])

    def ask(self, aside: Keys) -> Found:
        """Whether there is a plan, and which, if these conditions are set aside at any cost.

        :raises OutOfTime: there was no time to know.
        """
        return self._plan(aside, {key: max(self.levels[key]) for key in aside if key in self.levels})

    def _plan(self, aside: Keys, costs: dict[str, int]) -> Found:
        self.left -= 1
        if self.left < 0 or monotonic() > self.ends:
            raise OutOfTime
        without = {self.movable[key].code for key in aside if key in self.movable}
        question = model(self.problem, without=without, set_aside=costs)
        found = self.solver.ask(question, steps=self.steps, ends=self.ends, everybody=True)
        if found.possible is None:
            raise OutOfTime
        if found.possible:
            verify(self.problem, found.slots, set_aside=costs)
        return found

    def priced(self, keys: Keys) -> GroupCorrection:
        """A correction at the least that it costs: some conditions cost less if they are set aside by a little."""
        conditions = sorted(keys & self.levels.keys())
        for costs in sorted(product(*(sorted(self.levels[key]) for key in conditions)), key=sum):
            found = self._plan(keys, dict(zip(conditions, costs, strict=True)))
            if found.possible:
                return self._correction(keys, dict(zip(conditions, costs, strict=True)), found)
        raise AssertionError("A correction opens a plan at its highest cost.")

    def at_most(self, keys: Keys, found: Found) -> GroupCorrection:
        """A correction at what it costs at most."""
        return self._correction(
            keys, {key: max(self.levels[key]) for key in keys & self.levels.keys()}, found
        )

    def _correction(self, keys: Keys, costs: dict[str, int], found: Found) -> GroupCorrection:
        costs = costs | {key: self._moved(self.movable[key]) for key in keys if key in self.movable}
        aside = (
            SetAside(key, Owner.REQUESTER if key in self.movable else owner_of(key), costs[key])
            for key in sorted(keys)
        )
        return GroupCorrection(tuple(aside), sum(costs.values()), found.slots)

    def _moved(self, child: Child) -> int:
        return self.problem.rules.costs.moved if child.move_cost is None else child.move_cost

    def order(self, correction: GroupCorrection) -> tuple[int, list[int], list[str]]:
        """The cheapest first, then whoever is the least urgent."""
        moved = sorted(self._targets(correction), reverse=True)
        return (
            correction.cost,
            [-target for target in moved],
            [aside.condition for aside in correction.conditions],
        )

    def _targets(self, correction: GroupCorrection) -> Iterator[int]:
        for aside in correction.conditions:
            if aside.condition in self.movable:
                yield self.movable[aside.condition].target
