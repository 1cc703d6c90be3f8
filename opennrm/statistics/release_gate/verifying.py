"""Checks the proofs of a suppressed table in whole numbers, and shares nothing with what found them.

For each protected cell there must be two tables. Neither has a cell below nobody. Both agree with every cell that is
shown, and every sum is right in both. In the cell they differ by the width at least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from .tables import Table
    from .witnesses import Witness


def faults(
    table: Table,
    protected: NDArray[np.bool_],
    widths: NDArray[np.int64],
    hidden: NDArray[np.bool_],
    witnesses: Mapping[int, Witness],
) -> tuple[int, ...]:
    """The protected cells whose safety is not proven. Empty where all is well."""
    good: dict[int, bool] = {}
    found = []
    for cell in np.flatnonzero(protected).tolist():
        witness = witnesses.get(cell)
        if witness is None or not hidden.flat[cell]:
            found.append(cell)
            continue
        if id(witness) not in good:
            good[id(witness)] = all(_is_table(table, hidden, *half) for half in _halves(witness))
        if not good[id(witness)] or _difference(witness, cell) < widths.flat[cell]:
            found.append(cell)
    return tuple(found)


def _halves(witness: Witness) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    yield witness.low_cells, witness.low_changes
    yield witness.high_cells, witness.high_changes


def _difference(witness: Witness, cell: int) -> int:
    low, high = (int(changes[cells == cell].sum()) for cells, changes in _halves(witness))
    return abs(high - low)


def _is_table(
    table: Table, hidden: NDArray[np.bool_], cells: NDArray[np.int64], changes: NDArray[np.int64]
) -> bool:
    """Whether the truth with these changes is a table of people that agrees with everything shown."""
    if len(np.unique(cells)) != len(cells) or not np.issubdtype(changes.dtype, np.integer):
        return False
    moved = changes != 0
    if (table.counts.flat[cells] + changes < 0).any() or not hidden.flat[cells[moved]].all():
        return False
    return all(_adds_up(table, axis, cells, changes) for axis in range(len(table.dimensions)))


def _adds_up(table: Table, axis: int, cells: NDArray[np.int64], changes: NDArray[np.int64]) -> bool:
    """Whether what changes in the parts of each group changes in the group too."""
    dimension, stride = table.dimensions[axis], table.strides[axis]
    parents = np.array(dimension.parents)
    node = cells // stride % len(parents)
    below = parents[node] >= 0
    group = node >= dimension.leaves
    keys = np.concatenate([cells[below] + (parents[node[below]] - node[below]) * stride, cells[group]])
    sums = np.concatenate([changes[below], -changes[group]])
    _, places = np.unique(keys, return_inverse=True)
    total = np.zeros(len(keys), dtype=np.int64)
    np.add.at(total, places, sums)
    return not total.any()
