"""Which cells say too much by themselves: too few people, all of a group, or too few agencies behind a figure.

Whoever reads the table must not work such a cell out more closely than its width: the least by which two tables that
agree with everything published must differ in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .tables import TableProblem, with_margins

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .tables import Table


@dataclass(frozen=True)
class Rules:
    """The values of a country. `threshold` is the least number of people that may be shown."""

    threshold: int = 11
    width: int = 10
    group_percent: int = 90
    least_agencies: int = 3
    agency_percent: int = 85
    own_width: int = 5

    def __post_init__(self) -> None:
        if self.threshold < 2 or self.width < 1:
            raise TableProblem("“threshold” must be 2 or more, and “width” 1 or more.")


@dataclass(frozen=True)
class Sensitive:
    """Which cells are to be protected, and by how much; and which are known to be empty by their meaning."""

    cells: NDArray[np.bool_]
    widths: NDArray[np.int64]
    impossible: NDArray[np.bool_]


def of_people(
    table: Table,
    rules: Rules,
    *,
    by_agency: NDArray[np.int64] | None = None,
    impossible: NDArray[np.bool_] | None = None,
) -> Sensitive:
    """The cells of a table of people. `by_agency` has the innermost cells of each agency, agencies first."""
    known = np.zeros(table.shape, dtype=bool) if impossible is None else impossible
    if (table.counts[known] != 0).any():
        raise TableProblem(
            "A cell that the grid calls impossible holds people. Correct the table or the grid."
        )
    found = table.counts < rules.threshold
    found |= _whole_groups(table, rules.group_percent)
    if by_agency is not None:
        found |= _known_to_an_agency(table, by_agency, rules)
    found &= ~known
    return Sensitive(found, np.full(table.shape, rules.width, dtype=np.int64), known)


def _whole_groups(table: Table, percent: int) -> NDArray[np.bool_]:
    """Rows in which nearly everybody is in one column: each of them is said to be in it, and the rest is small."""
    found = np.zeros(table.shape, dtype=bool)
    for axis, of in enumerate(table.dimensions):
        counts, marked = np.moveaxis(table.counts, axis, 0), np.moveaxis(found, axis, 0)
        for parent, below in of.families:
            telling = (counts[list(below)].max(axis=0) * 100 > percent * counts[parent]) & (
                counts[parent] > 0
            )
            for node in below:
                marked[node] |= telling
    return found


def _known_to_an_agency(table: Table, by_agency: NDArray[np.int64], rules: Rules) -> NDArray[np.bool_]:
    largest, _, agencies = _largest_two(table, by_agency)
    found: NDArray[np.bool_] = (agencies < rules.least_agencies) | (
        largest * 100 > rules.agency_percent * table.counts
    )
    return found


def _largest_two(
    table: Table, by_whom: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """What the largest and the second largest contribute to each cell, and how many contribute."""
    largest, second, how_many = (np.zeros(table.shape, dtype=np.int64) for _ in range(3))
    for leaf_counts in by_whom:
        own = with_margins(table.dimensions, leaf_counts)
        second = np.maximum(second, np.minimum(own, largest))
        largest = np.maximum(largest, own)
        how_many += own > 0
    return largest, second, how_many
