"""Moves: changes of a table by whole numbers after which all its sums are still right.

In one dimension a move adds one to a leaf and to everything above it, or takes one from another leaf and everything
above that: what lies above both stays. The product of such moves, one for each dimension, is a move of the table.
A table changed by a multiple of it agrees with every cell that it leaves alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .tables import Dimension, Table


@dataclass(frozen=True)
class Options:
    """The moves of one dimension that change one of its categories by +1, as rows that are equally long."""

    nodes: NDArray[np.int64]
    signs: NDArray[np.int8]


@dataclass(frozen=True)
class Moves:
    """Several moves of a table, or several for each cell of several: numbers of cells and signs, padded with 0."""

    cells: NDArray[np.int32]
    signs: NDArray[np.int8]


def options_of(dimension: Dimension, *, margins: bool) -> list[Options]:
    """For each category of the dimension, the moves that change it.

    Without `margins`, what lies directly above the category stays, where anything does.
    """
    return [_options(dimension, node, margins=margins) for node in range(len(dimension.categories))]


def _options(dimension: Dimension, node: int, *, margins: bool) -> Options:
    inside = [leaf for leaf, path in enumerate(dimension.paths) if node in path]
    parent = dimension.parents[node]
    outside: list[int | None] = [
        leaf for leaf, path in enumerate(dimension.paths) if node not in path and (margins or parent in path)
    ]
    if margins or parent < 0:
        outside.append(None)
    rows = [_row(dimension, leaf, other) for leaf in inside for other in outside]
    longest = max(len(row) for row in rows)
    nodes = np.zeros((len(rows), longest), dtype=np.int64)
    signs = np.zeros((len(rows), longest), dtype=np.int8)
    for at, row in enumerate(rows):
        nodes[at, : len(row)] = list(row)
        signs[at, : len(row)] = list(row.values())
        nodes[at, len(row) :] = node
    return Options(nodes, signs)


def _row(dimension: Dimension, leaf: int, other: int | None) -> dict[int, int]:
    plus = dimension.paths[leaf]
    minus = dimension.paths[other] if other is not None else ()
    return {node: 1 for node in plus if node not in minus} | {node: -1 for node in minus if node not in plus}


class Sampler:
    """Draws moves that change given cells of a table."""

    def __init__(self, table: Table, random: np.random.Generator, *, margins: bool) -> None:
        self.strides = table.strides
        self.shape = table.shape
        self.options = [_Stacked.of(options_of(of, margins=margins)) for of in table.dimensions]
        self.random = random

    def for_cells(self, cells: NDArray[np.int64], each: int) -> Moves:
        """As many moves, drawn at random, for each of several cells."""
        at = np.unravel_index(cells, self.shape)
        drawn = [of.drawn(where, each, self.random) for of, where in zip(self.options, at, strict=True)]
        found, signs = drawn[0][0] * np.int32(self.strides[0]), drawn[0][1]
        for (node, part), stride in zip(drawn[1:], self.strides[1:], strict=True):
            node = node * np.int32(stride)
            found = (found[..., :, None] + node[..., None, :]).reshape(*found.shape[:-1], -1)
            signs = (signs[..., :, None] * part[..., None, :]).reshape(*signs.shape[:-1], -1)
        return Moves(found, signs)


@dataclass(frozen=True)
class _Stacked:
    """The moves of all categories of a dimension in one array each, padded, with how many and how long they are."""

    nodes: NDArray[np.int32]
    signs: NDArray[np.int8]
    many: NDArray[np.int64]
    longest: NDArray[np.int64]

    @classmethod
    def of(cls, options: Sequence[Options]) -> _Stacked:
        many = np.array([len(of.nodes) for of in options])
        longest = np.array([of.nodes.shape[1] for of in options])
        nodes = np.zeros((len(options), many.max(), longest.max()), dtype=np.int32)
        signs = np.zeros(nodes.shape, dtype=np.int8)
        for at, of in enumerate(options):
            nodes[at, : many[at], : longest[at]] = of.nodes
            signs[at, : many[at], : longest[at]] = of.signs
        return cls(nodes, signs, many, longest)

    def drawn(
        self, where: NDArray[np.int64], each: int, random: np.random.Generator
    ) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        chosen = random.integers(0, self.many[where][:, None], (len(where), each))
        longest = self.longest[where].max()
        at = where[:, None]
        return self.nodes[at, chosen, :longest], self.signs[at, chosen, :longest]
