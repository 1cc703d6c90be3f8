"""Two tables that differ in a cell, sought by whole-number programming in a part of the table around it."""

from __future__ import annotations

import time
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from .solver import Program

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .tables import Dimension, Table

MOST_LEAVES = 400
MOST_SECONDS = 10.0


def widened(
    table: Table, cell: int, need: int, extra: NDArray[np.float64], until: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """The changes of two tables that differ by `need` in the cell, at little cost, or None where none was found."""
    counts = table.counts.ravel()
    low = np.zeros(table.cells, dtype=np.int64)
    for down in range(min(need, int(counts[cell])), -1, -1):
        found = _changed(table, cell, -down, extra, until) if down else low
        if found is None:
            continue
        free = extra.copy()
        free[np.flatnonzero(found)] = 0.0
        high = _changed(table, cell, need - down, free, until) if need > down else low
        if high is not None:
            return found, high
    return None


def _changed(
    table: Table, cell: int, by: int, extra: NDArray[np.float64], until: float
) -> NDArray[np.int64] | None:
    """The changes of the cheapest table in the box in which the cell differs by so much from the truth."""
    seconds = min(MOST_SECONDS, until - time.monotonic())
    if seconds <= 0:
        return None
    counts = table.counts.ravel()
    program = Program()
    sums: dict[int, list[int]] = {}
    for leaf, above in _leaves_around(table, cell):
        variable = program.whole(-int(counts[leaf]), None)
        for touched in above:
            sums.setdefault(touched, []).append(variable)
    changes = {touched: program.whole(-int(counts[touched]), None) for touched in sums}
    for touched, variables in sums.items():
        program.equal({changes[touched]: -1} | dict.fromkeys(variables, 1), 0)
        if touched == cell:
            program.equal({changes[touched]: 1}, by)
        elif np.isinf(extra[touched]):
            program.equal({changes[touched]: 1}, 0)
        elif extra[touched]:
            program.costs_either_way(changes[touched], float(extra[touched]))
    values = program.least(seconds)
    if values is None:
        return None
    found = np.zeros(table.cells, dtype=np.int64)
    for touched, variable in changes.items():
        found[touched] = values[variable]
    return found


def _leaves_around(table: Table, cell: int) -> list[tuple[int, list[int]]]:
    """Innermost cells near a cell, each with every cell that it is counted in."""
    at = np.unravel_index(cell, table.shape)
    each = max(2, int(MOST_LEAVES ** (1 / len(at))))
    chosen = [_near(of, int(node), each) for of, node in zip(table.dimensions, at, strict=True)]
    strides = table.strides
    found = []
    for leaves in product(*chosen):
        paths = [of.paths[leaf] for of, leaf in zip(table.dimensions, leaves, strict=True)]
        above = [
            sum(node * step for node, step in zip(nodes, strides, strict=True)) for nodes in product(*paths)
        ]
        found.append((above[0], above))
    return found


def _near(dimension: Dimension, node: int, most: int) -> list[int]:
    """Leaves in the category first, then those that share most of what lies above it."""
    path = next(path for path in dimension.paths if node in path)
    above = path[path.index(node) :]

    def distance(leaf: int) -> int:
        return next((step for step, of in enumerate(above) if of in dimension.paths[leaf]), len(above))

    leaves = sorted(range(dimension.leaves), key=lambda leaf: (distance(leaf), leaf))
    inside = [leaf for leaf in leaves if distance(leaf) == 0][: max(1, most // 2)]
    outside = [leaf for leaf in leaves if distance(leaf) > 0]
    return inside + outside[: max(0, most - len(inside))]
