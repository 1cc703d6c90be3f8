"""What to coarsen: ways to make a table that was refused coarser, and which of them would pass."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .checking import Verdict, check
from .reading import dimension_of
from .tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .grid import Grid
    from .reading import Asked
    from .releases import Release

PART_OF_THE_TIME = 4


def coarser(asked: Asked, grid: Grid) -> Iterator[tuple[str, Asked]]:
    """Each way to take one step: a dimension left out, or its groups instead of what is in them."""
    told = [axis for axis, of in enumerate(asked.table.dimensions) if of.leaves > 1]
    for axis in told:
        of = asked.table.dimensions[axis]
        groups = [
            node
            for node, parent in enumerate(of.parents)
            if node >= of.leaves and parent == len(of.parents) - 1
        ]
        if groups and of.members[groups].sum() == of.leaves:
            names = [of.categories[node] for node in groups]
            yield (
                f"the groups of “{of.name}” instead of its categories",
                _merged(asked, grid, axis, of.members[groups], names),
            )
    if len(told) > 1:
        for axis in told:
            yield f"without “{asked.table.dimensions[axis].name}”", _without(asked, axis)


def passing(asked: Asked, releases: Sequence[Release], grid: Grid) -> tuple[str, Verdict] | None:
    """The way that passes and shows most people, after one step or after two. Only for who may see small counts."""
    quick = replace(grid, seconds=grid.seconds / PART_OF_THE_TIME)
    steps = list(coarser(asked, grid))
    further = [(f"{words} and {more}", twice) for words, once in steps for more, twice in coarser(once, grid)]
    for ways in (steps, further):
        found = [(words, check(made, releases, quick)) for words, made in ways]
        good = [pair for pair in found if pair[1].passes]
        if good:
            return max(good, key=lambda pair: pair[1].people_shown)
    return None


def _merged(asked: Asked, grid: Grid, axis: int, members: np.ndarray, names: list[str]) -> Asked:
    dimensions = list(asked.table.dimensions)
    dimensions[axis] = dimension_of(grid, dimensions[axis].name, names)

    def merged(counts: np.ndarray, at: int) -> np.ndarray:
        return np.moveaxis(np.tensordot(members, counts, axes=(1, at)), 0, at)

    by_agency = None if asked.by_agency is None else merged(asked.by_agency, axis + 1)
    return replace(asked, table=Table.of(dimensions, merged(_leaves(asked), axis)), by_agency=by_agency)


def _without(asked: Asked, axis: int) -> Asked:
    dimensions = [of for at, of in enumerate(asked.table.dimensions) if at != axis]
    by_agency = None if asked.by_agency is None else asked.by_agency.sum(axis=axis + 1)
    return replace(asked, table=Table.of(dimensions, _leaves(asked).sum(axis=axis)), by_agency=by_agency)


def _leaves(asked: Asked) -> np.ndarray:
    counts = asked.table.counts[tuple(slice(of.leaves) for of in asked.table.dimensions)]
    return np.asarray(counts)
