"""The capture table: how many people stand on exactly which lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from opennrm.statistics.hidden_population.sentences import Sentence, gettext_noop
from opennrm.statistics.hidden_population.transforms import members, superset_sums

MOST_LISTS = 12


class TableRefused(ValueError):
    """The lists cannot be used as they stand; the message says where the fault is and what to do.

    `sentence` is the message without the place, to be translated. `line` is the line of the file, counted from
    1, where one line is at fault; `lines` the first and the last one where the table as a whole is; otherwise
    both are `None`.
    """

    def __init__(
        self,
        template: str,
        *,
        line: int | None = None,
        lines: tuple[int, int] | None = None,
        **values: str | int,
    ) -> None:
        self.sentence, self.line, self.lines = Sentence(template, values), line, lines
        place = f"Line {line}: " if line else f"Lines {lines[0]} to {lines[1]}: " if lines else ""
        super().__init__(f"{place}{self.sentence}")

    def at(self, *, line: int | None = None, lines: tuple[int, int] | None = None) -> TableRefused:
        """The same refusal with the place of the fault."""
        return TableRefused(self.sentence.template, line=line, lines=lines, **self.sentence.values)


@dataclass(frozen=True, eq=False)
class CaptureTable:
    """Counts of people by the set of lists they stand on.

    `names` t list names; `counts` (2**t,) whole numbers, whose place is the set of lists as bits, list 0 the
    lowest; place 0 (on no list) is nought, because nobody observed is there.
    """

    names: tuple[str, ...]
    counts: np.ndarray

    @property
    def lists(self) -> int:
        """How many lists there are."""
        return len(self.names)

    @property
    def observed(self) -> int:
        """How many different people the lists hold together."""
        return int(self.counts.sum())

    @cached_property
    def shared(self) -> np.ndarray:
        """(2**t,) how many people stand on all lists of a set, whatever other lists they stand on."""
        return superset_sums(self.counts)

    @cached_property
    def histories(self) -> np.ndarray:
        """Numbers of the capture histories that anybody has, ascending."""
        return np.flatnonzero(self.counts)

    def overlapping(self) -> int:
        """How many people stand on two lists or more."""
        return sum(int(self.counts[history]) for history in self.histories if int(history).bit_count() > 1)

    def label(self, term: int, order: Sequence[str] | None = None) -> str:
        """A set of lists as people write it, "A:B", its lists in the order given or in the table's."""
        names = [self.names[number] for number in members(term)]
        return ":".join(names if order is None else sorted(names, key=list(order).index))

    def reordered(self, order: Sequence[int]) -> CaptureTable:
        """The same table with the lists in another order; `order[i]` is the old number of the new list i."""
        old = np.arange(len(self.counts))
        new = sum(((old >> number & 1) << place for place, number in enumerate(order)), np.zeros_like(old))
        counts = np.zeros_like(self.counts)
        counts[new] = self.counts
        return CaptureTable(tuple(self.names[number] for number in order), counts)

    def canonical(self) -> CaptureTable:
        """The same table with its lists in an order that does not depend on how they were given.

        Largest list first, then by overlaps, then by name: so that equal lists in another column order give
        the same bytes, draws included.
        """

        def rank(number: int) -> tuple[float, list[float], str]:
            others = [other for other in range(self.lists) if other != number]
            overlaps = sorted(-self.shared[1 << number | 1 << other] for other in others)
            return -self.shared[1 << number], overlaps, self.names[number]

        return self.reordered(sorted(range(self.lists), key=rank))

    def without_list(self, number: int) -> CaptureTable:
        """The table as it would be had this list never been kept; people on no other list are then unseen."""
        low = (1 << number) - 1
        places = np.arange(len(self.counts))
        counts = np.zeros(len(self.counts) // 2, dtype=self.counts.dtype)
        np.add.at(counts, (places & low) | (places >> 1 & ~low), self.counts)
        counts[0] = 0
        return CaptureTable(self.names[:number] + self.names[number + 1 :], counts)

    def with_one_more(self, history: int, *, change: int = 1) -> CaptureTable:
        """The table with one more person (or `change` more) of a capture history."""
        counts = self.counts.copy()
        counts[history] += change
        return CaptureTable(self.names, counts)


def table_from_counts(
    histories: Iterable[Sequence[int]], counts: Iterable[int], names: Sequence[str]
) -> CaptureTable:
    """The table of capture histories with their counts; the same history twice is added up.

    `histories` (r, t) of 0 and 1; `counts` (r,) whole numbers, not negative; `names` t different names.

    :raises TableRefused: anything that is not such a table, or nobody in it, or nobody on two lists.
    """
    names = check_names(names)
    rows = [list(history) for history in histories]
    numbers = list(counts)
    if len(numbers) != len(rows):
        raise TableRefused(
            gettext_noop("There are {rows} histories and {numbers} counts; give one count for each history."),
            rows=len(rows),
            numbers=len(numbers),
        )
    table = np.zeros(1 << len(names), dtype=np.int64)
    for place, (history, count) in enumerate(zip(rows, numbers, strict=True), start=1):
        _refuse_wrong_row(place, history, count, lists=len(names))
        table[sum(int(mark) << number for number, mark in enumerate(history))] += int(count)
    return checked(CaptureTable(names, table))


def _refuse_wrong_row(place: int, history: Sequence[int], count: int, *, lists: int) -> None:
    if len(history) != lists or any(mark not in (0, 1) for mark in history):
        raise TableRefused(
            gettext_noop("History {place} is not {marks} marks of 0 or 1, one for each list."),
            place=place,
            marks=lists,
        )
    if not any(history):
        raise TableRefused(
            gettext_noop(
                "History {place} is for people on no list; leave it out, because their number is what we estimate."
            ),
            place=place,
        )
    if count < 0 or count != int(count):
        raise TableRefused(
            gettext_noop("Count {place} is {count}; give a whole number of people, 0 or more."),
            place=place,
            count=str(count),
        )


def table_from_people(histories: Iterable[Sequence[int]], names: Sequence[str]) -> CaptureTable:
    """The table of people, one history of 0 and 1 each.

    :raises TableRefused: as `table_from_counts`.
    """
    rows = list(histories)
    return table_from_counts(rows, [1] * len(rows), names)


def check_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names of the lists, if an estimate can be made from so many lists under these names.

    :raises TableRefused: fewer than two, more than `MOST_LISTS`, one empty or one twice.
    """
    trimmed = tuple(str(name).strip() for name in names)
    if len(trimmed) < 2:
        raise TableRefused(
            gettext_noop(
                "There is only one list; overlaps need two or more. Add a column for each further list."
            )
        )
    if len(trimmed) > MOST_LISTS:
        raise TableRefused(
            gettext_noop(
                "There are {lists} lists and at most {most} can be used; merge lists of the same kind of agency."
            ),
            lists=len(trimmed),
            most=MOST_LISTS,
        )
    for name in trimmed:
        if not name:
            raise TableRefused(gettext_noop("A list has no name; give every list column a name."))
        if ":" in name:
            raise TableRefused(
                gettext_noop(
                    "The name “{name}” contains a colon, which we use to join the names of a pair; remove it."
                ),
                name=name,
            )
        if trimmed.count(name) > 1:
            raise TableRefused(
                gettext_noop("Two lists have the name “{name}”; give each list a different name."),
                name=name,
            )
    return trimmed


def checked(table: CaptureTable) -> CaptureTable:
    """The table itself, if there is anything to estimate from.

    :raises TableRefused: nobody in it, an empty list, or nobody on two lists.
    """
    if table.observed == 0:
        raise TableRefused(
            gettext_noop("There is nobody on the lists; give at least two lists that overlap.")
        )
    for number, name in enumerate(table.names):
        if table.shared[1 << number] == 0:
            raise TableRefused(
                gettext_noop("There is nobody on the list “{name}”; leave its column out."), name=name
            )
    if table.overlapping() == 0:
        raise TableRefused(
            gettext_noop(
                "Nobody is on two lists, so there is no limit to how many may be hidden; "
                "check how the lists were linked, or use a longer period."
            )
        )
    return table
