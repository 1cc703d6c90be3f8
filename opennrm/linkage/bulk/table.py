"""Gathers the records of lists column by column, each different text once, and brings them into arrays.

The arrays are those of `opennrm.linkage.columns`; a test compares the two. There every record is brought into its
forms, here every different text of a column, which takes a fifth of the time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from opennrm.linkage.columns import NAMED, Columns, Ints
from opennrm.linkage.lists import COLUMNS, several
from opennrm.linkage.records import MOST_OTHERS, MOST_TELEPHONES, Born, born_of, end_of, without_alias
from opennrm.people import rules
from opennrm.people.sounds import Variants

from .keys import Keys, Parts, keys_of
from .names import NameTable, Places, Ragged, Rows

_NAME_COLUMN = {
    "given_names": "given", "family_name": "family", "second_family_name": "second", "middle_names": "middle",
    "school": "school", "guardian": "guardian",
}  # fmt: skip
_CALLED = ("given_names", "family_name")
LONGEST_DOCUMENT = 40


class Texts:
    """Gives each different text of a column a number, in the order in which they come; the empty text is 0."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._numbers[""]

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """The numbers of these texts."""
        return np.fromiter(map(self._numbers.__getitem__, texts), np.int32, len(texts))

    def all(self) -> list[str]:
        """All texts, by their numbers."""
        return list(self._numbers)


class Table:
    """The records as they were written."""

    def __init__(self) -> None:
        self._texts = {column: Texts() for column in COLUMNS}
        self._chunks: dict[str, list[NDArray[np.int32]]] = {column: [] for column in COLUMNS}
        self._numbers: dict[str, NDArray[np.int32]] = {}
        self._written: dict[str, list[str]] = {}

    def add(self, columns: dict[str, Sequence[str]], count: int) -> None:
        """Add so many records, given by their columns. A column that is not there is not known."""
        for column in COLUMNS:
            texts = columns.get(column)
            self._chunks[column].append(
                np.zeros(count, np.int32) if texts is None else self._texts[column].numbers(texts)
            )

    def finish(self) -> None:
        """Say that no more is added."""
        for column in COLUMNS:
            chunks = self._chunks.pop(column)
            self._numbers[column] = np.concatenate(chunks) if chunks else np.zeros(0, np.int32)
            self._written[column] = self._texts.pop(column).all()

    def __len__(self) -> int:
        return len(self._numbers[COLUMNS[0]])

    def written(self, column: str, record: int) -> str:
        """What stands in a cell."""
        return self._written[column][self._numbers[column][record]]

    def known(self, column: str) -> int:
        """How many records have something in a column."""
        return int(np.count_nonzero(self._numbers[column]))

    def columns(self, variants: Variants) -> tuple[Columns, Keys]:
        """The records as arrays, and the keys by which they meet."""
        return _Arrays(self._numbers, self._written, variants).columns()


