"""Which pairs of records are worth a comparison: those that share a key that few have."""

import numpy as np

from opennrm.people import blocking

from .columns import Columns, Ints

LARGEST_BLOCK = 200
"""Records. A key that more have says too little, and its pairs would take too long."""


def candidate_pairs(
    columns: Columns, *, largest: int = LARGEST_BLOCK, kinds: tuple[str, ...] = blocking.KINDS
) -> tuple[Ints, Ints]:
    """The pairs that share at least one key of these kinds, each once, the smaller place on the left."""
    wanted = np.isin(columns.key_kinds, [blocking.KINDS.index(kind) for kind in kinds])
    return pairs_within(columns.keys[wanted], columns.key_records[wanted], len(columns), largest)


def pairs_within(keys: Ints, records: Ints, count: int, largest: int) -> tuple[Ints, Ints]:
    """The pairs of records that share a key which at most so many have, each once and in order."""
    order = np.lexsort((records, keys))
    keys, records = keys[order], records[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    fits = np.repeat((sizes > 1) & (sizes <= largest), sizes)
    keys, records = keys[fits], records[fits]
    found = [np.zeros(0, dtype=np.int64)]
    apart, places = 1, np.arange(len(keys) - 1)
    # Neighbours at each distance: the places that still have one of the same key become fewer and fewer.
    while len(places):
        places = places[places + apart < len(keys)]
        places = places[keys[places] == keys[places + apart]]
        found.append(records[places] * count + records[places + apart])
        apart += 1
    codes = np.sort(np.concatenate(found))
    codes = codes[np.r_[True, codes[1:] != codes[:-1]]] if len(codes) else codes
    left, right = np.divmod(codes, max(count, 1))
    return left, right
