"""A time for one child: all possibilities are looked at, and the answer is exact.

    answer = find(problem, "C1")
    answer.best          the best few slots, the best first, with what they say to each criterion
    answer.explanation   if there is none: which conditions contradict each other, and what would help, whom to ask

What is fixed already, such as the interviews of other children, stands in the bookings of the problem.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf

from . import criteria
from .conditions import KEPT, Asked, Broken, Condition, Owner, Part, of_child, owner_of
from .criteria import Measures, Order
from .explaining import Keys, hitting_sets, in_order, minimal
from .lookups import Lookups
from .problem import Child, Member, Period, Problem, Slot, Space, Start

BEST = 5
"""How many slots are given, if nobody says otherwise."""


@dataclass(frozen=True)
class Choice:
    """A slot, and what it says to each criterion."""

    slot: Slot
    measures: Measures


@dataclass(frozen=True)
class SetAside:
    """A condition that would be set aside: by whom alone, and at what cost, which is None for what nobody may do."""

    condition: str
    owner: Owner
    cost: int | None


@dataclass(frozen=True)
class Correction:
    """Conditions that open `choice`, if all of them are set aside, and none less would."""

    conditions: tuple[SetAside, ...]
    cost: int
    choice: Choice


@dataclass(frozen=True)
class Explanation:
    """Why there is no slot.

    `conflict` is the smallest set of conditions that cannot all be met, of all `conflicts`. `corrections` come
    cheapest first, and none of them needs what nobody may do. `missing` names what there is none of at all:
    "starts", "spaces" or "leads".
    """

    conflict: tuple[str, ...]
    conflicts: tuple[tuple[str, ...], ...]
    corrections: tuple[Correction, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The best slots of a child, or why there is none."""

    child: str
    best: tuple[Choice, ...]
    explanation: Explanation | None


def find(problem: Problem, child: str, *, most: int = BEST) -> Answer:
    """The best slots of one child, each with another start; or why there is none.

    :raises KeyError: the problem has no such child.
    """
    problem = problem.in_order()
    wanted = next((each for each in problem.children if each.code == child), None)
    if wanted is None:
        raise KeyError(child)
    search = Search(wanted, Lookups(problem))
    best, ways_out = search.run()
    if best:
        chosen = sorted(best.values(), key=lambda pair: pair[0])[:most]
        return Answer(child, tuple(choice for _order, choice in chosen), None)
    return Answer(child, (), _explanation(problem, ways_out, search.lookups))


@dataclass(frozen=True)
class WayOut:
    """The cheapest slot, and the best of these, that breaks exactly one set of conditions."""

    cost: float
    order: Order
    choice: Choice
    broken: Mapping[str, int | None]


class Search:
    """Looks at each start, space and lead for one child. The others of the team are looked up for each."""

    def __init__(self, child: Child, lookups: Lookups) -> None:
        self.child, self.lookups = child, lookups
        self._groups = _by_parts(of_child(child))
        self._answers: dict[tuple[int, int, str, str], dict[str, int | None]] = {}

    def run(self) -> tuple[dict[int, tuple[Order, Choice]], dict[Keys, WayOut]]:
        """The best slot of each start at which there is one, and the best way out for each set of broken conditions."""
        best: dict[int, tuple[Order, Choice]] = {}
        ways_out: dict[Keys, WayOut] = {}
        for start, space, lead in self._possibilities():
            broken = self.broken(start, space, lead)
            if not broken:
                found = self._weighed(start, space, lead)
                if start.at not in best or found[0] < best[start.at][0]:
                    best[start.at] = found
            elif not best:
                self._keep(ways_out, broken, start, space, lead)
        return best, ways_out

    def broken(self, start: Start, space: Space, lead: Member) -> dict[str, int | None]:
        """What a slot breaks, each with its cost."""
        period = Period(start.at, start.at + self.child.minutes)
        asked = Asked(self.child, start, space, lead, period, self.lookups)
        found: dict[str, int | None] = {}
        for number, (parts, conditions) in enumerate(self._groups):
            key = (
                number,
                start.at if Part.START in parts else -1,
                space.code if Part.SPACE in parts else "",
                lead.code if Part.LEAD in parts else "",
            )
            answer = self._answers.get(key)
            if answer is None:
                answer = self._answers[key] = dict(_broken(conditions, asked))
            if answer:
                found.update(answer)
        return found

    def _possibilities(self) -> Iterator[tuple[Start, Space, Member]]:
        problem = self.lookups.problem
        for start in problem.starts:
            for space in problem.spaces:
                for lead in self.lookups.leads:
                    yield start, space, lead

    def _weighed(self, start: Start, space: Space, lead: Member) -> tuple[Order, Choice]:
        period = Period(start.at, start.at + self.child.minutes)
        slot = self.lookups.slot(self.child, period, space, lead)
        found = criteria.measures(self.child, slot, start, self.lookups)
        return criteria.order(self.child, slot, found, self.lookups), Choice(slot, found)

    def _keep(
        self,
        ways_out: dict[Keys, WayOut],
        broken: dict[str, int | None],
        start: Start,
        space: Space,
        lead: Member,
    ) -> None:
        keys = frozenset(broken)
        cost = sum(inf if each is None else each for each in broken.values())
        known = ways_out.get(keys)
        if known is not None and (known.cost < cost or cost == inf):
            return
        order, choice = self._weighed(start, space, lead)
        if known is None or (cost, order) < (known.cost, known.order):
            ways_out[keys] = WayOut(cost, order, choice, broken)


def _by_parts(conditions: tuple[Condition, ...]) -> list[tuple[frozenset[Part], tuple[Condition, ...]]]:
    """The conditions by what their answer depends on, so that one answer serves many slots."""
    groups: dict[frozenset[Part], list[Condition]] = {}
    for condition in conditions:
        groups.setdefault(condition.depends_on, []).append(condition)
    return [(parts, tuple(each)) for parts, each in groups.items()]


def _broken(conditions: tuple[Condition, ...], asked: Asked) -> Iterator[tuple[str, int | None]]:
    for condition in conditions:
        verdict = condition.verdict(asked)
        if verdict is not KEPT and isinstance(verdict, Broken):
            yield condition.key, verdict.cost


def _explanation(problem: Problem, ways_out: dict[Keys, WayOut], lookups: Lookups) -> Explanation:
    smallest = minimal(ways_out)
    conflicts = hitting_sets(smallest) if smallest else ()
    possible = sorted(
        (ways_out[keys] for keys in smallest if ways_out[keys].cost < inf),
        key=lambda way: (way.cost, in_order(frozenset(way.broken)), way.order),
    )
    there = {"starts": problem.starts, "spaces": problem.spaces, "leads": lookups.leads}
    return Explanation(
        conflict=tuple(sorted(conflicts[0])) if conflicts else (),
        conflicts=tuple(tuple(sorted(conflict)) for conflict in conflicts),
        corrections=tuple(_correction(way) for way in possible),
        missing=tuple(name for name, rows in there.items() if not rows),
    )


def _correction(way: WayOut) -> Correction:
    aside = tuple(SetAside(key, owner_of(key), cost) for key, cost in sorted(way.broken.items()))
    return Correction(aside, int(way.cost), way.choice)
