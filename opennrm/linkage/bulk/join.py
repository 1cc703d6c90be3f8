"""Finds the pairs of a list that reach a sum: by keys, then by bounds, and what is left by the full comparison."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opennrm.country.linkage import LEVELS
from opennrm.linkage.candidates import LARGEST_BLOCK
from opennrm.linkage.columns import Columns, Ints
from opennrm.linkage.model import Model
from opennrm.linkage.scoring import CHUNK, Bools, Floats, Levels, Scorer

from .bounds import Bounds, least_of
from .keys import Keys
from .names import Places

Progress = Callable[[int, int], None]
"""Called with how much is done, and how much there is."""

AT_ONCE = 1 << 14
"""Pairs that are judged by their birth dates at once: their arrays fit into the cache of a processor."""
_TO_COMPARE = 1 << 20


@dataclass(frozen=True)
class Pairs:
    """Pairs of records, the smaller place on the left, with the sum in bits and the level of each field."""

    left: Ints
    right: Ints
    sums: Floats
    levels: Levels

    def __len__(self) -> int:
        return len(self.left)

    def where(self, wanted: Bools | Ints) -> "Pairs":
        """Those that are wanted."""
        levels = {field: found[wanted] for field, found in self.levels.items()}
        return Pairs(self.left[wanted], self.right[wanted], self.sums[wanted], levels)


def pairs_of(
    columns: Columns,
    keys: Keys,
    model: Model,
    *,
    least: float,
    lists: NDArray[np.int16] | None = None,
    progress: Progress | None = None,
) -> Pairs:
    """All pairs that share a key which few have, and whose sum is at least so many bits.

    :param lists: the list of each record, if only pairs of two lists are wanted.
    """
    bounds, enough = Bounds(columns, model), least_of(least)
    found = [np.zeros(0, np.int64)]
    waiting: list[Ints] = []
    count = len(columns)
    for left, right in candidates(keys, progress):
        if lists is not None:
            apart = lists[left] != lists[right]
            left, right = left[apart], right[apart]
        most = bounds.at_most(left, right)
        kept = np.flatnonzero(most >= enough)
        left, right = left[kept], right[kept]
        kept = np.flatnonzero(bounds.corrected(most[kept], left, right) >= enough)
        waiting.append(left[kept].astype(np.int64) * count + right[kept])
        if sum(map(len, waiting)) >= _TO_COMPARE:
            found.append(_different(waiting))
            waiting = []
    codes = _different([*found, *waiting])
    return _compared(columns, model, codes, least)


def _different(codes: list[Ints]) -> Ints:
    """The different codes, in order. A sort is faster here than the hashing of `numpy.unique`."""
    found = np.sort(np.concatenate(codes))
    return found[np.r_[True, found[1:] != found[:-1]]] if len(found) else found


def candidates(
    keys: Keys, progress: Progress | None = None, *, largest: int = LARGEST_BLOCK
) -> Iterator[tuple[Places, Places]]:
    """The pairs that share a key which at most so many records have, once for each key that they share."""
    blocks = []
    for kind in list(keys.of_kind):
        # Each kind is let go as soon as it is read: the keys take more memory than anything else.
        of_kind, records = keys.of_kind.pop(kind)
        order = np.lexsort((records, of_kind))
        of_kind, records = of_kind[order], records[order]
        starts = (
            np.flatnonzero(np.r_[True, of_kind[1:] != of_kind[:-1]])
            if len(of_kind)
            else np.zeros(0, np.int64)
        )
        sizes = np.diff(np.r_[starts, len(of_kind)])
        fits = (sizes > 1) & (sizes <= largest)
        blocks.append((records[np.repeat(fits, sizes)], sizes[fits]))
    whole, done = sum(int((sizes * (sizes - 1) // 2).sum()) for _, sizes in blocks), 0
    for records, sizes in blocks:
        for left, right in _neighbours(records, sizes):
            done += len(left)
            yield left, right
            if progress:
                progress(done, whole)


def _neighbours(records: Places, sizes: Ints) -> Iterator[tuple[Places, Places]]:
    """The pairs within blocks that stand one after the other: first those next to each other, then those two apart."""
    left_in_block = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(records)) - 1
    places, apart = np.flatnonzero(left_in_block > 0), 1
    while len(places):
        for start in range(0, len(places), AT_ONCE):
            these = places[start : start + AT_ONCE]
            yield records[these], records[these + apart]
        apart += 1
        places = places[left_in_block[places] >= apart]


def _compared(columns: Columns, model: Model, codes: Ints, least: float) -> Pairs:
    scorer = Scorer(columns, model)
    none = {field: np.zeros(0, np.int8) for field in LEVELS}
    found = [Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), none)]
    for start in range(0, len(codes), CHUNK):
        left, right = np.divmod(codes[start : start + CHUNK], max(len(columns), 1))
        scores = scorer.scores(left, right)
        found.append(Pairs(left, right, scores.sums, scores.levels).where(scores.sums >= least))
    return Pairs(
        np.concatenate([each.left for each in found]),
        np.concatenate([each.right for each in found]),
        np.concatenate([each.sums for each in found]),
        {field: np.concatenate([each.levels[field] for each in found]) for field in LEVELS},
    )
