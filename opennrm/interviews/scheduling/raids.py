"""One plan for many children at once, as after a raid.

    plan = plan_for_all(problem)
    plan.slots      one for each child who has a time
    plan.reached    what the plan says to each criterion, and less than which no plan can say
    plan.left_out   for each other child, why there is no time beside the rest of the plan, and what would help
    plan.group      why not all can have a time, and what would help, over whole plans

In such a plan, nobody of the team works at two places on one day. The same question has the same answer, unless the
clock ends the search.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from time import monotonic

from .finding import Answer, find
from .groups import Group, explain
from .model import model
from .problem import Booking, Problem, Slot
from .solver import Reached, Solver
from .verifying import verify

STEPS = 2.5
"""How much work the solver may do, in its own measure: some seconds for a week with 40 children."""
SECONDS = 8.5
"""When the search ends at the latest, by the clock. What is left of ten seconds is for putting it together."""


@dataclass(frozen=True)
class Plan:
    """A plan for many children. `group` is None if everybody has a time, or nobody asked."""

    slots: tuple[Slot, ...]
    reached: tuple[Reached, ...]
    left_out: tuple[Answer, ...]
    group: Group | None

    @property
    def is_proven(self) -> bool:
        """Whether no plan is better by any criterion."""
        return all(each.is_proven for each in self.reached)


def plan_for_all(
    problem: Problem, *, steps: float = STEPS, seconds: float = SECONDS, explaining: bool = True
) -> Plan:
    """The best plan that is found for all children of the problem.

    :param explaining: also say why not all can have a time, over whole plans, which can take as long again.
    :raises SolverFailed: the solver ended without an answer.
    :raises PlanIsWrong: the plan breaks a condition, which is a fault of the program.
    """
    problem = problem.in_order()
    if not (problem.starts and problem.spaces and problem.members):
        return Plan((), (), tuple(find(problem, child.code) for child in problem.children), None)
    ends = monotonic() + seconds
    with Solver() as solver:
        found = solver.ask(model(problem), steps=steps, ends=ends)
        slots, left_out = _completed(problem, found.slots)
        verify(problem, slots)
        missing = [answer.child for answer in left_out]
        group = None
        if missing and explaining:
            group = explain(problem, solver, missing, steps=steps, seconds=seconds)
    if group is not None and group.plan_for_all:
        slots, left_out, group = group.plan_for_all, (), None
    return Plan(slots, _corrected(found.reached, len(left_out)), left_out, group)


def _completed(problem: Problem, slots: tuple[Slot, ...]) -> tuple[tuple[Slot, ...], tuple[Answer, ...]]:
    """The plan with a slot for each child who still has one beside it, and why the others have none."""
    placed = {slot.child for slot in slots}
    left_out = []
    waiting = sorted(
        (child for child in problem.children if child.code not in placed),
        key=lambda child: (child.target, child.code),
    )
    for child in waiting:
        answer = find(beside(problem, slots), child.code)
        if answer.best:
            slots = (*slots, answer.best[0].slot)
        else:
            left_out.append(answer)
    return tuple(sorted(slots)), tuple(left_out)


def _corrected(reached: tuple[Reached, ...], missing: int) -> tuple[Reached, ...]:
    """What the plan reached, where a child was placed that the solver had left out."""
    return tuple(
        replace(each, value=missing, bound=min(each.bound, missing)) if each.criterion == "unplaced" else each
        for each in reached
        if each.criterion not in ("urgency", "earliest")
    )


def beside(problem: Problem, slots: Iterable[Slot]) -> Problem:
    """The question with these slots as bookings, for somebody who needs a time beside them."""
    fixed = list(slots)
    days = {start.at: start.day for start in problem.starts}
    places = {space.code: space.place for space in problem.spaces}
    return replace(
        problem,
        spaces=tuple(
            replace(space, bookings=(*space.bookings, *_of_space(space.code, fixed)))
            for space in problem.spaces
        ),
        members=tuple(
            replace(member, bookings=(*member.bookings, *_of_member(member.code, fixed, places, days)))
            for member in problem.members
        ),
    )


def _of_space(code: str, slots: list[Slot]) -> list[Booking]:
    return [Booking(slot.period, child=slot.child) for slot in slots if slot.space == code]


def _of_member(code: str, slots: list[Slot], places: dict[str, str], days: dict[int, int]) -> list[Booking]:
    return [
        Booking(
            slot.period,
            place=places[slot.space],
            child=slot.child,
            leads=slot.lead == code,
            day=days[slot.start],
        )
        for slot in slots
        if code in slot.people
    ]