class _Arrays:
    def __init__(
        self, numbers: dict[str, NDArray[np.int32]], written: dict[str, list[str]], variants: Variants
    ) -> None:
        self._numbers, self._written = numbers, written
        self._names = NameTable(variants)
        self._count = len(numbers[COLUMNS[0]])

    def columns(self) -> tuple[Columns, Keys]:
        name, called = self._name_numbers()
        others, others_of = self._others(name["middle"], called)
        born, estimated = self._born()
        telephones = self._rows("telephone", _ends, MOST_TELEPHONES)
        sex, _ = self._codes("sex", _plain)
        area, _ = self._codes("area", _plain)
        document, documents = self._codes("document_number", _document)
        keys = keys_of(
            Parts(
                own=self._own_names(name, others, others_of),
                heard=self._names.heard(),
                letters=np.array(
                    [ord(str(sound)[0]) if sound else 0 for sound in self._names.sounds.values()]
                ),
                born=born,
                is_estimated=estimated,
                telephones=telephones,
                area=area,
                document=document,
                documents=documents,
            )
        )
        found = Columns(
            names=self._names.names(),
            name=name,
            others=self._keys_of_others(others, others_of),
            born=born,
            is_estimated=estimated,
            sex=sex,
            area=area,
            document=document,
            documents=documents,
            telephones=telephones,
            keys=np.zeros(0, np.int64),
            key_kinds=np.zeros(0, np.int64),
            key_records=np.zeros(0, np.int64),
        )
        return found, keys

    def _name_numbers(self) -> tuple[dict[str, Ints], list[tuple[Places, Rows]]]:
        """The number of each record's name in each field, and what given and family names say that they are called."""
        found, called = {}, list[tuple[Places, Rows]]()
        for column, field in _NAME_COLUMN.items():
            numbers, said = [], Ragged()
            for text in self._written[column]:
                if column in _CALLED:
                    text, others = without_alias(text)
                    said.add(map(self._names.number, others))
                numbers.append(self._names.number(text))
            if column in _CALLED:
                called.append((self._numbers[column], said.rows()))
            found[field] = np.array(numbers, dtype=np.int64)[self._numbers[column]]
        return {field: found[field] for field in NAMED}, called

    def _others(self, middle: Ints, called: list[tuple[Places, Rows]]) -> tuple[Ints, Ints]:
        """The other names, and the record of each: the middle names first, six at most."""
        aliases = Ragged()
        for text in self._written["other_names"]:
            aliases.add(map(self._names.number, several(text)))
        names, of = [middle], [np.arange(self._count)]
        several_: list[tuple[Places, Rows]] = [*called, (self._numbers["other_names"], aliases.rows())]
        for numbers, rows in several_:
            values, place = rows.of(numbers)
            names.append(values)
            of.append(place)
        return first_of_each(np.concatenate(names), np.concatenate(of), MOST_OTHERS)

    def _keys_of_others(self, others: Ints, others_of: Ints) -> Ints:
        values, place = self._names.keys().of(others)
        return _table(values, others_of[place], self._count)

    def _own_names(self, name: dict[str, Ints], others: Ints, others_of: Ints) -> tuple[Ints, Ints]:
        own = [name[field] for field in ("given", "family", "second")]
        everybody = np.arange(self._count)
        names, of = (
            np.concatenate([*own, others]),
            np.concatenate([everybody, everybody, everybody, others_of]),
        )
        return first_of_each(names, of, MOST_OTHERS + len(own))

    def _born(self) -> tuple[Ints, NDArray[np.bool_]]:
        estimates = np.array([text.casefold() in _YES for text in self._written["born_estimated"]])
        parts = [born_of(text) or _UNKNOWN for text in self._written["born"]]
        dates = np.array([(born.year, born.month, born.day) for born in parts], dtype=np.int64).reshape(-1, 3)
        numbers = self._numbers["born"]
        born = dates[numbers]
        estimated = np.array([born.is_estimated for born in parts])[numbers]
        return born, (estimated | estimates[self._numbers["born_estimated"]]) & (born[:, 0] > 0)

    def _codes(self, column: str, form: Callable[[str], str]) -> tuple[Ints, Sequence[str]]:
        """The numbers of a column's texts in one form, and the forms."""
        texts = Texts()
        numbers = texts.numbers([form(text) for text in self._written[column]])
        return numbers[self._numbers[column]].astype(np.int64), texts.all()

    def _rows(self, column: str, values: Callable[[str], Iterable[int]], most: int) -> Ints:
        rows = Ragged()
        for text in self._written[column]:
            rows.add(list(dict.fromkeys(values(text)))[:most])
        return rows.rows().table()[self._numbers[column]]


_YES = frozenset({"yes", "true", "1"})
_UNKNOWN = Born(0, 0, 0, is_estimated=False)


def _ends(text: str) -> Iterable[int]:
    # One more than the number, so that 0 is not known.
    return (int(digits) + 1 for digits in map(end_of, several(text)) if digits)


def _plain(text: str) -> str:
    return text.strip().casefold()


def _document(text: str) -> str:
    return rules.document_number(text)[:LONGEST_DOCUMENT]


def first_of_each(values: Ints, of: Ints, most: int) -> tuple[Ints, Ints]:
    """The values that are not 0, the first so many of each record, in the order of the records."""
    known = values > 0
    values, of = values[known], of[known]
    order = np.argsort(of, kind="stable")
    values, of = values[order], of[order]
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]]) if len(of) else np.zeros(0, np.int64)
    rank = np.arange(len(of)) - np.repeat(starts, np.diff(np.r_[starts, len(of)]))
    return values[rank < most], of[rank < most]


def _table(values: Ints, of: Ints, count: int) -> Ints:
    """Values that stand in the order of their records as one table, filled up with 0."""
    lengths = np.bincount(of, minlength=count)
    rows = Rows(values, np.r_[0, np.cumsum(lengths)])
    return rows.table()
