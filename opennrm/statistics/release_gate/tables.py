"""Tables of whole numbers with all their margins: the product of dimensions, each a tree of categories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

TOTAL = "Total"


class TableProblem(ValueError):
    """A table that cannot be read as one. The text says what to mend."""


@dataclass(frozen=True)
class Dimension:
    """A way to tell people apart: the categories at the bottom, then those that hold several of them, last the total.

    `parents` has one entry for each category, -1 for the total (or for the one category there is).
    """

    name: str
    categories: tuple[str, ...]
    parents: tuple[int, ...]
    leaves: int

    @classmethod
    def of(
        cls, name: str, leaves: Sequence[str], groups: Mapping[str, Sequence[str]] | None = None
    ) -> Dimension:
        """A dimension with these categories at the bottom. Each group names the leaves in it; groups may be nested.

        A group of one leaf would be the same cell twice, so it is left out, as is a group of all leaves: the total.
        """
        inside = {key: frozenset(leaves.index(leaf) for leaf in of) for key, of in (groups or {}).items()}
        kept = sorted(
            ((of, key) for key, of in inside.items() if 1 < len(of) < len(leaves)),
            key=lambda pair: (len(pair[0]), sorted(pair[0])),
        )
        sets = [frozenset([index]) for index in range(len(leaves))] + [of for of, _ in kept]
        names = [*leaves, *(key for _, key in kept)]
        if len(leaves) > 1:
            sets.append(frozenset(range(len(leaves))))
            names.append(TOTAL)
        _refuse_overlaps(name, names, sets)
        parents = tuple(_parent(index, sets) for index in range(len(sets)))
        return cls(name, tuple(names), parents, len(leaves))

    @cached_property
    def paths(self) -> tuple[tuple[int, ...], ...]:
        """For each leaf: itself and everything above it."""
        return tuple(tuple(self._above(leaf)) for leaf in range(self.leaves))

    def _above(self, node: int) -> list[int]:
        return [node, *self._above(self.parents[node])] if self.parents[node] >= 0 else [node]

    @cached_property
    def members(self) -> NDArray[np.int64]:
        """One row for each category, one column for each leaf: 1 where the leaf is in the category."""
        found = np.zeros((len(self.categories), self.leaves), dtype=np.int64)
        for leaf, path in enumerate(self.paths):
            found[list(path), leaf] = 1
        return found

    @cached_property
    def families(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Each category that holds others, with those directly below it."""
        below: dict[int, list[int]] = {}
        for node, parent in enumerate(self.parents):
            if parent >= 0:
                below.setdefault(parent, []).append(node)
        return tuple((parent, tuple(of)) for parent, of in below.items())


def _refuse_overlaps(name: str, names: list[str], sets: list[frozenset[int]]) -> None:
    for index, one in enumerate(sets):
        for other, another in enumerate(sets[:index]):
            if one == another or (one & another and not one >= another):
                raise TableProblem(
                    f"“{names[index]}” and “{names[other]}” of “{name}” overlap. Take one of them out."
                )


def _parent(index: int, sets: list[frozenset[int]]) -> int:
    holding = [other for other, of in enumerate(sets) if of > sets[index]]
    return min(holding, key=lambda other: len(sets[other]), default=-1)


@dataclass(frozen=True)
class Table:
    """Counts of every cell and every margin, in the order of the categories of its dimensions."""

    dimensions: tuple[Dimension, ...]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, dimensions: Sequence[Dimension], leaf_counts: NDArray[np.int64]) -> Table:
        """The table whose innermost cells are these."""
        return cls(tuple(dimensions), with_margins(dimensions, leaf_counts))

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(of.categories) for of in self.dimensions)

    @property
    def cells(self) -> int:
        """How many cells there are, with the margins."""
        return prod(self.shape)

    @cached_property
    def margins(self) -> NDArray[np.int64]:
        """In how many dimensions each cell is a group or a total."""
        parts = [
            (np.arange(len(of.categories)) >= of.leaves).astype(np.int64)
            if len(of.categories) > 1
            else np.zeros(1, np.int64)
            for of in self.dimensions
        ]
        found = np.zeros(self.shape, dtype=np.int64)
        for axis, part in enumerate(parts):
            found += part.reshape([-1 if at == axis else 1 for at in range(len(parts))])
        return found

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """What a step in each dimension adds to the number of a cell."""
        return tuple(prod(self.shape[axis + 1 :]) for axis in range(len(self.shape)))

    def named(self, cell: int) -> tuple[str, ...]:
        """The categories of a cell, one for each dimension."""
        at = np.unravel_index(cell, self.shape)
        return tuple(of.categories[int(node)] for of, node in zip(self.dimensions, at, strict=True))


def with_margins(dimensions: Sequence[Dimension], leaf_counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """These counts, and their sums over every group and total."""
    found = leaf_counts
    for axis, of in enumerate(dimensions):
        found = np.moveaxis(np.tensordot(of.members, found, axes=(1, axis)), 0, axis)
    return np.ascontiguousarray(found)
