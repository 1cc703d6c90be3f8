"""How frequent values are in a list.

They are counted from one record of each person: duplicates would inflate their own names.
"""

from collections.abc import Iterable
from math import log2

import numpy as np
from numpy.typing import NDArray

from .clusters import clusters_of
from .columns import Columns, Ints
from .model import FAMILY, FAMILY_FIRST, GIVEN, GIVEN_FIRST, SCHOOL, Frequencies

LEAST = 20
"""Occurrences. Rarer values share one floor, so that no file names them."""


def one_of_each(count: int, pairs: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """Which records are the first of their person, if these pairs are of the same one."""
    tied = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return clusters_of(count, tied[:, 0], tied[:, 1]) == np.arange(count)


def frequencies_of(columns: Columns, counted: NDArray[np.bool_], *, least: int = LEAST) -> Frequencies:
    """The frequencies among the records that are counted, as log2 of the share, rounded to halves."""
    names = columns.names
    tables: dict[str, tuple[Ints, int]] = {}
    for kind, first_kind, field in ((GIVEN, GIVEN_FIRST, "given"), (FAMILY, FAMILY_FIRST, "family")):
        known = columns.name[field][counted]
        known = known[known > 0]
        tables[kind] = (names.bare[known], len(known))
        tables[first_kind] = (names.first[known].ravel(), len(known))
    school = columns.name["school"][counted]
    tables[SCHOOL] = (names.bare[school[school > 0]], int((school > 0).sum()))
    shares, floors = {}, {}
    for kind, (words, total) in tables.items():
        if total < least:
            continue
        counts = np.bincount(words, minlength=len(names.words))
        counts[0] = 0
        frequent = np.flatnonzero(counts >= least).tolist()
        shares[kind] = {names.words[word]: _halves(counts[word] / total) for word in frequent}
        # What is rarer was seen a few times each: half of the least that is named.
        floors[kind] = min(_halves(least / 2 / total), 0.0)
    return Frequencies(shares, floors)


def _halves(share: float) -> float:
    return round(log2(share) * 2) / 2
