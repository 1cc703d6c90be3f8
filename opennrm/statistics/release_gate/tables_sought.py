"""Tables of people that agree with everything published, as far out in a direction as the programs find them."""

from __future__ import annotations

import time
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from .solver import Program

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .system import System

ROUNDING = 1e-6
MOST_SECONDS = 20.0


class Tables:
    """Seeks tables of a system. What it returns was checked in whole numbers against every statement."""

    def __init__(self, system: System, most: int) -> None:
        self.system = system
        self._fractions = _program("GLOP", system, most)
        self._whole: Program | None = None
        self._most = most

    def extreme(self, weights: NDArray[np.float64], until: float) -> NDArray[np.int64] | None:
        """A table in which the weighted sum of people is as large as could be found in time."""
        seconds = _seconds(until)
        if not seconds:
            return None
        values = self._fractions.greatest(weights.tolist(), seconds)
        if values is None:
            return None
        table = np.array([round(value) for value in values], dtype=np.int64)
        if self.system.allows(table):
            return table
        return self.in_whole_numbers(weights, until)

    def in_whole_numbers(self, weights: NDArray[np.float64], until: float) -> NDArray[np.int64] | None:
        """The same by whole-number programming, which takes longer."""
        if self._whole is None:
            self._whole = _program("SCIP", self.system, self._most)
        seconds = _seconds(until)
        values = self._whole.greatest(weights.tolist(), seconds) if seconds else None
        if values is None:
            return None
        table = np.array([round(value) for value in values], dtype=np.int64)
        return table if self.system.allows(table) else None

    def limit(self, weights: NDArray[np.float64], until: float) -> int | None:
        """What the weighted sum cannot exceed in any table, or None where that was not found in time."""
        seconds = _seconds(until)
        if not seconds or self._fractions.greatest(weights.tolist(), seconds) is None:
            return None
        return floor(self._fractions.value + ROUNDING)


def _seconds(until: float) -> float:
    return max(0.0, min(MOST_SECONDS, until - time.monotonic()))


def _program(solver: str, system: System, most: int) -> Program:
    program = Program(solver)
    for _ in range(system.atoms):
        program.whole(0, most)
    for at, weights, low, high in system.rows:
        program.between(dict(zip(at.tolist(), weights.tolist(), strict=True)), low, high)
    return program
