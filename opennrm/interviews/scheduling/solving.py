"""The process in which the solver runs. It reads questions from its input, one a line, and writes an answer for each.

OR-Tools takes two seconds to start and 130 MB, so no process of the server has it. One worker with a fixed seed and a
limit in steps of work answers the same question in the same way each time, unless the clock ends it earlier.
"""

import json
import sys
from dataclasses import dataclass
from time import monotonic
from typing import Any

from ortools.sat.python import cp_model

from opennrm.interviews.scheduling.constraints import Numbers, Plan, Terms
from opennrm.interviews.scheduling.greedy import Greedy
from opennrm.interviews.scheduling.relaxing import Relaxed, times_wanted
from opennrm.interviews.scheduling.sums import value

SEED = 1
SHARE = 0.5
"""How much of what is left of the work each stage may do: the first matter the most."""
READY = "ready"
"""What the process says first."""


@dataclass(frozen=True)
class Stage:
    """What is made as little as possible. Two criteria are one number, in which the first counts more.

    `simplify` lets the solver simplify the question and bound it by linear programs: slower, but nearer to a proof
    where many amounts are added.
    """

    criteria: tuple[str, ...]
    simplify: bool = True


STAGES = (
    Stage(("unplaced", "urgency")),
    Stage(("days_late",)),
    Stage(("child_travel", "unsuitable_hour"), simplify=False),
    Stage(("lessons_missed", "new_adults")),
    Stage(("team_travel",)),
    Stage(("load", "replanned")),
    Stage(("earliest",)),
)
"""One after the other, each among the plans that are as good by all before it. The last is the rule for equal plans."""


@dataclass
class Budget:
    """How much work is left. `steps` are those of the solver, which are the same everywhere; `ends` is by the clock."""

    steps: float
    ends: float

    def give(self, solver: cp_model.CpSolver, share: float) -> None:
        """Let the solver work for a share of what is left."""
        solver.parameters.max_deterministic_time = max(0.001, self.steps * share)
        solver.parameters.max_time_in_seconds = max(0.01, (self.ends - monotonic()) * share)

    def take(self, solver: cp_model.CpSolver) -> None:
        """Count what the solver took."""
        self.steps = max(0.0, self.steps - solver.response_proto.deterministic_time)


def answer(question: Numbers) -> Numbers:
    """The plan that the question asks for."""
    budget = Budget(question["steps"], monotonic() + question["seconds"])
    plan = Plan(question["numbers"], everybody=question["everybody"])
    return _possible(plan, budget) if question["everybody"] else _best(plan, budget)


def _possible(plan: Plan, budget: Budget) -> Numbers:
    """Whether all children can be placed. The search has no objective and does not simplify first."""
    solver = _solver(simplify=False)
    budget.give(solver, 1)
    status = solver.solve(plan.model)
    known = {cp_model.OPTIMAL: True, cp_model.FEASIBLE: True, cp_model.INFEASIBLE: False}
    rows = plan.rows(solver) if known.get(status) else []
    return {"possible": known.get(status), "rows": rows, "stages": []}


def _best(plan: Plan, budget: Budget) -> Numbers:
    """The best plan by each stage in turn, and how near to the best it is proven to be."""
    rows, relaxed = _first_plan(plan.numbers), Relaxed(plan.numbers)
    stages: list[Numbers] = []
    for stage in STAGES:
        objective, radix = _objective(plan, stage.criteria)
        everybody = len(rows) == len(plan.children)
        values = [value(plan.numbers, each, rows) for each in stage.criteria]
        said = _together(values, radix)
        bound = _together(relaxed.bounds(stage.criteria, values), radix) if everybody else 0
        if said > bound:
            plan.begin_from(rows)
            plan.model.minimize(objective)
            solver = _solver(simplify=stage.simplify)
            budget.give(solver, SHARE)
            status = solver.solve(plan.model)
            budget.take(solver)
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                rows, said = plan.rows(solver), round(solver.objective_value)
                bound = max(bound, round(solver.best_objective_bound))
        if everybody:
            relaxed.keep(stage.criteria[0], value(plan.numbers, stage.criteria[0], rows))
        stages.append({"criteria": stage.criteria, "value": said, "bound": bound, "radix": radix})
        plan.model.add(objective <= said)
    return {"possible": True, "rows": rows, "stages": stages}


def _first_plan(numbers: Numbers) -> list[list[Any]]:
    """The better of two plans: one child after the other, and the same where the easier question has the children."""
    guided = Greedy(numbers, times_wanted(numbers, [each for stage in STAGES for each in stage.criteria]))
    plans = [Greedy(numbers).rows(), guided.rows()]
    return min(
        plans, key=lambda rows: [value(numbers, each, rows) for stage in STAGES for each in stage.criteria]
    )


def _together(numbers: list[int], radix: int) -> int:
    """One number for one or two, as in the objective."""
    first, *second = numbers
    return first * radix + second[0] if second else first


def _objective(plan: Plan, criteria: tuple[str, ...]) -> tuple[Any, int]:
    """Criteria as one number, and by how much the first of two is multiplied in it."""
    if criteria[0] == "load":
        others = plan.terms(criteria[1])
        radix = 1 + sum(weight for _counted, weight in others)
        return plan.load() * radix + _sum(others), radix
    first, *second = [plan.terms(criterion) for criterion in criteria]
    if not second:
        return _sum(first), 1
    radix = 1 + sum(weight for _counted, weight in second[0])
    return _sum(first) * radix + _sum(second[0]), radix


def _sum(terms: Terms) -> Any:
    return sum(counted * weight for counted, weight in terms)


def _solver(*, simplify: bool) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.cp_model_presolve = simplify
    solver.parameters.linearization_level = 1 if simplify else 0
    # Both take longer for these questions than they save.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    return solver


def main() -> None:
    """Say that everything is loaded, and answer one question after the other until there are no more."""
    sys.stdout.write(READY + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
