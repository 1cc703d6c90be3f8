"""Hiding more cells until no sensitive one can be worked out, each with the pair of tables that proves it.

1. Many cells at once: one move, down as far as it goes and up as far as it goes, where that is wide enough.
2. What is left, one by one: several moves down, then several up, on a working copy.
3. What is still left: whole-number programming in a part of the table around the cell (`boxes`).

A cell for which nothing was found is named as unproven; the table must then be refused. `verifying` checks the pairs
apart, and knows nothing of how they were found.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from .boxes import widened
from .moves import Moves, Sampler
from .witnesses import Witness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from .sensitive import Sensitive
    from .tables import Table

TOGETHER = 48
DRAWN = 250
MOST_MOVES = 12
FREE = 0.01
MOST_TO_GIVE_BACK = 300


@dataclass(frozen=True)
class Suppressed:
    """What is hidden of a table, and how it was proven. `unproven` cells are not safe."""

    hidden: NDArray[np.bool_]
    witnesses: dict[int, Witness]
    unproven: tuple[int, ...]


@dataclass
class _State:
    """What has been found so far. All arrays are flat."""

    table: Table
    counts: NDArray[np.int64]
    widths: NDArray[np.int64]
    costs: NDArray[np.float64]
    hidden: NDArray[np.bool_]
    left: NDArray[np.bool_]
    until: float
    random: np.random.Generator
    witnesses: dict[int, Witness] = field(default_factory=dict)
    extra: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        self.extra = np.where(self.hidden, 0.0, self.costs)

    def hide(self, cells: NDArray[np.int64]) -> None:
        self.hidden[cells] = True
        self.extra[cells] = 0.0

    def keep(self, witness: Witness) -> None:
        """Keep a pair of tables as the proof of every cell that it is wide enough for."""
        cells, wide = witness.widths()
        proven = cells[self.left[cells] & (wide >= self.widths[cells])]
        self.left[proven] = False
        for cell in proven.tolist():
            self.witnesses[cell] = witness

    @property
    def in_time(self) -> bool:
        return time.monotonic() < self.until


def suppress(
    table: Table,
    sensitive: Sensitive,
    *,
    fixed: NDArray[np.bool_] | None = None,
    already_hidden: NDArray[np.bool_] | None = None,
    seconds: float = 60.0,
    seed: int = 1,
) -> Suppressed:
    """Hide the sensitive cells of a table, and as many others as it takes.

    Cells that are `fixed` are known to everybody and cannot be hidden: they were published before, or are empty by
    their meaning. Cells that are `already_hidden` cost nothing to hide. The same table and seed give the same result,
    unless the time is too short.
    """
    fixed = sensitive.impossible if fixed is None else fixed | sensitive.impossible
    state = _begin(table, sensitive, fixed.ravel(), already_hidden, seconds, seed)
    for margins in (False, True):
        sampler = Sampler(table, state.random, margins=margins)
        for cells in _batches(state):
            _by_one_move(state, sampler, cells)
        for cells in _batches(state):
            _by_moves(state, sampler, cells)
    for cell in _in_order(state, np.flatnonzero(state.left)):
        if state.left[cell] and state.in_time:
            _in_a_box(state, cell)
    if table.cells <= MOST_TO_GIVE_BACK and not state.left.any():
        _give_back(state, sensitive.cells.ravel())
    unproven = tuple(np.flatnonzero(state.left).tolist())
    return Suppressed(state.hidden.reshape(table.shape), state.witnesses, unproven)


def _begin(
    table: Table,
    sensitive: Sensitive,
    fixed: NDArray[np.bool_],
    already_hidden: NDArray[np.bool_] | None,
    seconds: float,
    seed: int,
) -> _State:
    counts = table.counts.ravel()
    costs = (1.0 + np.log1p(counts)) * (1.0 + 3.0 * table.margins.ravel())
    costs[fixed] = np.inf
    left = sensitive.cells.ravel().copy()
    hidden = left & ~fixed
    if already_hidden is not None:
        hidden |= already_hidden.ravel() & ~fixed
    until = time.monotonic() + seconds
    random = np.random.default_rng(seed)
    return _State(table, counts, sensitive.widths.ravel(), costs, hidden, left, until, random)


def _in_order(state: _State, cells: NDArray[np.int64]) -> list[int]:
    """Margins first, then by count: what is hardest to hide decides what is hidden for the rest."""
    margins = state.table.margins.ravel()[cells]
    found: list[int] = cells[np.lexsort((cells, state.counts[cells], -margins))].tolist()
    return found


def _batches(state: _State) -> Iterator[NDArray[np.int64]]:
    """The cells that are left, margins first, in batches whose categories lie equally high."""
    for group in _alike(state):
        for start in range(0, len(group), TOGETHER):
            cells = [cell for cell in group[start : start + TOGETHER] if state.left[cell]]
            if cells and state.in_time:
                yield np.array(cells)


def _alike(state: _State) -> Iterator[list[int]]:
    """The cells that are left, margins first, in groups whose categories lie equally high."""
    cells = np.flatnonzero(state.left & np.isfinite(state.costs))
    at = np.unravel_index(cells, state.table.shape)
    high = [
        np.array([_height(of.parents, node) for node in range(len(of.categories))])[where]
        for of, where in zip(state.table.dimensions, at, strict=True)
    ]
    kinds: dict[tuple[int, ...], list[int]] = {}
    for cell, kind in zip(cells.tolist(), np.array(high).T.tolist(), strict=True):
        kinds.setdefault(tuple(kind), []).append(cell)
    for kind in sorted(kinds):
        yield _in_order(state, np.array(kinds[kind]))


def _height(parents: Sequence[int], node: int) -> int:
    return 0 if parents[node] < 0 else 1 + _height(parents, parents[node])


def _by_one_move(state: _State, sampler: Sampler, cells: NDArray[np.int64]) -> None:
    """For each cell, do the cheapest of the moves drawn that is wide enough, down and up together."""
    moves = sampler.for_cells(cells, DRAWN)
    down, up = _reach(state.counts, moves)
    extra = np.where(moves.signs == 0, 0.0, state.extra[moves.cells]).sum(axis=-1)
    extra[down + up < state.widths[cells][:, None]] = np.inf
    best = extra.argmin(axis=1)
    for at, (cell, which) in enumerate(zip(cells.tolist(), best.tolist(), strict=True)):
        if state.left[cell] and np.isfinite(extra[at, which]):
            real = moves.signs[at, which] != 0
            touched = moves.cells[at, which][real].astype(np.int64)
            signs = moves.signs[at, which][real].astype(np.int64)
            state.hide(touched)
            state.keep(Witness(touched, -signs * down[at, which], touched, signs * up[at, which]))


def _reach(counts: NDArray[np.int64], moves: Moves) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How often each move can be undone and done before a cell would fall below nobody."""
    values = counts[moves.cells]
    none = np.iinfo(np.int64).max // 4
    down = np.where(moves.signs > 0, values, none).min(axis=-1)
    up = np.where(moves.signs < 0, values, none).min(axis=-1)
    return down, np.minimum(up, counts.max() + 1_000)


