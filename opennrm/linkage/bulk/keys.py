"""The keys by which records meet, as `opennrm.people.blocking` defines them, made of arrays.

A key is one number: its kind in the highest bits, below them what it joins. Two records have the same number if and
only if they have the same key.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opennrm.linkage.columns import Ints
from opennrm.people import blocking

from .names import Places, Rows

_KIND_BITS, _HALF = 58, 28
"""The kind stands above 58 bits, of which two halves have 28 each."""


@dataclass(frozen=True)
class Parts:
    """What keys are made of. `own` are the numbers of the names of each record in their order, with the record of each.

    `letters` is the first letter of each sound.
    """

    own: tuple[Ints, Ints]
    heard: Rows
    letters: Ints
    born: Ints
    is_estimated: NDArray[np.bool_]
    telephones: Ints
    area: Ints
    document: Ints
    documents: Sequence[str]


@dataclass(frozen=True)
class Keys:
    """For each kind the keys and the record of each."""

    of_kind: dict[str, tuple[Ints, Places]]


def keys_of(parts: Parts) -> Keys:
    """All keys of all records."""
    sounds, of = _sounds(parts)
    year, month, day = parts.born.T
    complete = ~parts.is_estimated & (year > 0) & (month > 0) & (day > 0)
    low, high = np.minimum(month, day), np.maximum(month, day)
    has_year, whole, has_area = year[of] > 0, complete[of], parts.area[of] > 0
    born_low = (year * 16 + low) * 32 + high
    initials = np.unique(np.stack([born_low[of[whole]], parts.letters[sounds[whole]], of[whole]]), axis=1)
    found = {
        blocking.PAIR: _pairs(sounds, of),
        blocking.SOUND_YEAR: (_two(sounds[has_year], year[of[has_year]]), of[has_year]),
        blocking.BIRTH_INITIAL: (_two(initials[1], initials[0]), initials[2]),
        blocking.DAY_SOUND: (_two(sounds[whole], (month * 32 + day)[of[whole]]), of[whole]),
        blocking.TELEPHONE: _each(parts.telephones),
        blocking.SOUND_AREA: (_two(sounds[has_area], parts.area[of[has_area]]), of[has_area]),
        blocking.DOCUMENT: _each(parts.document[:, None]),
    }
    return Keys(
        {
            kind: (keys + (place << _KIND_BITS), records.astype(np.int32))
            for place, (kind, (keys, records)) in enumerate(found.items(), start=1)
        }
    )


def _sounds(parts: Parts) -> tuple[Ints, Ints]:
    """The different sounds of each record in the order of its names, as many as count, and the record of each."""
    names, records = parts.own
    sounds, place = parts.heard.of(names)
    of = records[place].astype(np.int64)
    # A sound that a record has twice counts where it stands first.
    first = np.sort(np.unique(of << _HALF | sounds, return_index=True)[1])
    sounds, of = sounds[first].astype(np.int64), of[first]
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]]) if len(of) else np.zeros(0, np.int64)
    rank = np.arange(len(of)) - np.repeat(starts, np.diff(np.r_[starts, len(of)]))
    counts = rank < blocking.MOST_SOUNDS
    return sounds[counts], of[counts]


def _two(one: Ints, other: Ints) -> Ints:
    return one.astype(np.int64) << _HALF | other


def _pairs(sounds: Ints, of: Ints) -> tuple[Ints, Ints]:
    """Each two sounds of a record, in an order that does not depend on how they were written."""
    keys, records = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for apart in range(1, blocking.MOST_SOUNDS):
        both = np.flatnonzero(of[apart:] == of[:-apart])
        one, other = sounds[both], sounds[both + apart]
        keys.append(_two(np.minimum(one, other), np.maximum(one, other)))
        records.append(of[both])
    return np.concatenate(keys), np.concatenate(records)


def _each(values: Ints) -> tuple[Ints, Ints]:
    records, column = np.nonzero(values)
    return values[records, column].astype(np.int64), records
