"""Everything published as one system: atoms, which no statement tells apart, and what the statements say of them.

The smallest parts into which the dimensions are cut by anything published make a lattice. Parts of it that lie in the
same regions are one atom. A table of people is then a whole number, not below 0, for each atom.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .tables import TableProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from .statements import Region, Statement

MOST_ATOMS = 20_000
MOST_LATTICE = 2_000_000


class TooLarge(TableProblem):
    """More atoms than can be attacked. What cannot be attacked is refused."""


@dataclass(frozen=True)
class System:
    """The atoms, and each statement as (atoms, weights, low, high)."""

    atoms: int
    rows: tuple[tuple[NDArray[np.int64], NDArray[np.int64], int | None, int | None], ...]
    regions: Mapping[Region, NDArray[np.int64]]

    def first(self, rows: int) -> System:
        """The same atoms, with the first statements alone."""
        return replace(self, rows=self.rows[:rows])

    def allows(self, people: NDArray[np.int64]) -> bool:
        """Whether this table agrees with every statement. Counted in whole numbers."""
        return bool((people >= 0).all()) and all(
            (low is None or low <= int(people[at] @ weights))
            and (high is None or int(people[at] @ weights) <= high)
            for at, weights, low, high in self.rows
        )


def system_of(
    statements: Sequence[Statement], values: Mapping[str, Sequence[str]], *, also: Iterable[Region] = ()
) -> System:
    """The system of these statements. `values` has the finest values of each dimension; `also` are more regions."""
    regions = list(dict.fromkeys([where for of in statements for where, _ in of.parts] + list(also)))
    classes = {name: _classes(name, of, regions) for name, of in values.items()}
    shape = [max(of.values(), default=0) + 1 for of in classes.values()]
    if np.prod(shape, dtype=float) > MOST_LATTICE:
        raise TooLarge("All releases together are cut into more parts than can be checked.")
    boxes = [_box(where, classes, shape) for where in regions]
    atom_of = _atoms(boxes, shape)
    atoms = int(atom_of.max()) + 1
    if atoms > MOST_ATOMS:
        raise TooLarge("All releases together are cut into more parts than can be checked.")
    found = {where: np.unique(atom_of[box].ravel()) for where, box in zip(regions, boxes, strict=True)}
    return System(atoms, tuple(_row(of, found) for of in dict.fromkeys(statements)), found)


def _classes(name: str, values: Sequence[str], regions: Sequence[Region]) -> dict[str, int]:
    """The class of each finest value of a dimension: values that no region tells apart share one."""
    told = list(dict.fromkeys(of for where in regions for dimension, of in where if dimension == name))
    kinds: dict[tuple[bool, ...], int] = {}
    return {value: kinds.setdefault(tuple(value in of for of in told), len(kinds)) for value in values}


def _box(
    where: Region, classes: Mapping[str, Mapping[str, int]], shape: Sequence[int]
) -> tuple[NDArray, ...]:
    named = dict(where)
    sides = []
    for (name, of), size in zip(classes.items(), shape, strict=True):
        chosen = sorted({of[value] for value in named[name]}) if name in named else range(size)
        sides.append(np.array(list(chosen), dtype=np.int64))
    return np.ix_(*sides)


def _atoms(boxes: Sequence[tuple[NDArray, ...]], shape: Sequence[int]) -> NDArray[np.int64]:
    """The atom of each part of the lattice. Parts are told apart by 126 random bits for each region that holds them."""
    random = np.random.default_rng(0)
    marks = np.zeros((2, *shape), dtype=np.int64)
    for box in boxes:
        for half in marks:
            half[box] ^= random.integers(0, 2**63 - 1)
    _, atoms = np.unique(marks.reshape(2, -1), axis=1, return_inverse=True)
    return atoms.reshape(shape)


def _row(
    statement: Statement, regions: Mapping[Region, NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], int | None, int | None]:
    at = np.concatenate([regions[where] for where, _ in statement.parts])
    weights = np.concatenate([np.full(len(regions[where]), weight) for where, weight in statement.parts])
    atoms, places = np.unique(at, return_inverse=True)
    summed = np.zeros(len(atoms), dtype=np.int64)
    np.add.at(summed, places, weights)
    return atoms, summed, statement.low, statement.high


def bounds_of(system: System, most: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Limits of each atom that follow from one statement after the other. The true limits are no wider.

    `most` is more people than there are. Statements with several weights are left out, which loosens the limits.
    """
    low, high = np.zeros(system.atoms, dtype=np.int64), np.full(system.atoms, most, dtype=np.int64)
    plain = [row for row in system.rows if (row[1] == 1).all()]
    for _ in range(50):
        before = low.sum(), high.sum()
        for at, _, least, greatest in plain:
            if greatest is not None:
                high[at] = np.minimum(high[at], greatest - (low[at].sum() - low[at]))
            if least is not None:
                low[at] = np.maximum(low[at], least - (high[at].sum() - high[at]))
        if (low.sum(), high.sum()) == before or (low > high).any():
            break
    return low, high


def nested_differences(
    system: System, new: Iterable[Region], threshold: int, empty: NDArray[np.int64]
) -> Iterable[tuple[Region, Region]]:
    """Published regions inside one another whose difference is too small to publish, at least one of them new.

    Atoms that are `empty` by their meaning are no difference.
    """
    told = {
        tuple(at.tolist()): int(low)
        for at, weights, low, high in system.rows
        if low is not None and low == high and (weights == 1).all()
    }
    published = [
        (where, np.setdiff1d(at, empty), told[key])
        for where, at in system.regions.items()
        if (key := tuple(at.tolist())) in told
    ]
    fresh = set(new)
    sizes = np.array([len(at) for _, at, _ in published])
    inside = np.zeros((len(published), system.atoms), dtype=np.float32)
    for row, (_, at, _) in enumerate(published):
        inside[row, at] = 1
    for where, at, count in published:
        shared = inside[:, at].sum(axis=1) if where in fresh else np.full(len(published), -1)
        nested = (
            (shared == np.minimum(sizes, len(at))) & (sizes != len(at)) & (np.minimum(sizes, len(at)) > 0)
        )
        for other in np.flatnonzero(nested).tolist():
            holds = len(at) > sizes[other]
            difference = count - published[other][2]
            if (difference if holds else -difference) < threshold:
                yield (where, published[other][0]) if holds else (published[other][0], where)
