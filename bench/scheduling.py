"""How long it takes to find times: for one child, with and without an answer, and for many children at once.

    python -m bench.scheduling
    python -m bench.scheduling --children 6 --people 20 --spaces 3

A plan for many children is stopped by the clock where it is not proven to be the best by then. How far from the best it
can be at most is printed for each criterion.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import TypeVar

from opennrm.interviews.scheduling.finding import Answer, find
from opennrm.interviews.scheduling.problem import DAY, Problem
from opennrm.interviews.scheduling.raids import Plan, plan_for_all

from .invented_weeks import week

Found = TypeVar("Found")


def main() -> None:
    asked = arguments()
    question = week(children=asked.children, spaces=asked.spaces, people=asked.people)
    print(
        f"{asked.children} children, {asked.spaces} spaces, {asked.people} people, {len(question.starts)} starts\n"
    )
    limits = {
        "one child": (asked.most_seconds_one, *timed(lambda: find(question, "C00"))),
        "one child, and why there is no time": (
            asked.most_seconds_one,
            *timed(lambda: find(hard(question), "C00")),
        ),
        "all children": (asked.most_seconds, *timed(lambda: plan_for_all(question, explaining=False))),
    }
    print("| question | seconds | answer |\n|---|---|---|")
    for name, (_most, seconds, found) in limits.items():
        print(f"| {name} | {seconds:.2f} | {said(found)} |")
    print_bounds(limits["all children"][2])
    missed = [name for name, (most, seconds, _found) in limits.items() if seconds > most]
    for name in missed:
        print(f"This took longer than it may: {name}", file=sys.stderr)
    sys.exit(1 if missed else 0)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--children", type=int, default=40)
    parser.add_argument("--spaces", type=int, default=6)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--most-seconds-one", type=float, default=1)
    parser.add_argument("--most-seconds", type=float, default=10)
    return parser.parse_args()


def timed(ask: Callable[[], Found]) -> tuple[float, Found]:
    """How long a question takes, and its answer."""
    begun = perf_counter()
    found = ask()
    return perf_counter() - begun, found


def hard(question: Problem) -> Problem:
    """The same week, in which the first child has no time: it is today, and asks for what nobody has."""
    first, *others = question.children
    needs = first.needs | {"shower"}
    return replace(question, children=(replace(first, must_before=DAY, needs=needs, wished_sex="X"), *others))


def said(found: Answer | Plan) -> str:
    """An answer in a few words."""
    if isinstance(found, Plan):
        return (
            f"{len(found.slots)} placed, {len(found.left_out)} not; proven to be the best: {found.is_proven}"
        )
    if found.explanation:
        conflict = ", ".join(found.explanation.conflict)
        return f"none: {conflict}; {len(found.explanation.corrections)} corrections"
    return f"{len(found.best)} slots"


def print_bounds(plan: Plan) -> None:
    """What the plan says to each criterion, and how far from the best it can be at most."""
    print("\n| criterion | plan | cannot be less than | gap |\n|---|---|---|---|")
    for each in plan.reached:
        print(f"| {each.criterion} | {each.value} | {each.bound} | {each.value - each.bound} |")


if __name__ == "__main__":
    main()