def _by_moves(state: _State, sampler: Sampler, cells: NDArray[np.int64]) -> None:
    """For each cell several moves, on working copies: down to nobody or as far as it goes, then up."""
    need = state.widths[cells]
    extra = np.repeat(state.extra[None, :], len(cells), axis=0)
    low = np.repeat(state.counts[None, :], len(cells), axis=0)
    gone = _push(sampler, cells, low, extra, -1, np.minimum(need, state.counts[cells]))
    high = np.repeat(state.counts[None, :], len(cells), axis=0)
    gone += _push(sampler, cells, high, extra, +1, need - gone)
    for row in np.flatnonzero(gone >= need).tolist():
        if state.left[cells[row]]:
            _accept(state, low[row] - state.counts, high[row] - state.counts)


def _push(
    sampler: Sampler,
    cells: NDArray[np.int64],
    counts: NDArray[np.int64],
    extra: NDArray[np.float64],
    sign: int,
    need: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Change each cell in its own working copy by as much as is needed, by the moves most worth their cost.

    Returns by how much each was changed.
    """
    done = np.zeros(len(cells), dtype=np.int64)
    going = np.flatnonzero(need > 0)
    for _ in range(MOST_MOVES):
        if not len(going):
            break
        moves = sampler.for_cells(cells[going], DRAWN)
        signs = moves.signs * np.int8(sign)
        best, reach = _most_worth(moves.cells, signs, going, counts, extra, (need - done)[going])
        for row, which, often, at in zip(
            going.tolist(), best.tolist(), reach.tolist(), range(len(going)), strict=True
        ):
            real = signs[at, which] != 0
            touched = moves.cells[at, which][real]
            counts[row, touched] += often * signs[at, which][real].astype(np.int64)
            if often:
                extra[row, touched] = 0.0
        done[going] += reach
        going = going[(reach > 0) & (done < need)[going]]
    return done


def _most_worth(
    cells: NDArray[np.int32],
    signs: NDArray[np.int8],
    rows: NDArray[np.int64],
    counts: NDArray[np.int64],
    extra: NDArray[np.float64],
    need: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of the moves of each row, the one that reaches most for its cost: its place, and how often it is done."""
    at = rows[:, None, None]
    reach = np.where(signs < 0, counts[at, cells], need[:, None, None]).min(axis=-1)
    reach = np.minimum(reach, need[:, None])
    cost = np.where(signs == 0, 0.0, extra[at, cells]).sum(axis=-1)
    possible = np.isfinite(cost)
    worth = np.where(possible, reach, 0) / (np.where(possible, cost, 0.0) + FREE)
    best = worth.argmax(axis=1)
    each = np.arange(len(rows))
    return best, np.where(worth[each, best] > 0, reach[each, best], 0)


def _accept(state: _State, low: NDArray[np.int64], high: NDArray[np.int64]) -> None:
    """Keep two tables, said as differences from the truth, and hide every cell in which one of them differs."""
    witness = Witness.of(low, high)
    state.hide(np.union1d(witness.low_cells, witness.high_cells))
    state.keep(witness)


def _in_a_box(state: _State, cell: int) -> None:
    if np.isfinite(state.costs[cell]):
        found = widened(state.table, cell, int(state.widths[cell]), state.extra, state.until)
        if found is not None:
            _accept(state, *found)


def _give_back(state: _State, sensitive: NDArray[np.bool_]) -> None:
    """Show complements again, those with most people first, where every proof that used them can be found anew."""
    complements = np.flatnonzero(state.hidden & ~sensitive)
    sampler = Sampler(state.table, state.random, margins=True)
    for cell in complements[np.argsort(-state.counts[complements], kind="stable")].tolist():
        if not state.in_time:
            return
        _shown_again(state, sampler, cell)


def _shown_again(state: _State, sampler: Sampler, shown: int) -> None:
    """Show one cell again, or leave everything as it was."""
    using = [cell for cell, witness in state.witnesses.items() if witness.touches(shown)]
    extra = np.where(state.hidden, 0.0, np.inf)
    extra[shown] = np.inf
    cells, rows = np.array(using, dtype=np.int64), len(using)
    extra = np.repeat(extra[None, :], rows, axis=0)
    low, high = (np.repeat(state.counts[None, :], rows, axis=0) for _ in range(2))
    need = state.widths[cells]
    gone = _push(sampler, cells, low, extra, -1, np.minimum(need, state.counts[cells]))
    gone += _push(sampler, cells, high, extra, +1, need - gone)
    if (gone < need).any():
        return
    found = {
        cell: Witness.of(low[row] - state.counts, high[row] - state.counts) for row, cell in enumerate(using)
    }
    state.hidden[shown] = False
    state.witnesses |= found
