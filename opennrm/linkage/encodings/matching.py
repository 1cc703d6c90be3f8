"""What the matcher does: from encoded lists to matches, one to one, and to the table of overlaps. Needs no key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from opennrm.linkage.encodings import blocking, comparing
from opennrm.linkage.encodings.encoded_lists import EncodedList
from opennrm.linkage.encodings.filters import Progress
from opennrm.linkage.encodings.problems import EncodingProblem

MOST_LISTS = 12
"""As many as an estimate reads."""

Match = tuple[int, int, int, int, int]
"""The number of a list and of a row in it, of another list and of a row in that one, and how alike they are."""


@dataclass(frozen=True)
class Matches:
    """Which rows are one person, and by how many exactly each combination of lists is known."""

    found: list[Match]
    overlaps: dict[tuple[int, ...], int]


def match(
    lists: Sequence[EncodedList],
    threshold: int,
    *,
    sampled: bool = False,
    progress: Progress | None = None,
) -> Matches:
    """Match the lists with each other. A person has at most one row in each list: the most alike come first.

    `sampled` compares only what agrees in a sample of bits (`blocking`).

    :raises EncodingProblem: the lists cannot be compared; the message says which.
    """
    check_comparable(lists)
    if sampled and threshold < blocking.LOWEST:
        raise EncodingProblem(
            f"Sampling misses half of the pairs below a threshold of {blocking.LOWEST / comparing.WHOLE}. "
            "Leave out --sample-bits."
        )
    both = list(combinations(range(len(lists)), 2))
    edges = []
    for number, (first, second) in enumerate(both):
        find = blocking.pairs if sampled else comparing.pairs
        pairs = find(
            lists[first].encodings,
            lists[second].encodings,
            threshold,
            progress=_part_of(progress, number, len(both)),
        )
        edges.append(_edges(first, second, pairs))
    return _one_to_one(lists, np.concatenate(edges))


def check_comparable(lists: Sequence[EncodedList]) -> None:
    """:raises EncodingProblem: these lists cannot be compared with each other."""
    if not 2 <= len(lists) <= MOST_LISTS:
        raise EncodingProblem(f"Give from 2 to {MOST_LISTS} encoded lists.")
    for one, other in combinations(lists, 2):
        names = f"“{one.header.name}” and “{other.header.name}”"
        if one.header.name == other.header.name:
            raise EncodingProblem(
                f"Two lists are called “{one.header.name}”. Encode one of them again with another --name."
            )
        if one.header.key_check != other.header.key_check:
            raise EncodingProblem(
                f"{names} were encoded with different keys, so nothing in them can match. Read the fingerprints of "
                "both keys to each other, and encode again with the same key."
            )


def _part_of(progress: Progress | None, number: int, parts: int) -> Progress | None:
    """Progress of one part of several, as progress of the whole."""
    if progress is None:
        return None
    return lambda done, whole: progress(number * whole + done, parts * whole)


def _edges(first: int, second: int, pairs: comparing.Pairs) -> np.ndarray:
    """(n, 5) one row for each pair as a `Match`, rows counted from 1 and lists from 1."""
    lists = np.full((len(pairs), 1), first + 1), np.full((len(pairs), 1), second + 1)
    return np.hstack(
        [
            lists[0], pairs.first[:, None] + 1, lists[1], pairs.second[:, None] + 1, pairs.dice[:, None],
        ]
    ).astype(np.int64)  # fmt: skip


def _one_to_one(lists: Sequence[EncodedList], edges: np.ndarray) -> Matches:
    """Take the most alike first, and put two groups of rows together if they share no list."""
    order = np.lexsort((edges[:, 3], edges[:, 2], edges[:, 1], edges[:, 0], -edges[:, 4]))
    groups = _Groups()
    found: list[Match] = []
    for first, row, second, other, dice in edges[order].tolist():
        if groups.join((first, row), (second, other)):
            found.append((first, row, second, other, dice))
    counts = Counter(groups.patterns())
    for number, each in enumerate(lists, start=1):
        grouped = sum(count for pattern, count in counts.items() if number in pattern)
        # The invented rows are nobody, and they match nobody.
        counts[(number,)] += max(each.header.people - grouped, 0)
    return Matches(sorted(found), {pattern: counts[pattern] for pattern in sorted(counts) if counts[pattern]})


Row = tuple[int, int]


class _Groups:
    """Rows that are one person: at most one of each list."""

    def __init__(self) -> None:
        self._members: dict[Row, dict[int, Row]] = {}

    def join(self, one: Row, other: Row) -> bool:
        """Make one person of two rows, if they do not already have two different rows of one list; whether they are."""
        left = self._members.setdefault(one, {one[0]: one})
        right = self._members.setdefault(other, {other[0]: other})
        if left is right:
            return True
        if left.keys() & right.keys():
            return False
        left.update(right)
        for row in right.values():
            self._members[row] = left
        return True

    def patterns(self) -> list[tuple[int, ...]]:
        """The lists of each person who is on more than one."""
        different = {id(group): group for group in self._members.values()}
        return [tuple(sorted(group)) for group in different.values() if len(group) > 1]


def overlap_table(lists: Sequence[EncodedList], overlaps: dict[tuple[int, ...], int]) -> str:
    """The overlaps as `opennrm estimate` reads them: a column of 0 and 1 for each list, and their count."""
    lines = [",".join([*(each.header.name for each in lists), "count"])]
    for pattern, count in overlaps.items():
        marks = ["1" if number in pattern else "0" for number in range(1, len(lists) + 1)]
        lines.append(",".join([*marks, str(count)]))
    return "\n".join(lines) + "\n"
