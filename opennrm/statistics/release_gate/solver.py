"""Linear programs over whole numbers, solved by GLOP and SCIP in OR-Tools. They work with fractions of limited length.

So an answer is only ever a proposal: a table that it finds counts after `verifying` or `system` checked it in whole
numbers, and a bound that it finds only ever refuses.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from ortools.linear_solver import pywraplp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Program:
    """One program. Variables are numbered from 0 in the order in which they are added."""

    def __init__(self, solver: str = "SCIP") -> None:
        self._solver = pywraplp.Solver.CreateSolver(solver)
        self._variables: list[pywraplp.Variable] = []
        self._costs = self._solver.Objective()
        self.value = 0.0

    def whole(self, low: int | None, high: int | None) -> int:
        """Add a variable that is a whole number between two limits."""
        self._variables.append(
            self._solver.IntVar(-inf if low is None else low, inf if high is None else high, "")
        )
        return len(self._variables) - 1

    def between(self, weights: Mapping[int, int], low: int | None, high: int | None) -> None:
        """Demand that a weighted sum lies between two limits."""
        row = self._solver.Constraint(-inf if low is None else low, inf if high is None else high)
        for variable, weight in weights.items():
            row.SetCoefficient(self._variables[variable], weight)

    def equal(self, weights: Mapping[int, int], value: int) -> None:
        """Demand that a weighted sum has a value."""
        self.between(weights, value, value)

    def costs_either_way(self, variable: int, cost: float) -> None:
        """Let each step of a variable away from 0 cost so much."""
        away = self._solver.NumVar(0, inf, "")
        self._costs.SetCoefficient(away, cost)
        for sign in (1, -1):
            row = self._solver.Constraint(0, inf)
            row.SetCoefficient(away, 1)
            row.SetCoefficient(self._variables[variable], sign)

    def least(self, seconds: float) -> list[int] | None:
        """The cheapest values found in this time, rounded to whole numbers, or None where none were found."""
        self._costs.SetMinimization()
        self._solver.SetTimeLimit(max(1, int(seconds * 1000)))
        if self._solver.Solve() not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return None
        return [round(variable.solution_value()) for variable in self._variables]

    def greatest(self, weights: Sequence[float], seconds: float) -> list[float] | None:
        """The values for which this weighted sum of the variables is greatest, or None where none were found.

        The program can be asked again with other weights. `value` is then the sum that was reached.
        """
        for variable, weight in zip(self._variables, weights, strict=True):
            self._costs.SetCoefficient(variable, float(weight))
        self._costs.SetMaximization()
        self._solver.SetTimeLimit(max(1, int(seconds * 1000)))
        if self._solver.Solve() not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return None
        self.value = self._costs.Value()
        return [variable.solution_value() for variable in self._variables]
