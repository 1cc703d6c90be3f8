"""Reads lists from CSV, XLSX and Parquet files into one table. A row that cannot be read stops nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from opennrm.linkage.encodings import lists
from opennrm.linkage.encodings.columns import Columns, Said
from opennrm.linkage.encodings.files import ordinary
from opennrm.linkage.encodings.lists import Row
from opennrm.linkage.encodings.problems import EncodingProblem
from opennrm.linkage.lists import LONGEST_CELL, ListRefused

from . import headings, values, workbook
from .extra import needed
from .table import Table

Progress = Callable[[int, int], None]
AT_ONCE = 20_000
"""Rows that are brought into columns at once."""
_NAMES = ("given_names", "family_name", "other_names")
_UNREADABLE_DATE = "The date of birth cannot be read. The row was compared without it."
_NO_NAME = "The row has no name."


@dataclass(frozen=True)
class ReadList:
    """One list, as it was read: how its columns were understood, and how many of its rows are compared.

    `kind` says how it is written, such as “CSV in UTF-8”.
    """

    path: Path
    kind: str
    columns: Columns
    first: int
    records: int


@dataclass(frozen=True)
class Problem:
    """A row that was left out, or compared without a value. `line` counts from 1."""

    path: Path
    line: int
    reason: str
    is_left_out: bool


@dataclass
class Lists:
    """All lists in one table, one after the other; the line and the id of each record, and what could not be read."""

    table: Table = field(default_factory=Table)
    each: list[ReadList] = field(default_factory=list)
    lines: list[NDArray[np.int32]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(each.records for each in self.each)

    def list_of(self, record: int) -> int:
        """The number of the list of a record."""
        return next(place for place, each in enumerate(self.each) if record < each.first + each.records)

    @cached_property
    def _all_lines(self) -> NDArray[np.int32]:
        return np.concatenate(self.lines)

    def line_of(self, record: int) -> int:
        """The line on which a record begins, or the row of its sheet."""
        return int(self._all_lines[record])

    def numbers(self) -> NDArray[np.int16]:
        """The number of the list of each record."""
        return np.repeat(np.arange(len(self.each), dtype=np.int16), [each.records for each in self.each])


def read(paths: Sequence[Path], said: Said, *, on: date, progress: Progress | None = None) -> Lists:
    """Read all lists.

    :param on: today: nobody was born later.
    :param progress: is called with how many rows were read.
    :raises EncodingProblem: a file cannot be used, or its header does not tell where the names are.
    :raises ListRefused: the same of a workbook or a Parquet file.
    """
    found = Lists()
    for path in paths:
        _Reader(found, path, said, on).read(progress)
    found.table.finish()
    if len(found) < 2:
        raise ListRefused("It takes two records to compare. Check the lists.")
    return found


def rows_of(path: Path) -> tuple[str, Iterator[Row]]:
    """How a list is written, and its rows, the header first.

    :raises EncodingProblem: it cannot be read.
    :raises ListRefused: it is a Parquet file, and what reads those is not installed.
    """
    try:
        with ordinary(path).open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise EncodingProblem(f"{path} cannot be read: {error.strerror}.") from None
    if start == b"PAR1":
        return "Parquet", _parquet(path)
    if start == b"PK\x03\x04":
        return "a workbook", workbook.rows_of(path)
    text = lists.text_of(path)
    return f"CSV in {text.named}", lists.rows_of(text)


def _parquet(path: Path) -> Iterator[Row]:
    duckdb = needed("duckdb", f"{path} is a Parquet file.")
    try:
        with duckdb.connect(":memory:", config={"threads": 1, "temp_directory": ""}) as connection:
            found = connection.execute("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(?)", [str(path)])
            yield Row(1, [column[0] for column in found.description])
            line = 1
            while rows := found.fetchmany(AT_ONCE):
                for row in rows:
                    line += 1
                    yield Row(line, [(cell or "").strip() for cell in row])
    except duckdb.Error as error:
        raise ListRefused(f"{path} cannot be read as a Parquet file: {str(error).splitlines()[0]}") from None


class _Reader:
    def __init__(self, into: Lists, path: Path, said: Said, on: date) -> None:
        self._into, self._path, self._said, self._on = into, path, said, on
        self._kind, self._rows = rows_of(path)
        self._born: dict[str, str | None] = {}
        self._others: dict[str, dict[str, str]] = {"sex": {}, "area": {}}

    def read(self, progress: Progress | None) -> None:
        header = next(self._rows, None)
        if header is None or header.problem:
            raise ListRefused(f"{self._path} has no first line with the names of its columns. Add one.")
        columns = headings.columns_of(header.cells, self._said)
        first, lines = len(self._into), []
        count = 0
        while chunk := list(islice(self._rows, AT_ONCE)):
            read = self._add(self._whole(chunk, len(header.cells)), columns)
            lines.append(np.array(read, dtype=np.int32))
            count += len(read)
            if progress:
                progress(first + count, 0)
        self._into.lines += lines
        self._into.each.append(ReadList(self._path, self._kind, columns, first, count))

    def _whole(self, rows: list[Row], width: int) -> list[Row]:
        """The rows that can be read and have as many cells as the header. Empty cells at the end do not count."""
        found = []
        for row in rows:
            if not row.problem and len(row.cells) == width:
                found.append(row)
                continue
            cells = row.cells[:width] if not any(row.cells[width:]) else row.cells
            if row.problem or len(cells) != width:
                self._note(
                    row.line, row.problem or f"The row has {len(cells)} columns, and the header has {width}."
                )
            else:
                found.append(Row(row.line, cells))
        return found

    def _add(self, rows: list[Row], columns: Columns) -> list[int]:
        """Add rows to the table; the lines of those that were added."""
        places = [columns.places[name] for name in _NAMES if name in columns.places]
        named = []
        for row in rows:
            if any(row.cells[place] for place in places):
                named.append(row)
            else:
                self._note(row.line, _NO_NAME)
        if not named:
            return []
        cells = list(zip(*(row.cells for row in named), strict=True))
        lines = [row.line for row in named]
        found: dict[str, Sequence[str]] = {}
        for name, place in columns.places.items():
            found[name] = self._values(name, cells[place], lines, columns)
        self._into.ids += found.pop(headings.ID, [""] * len(named))
        self._into.table.add(found, len(named))
        return lines

    def _values(self, name: str, cells: Sequence[str], lines: list[int], columns: Columns) -> Sequence[str]:
        if name == "born":
            return self._dates(cells, lines, columns)
        if name in self._others:
            known, said, form = (
                self._others[name],
                columns.sexes if name == "sex" else columns.areas,
                values.sex if name == "sex" else values.area,
            )
            for cell in set(cells) - known.keys():
                known[cell] = form(cell, said)
            return [known[cell] for cell in cells]
        if max(map(len, cells)) > LONGEST_CELL:
            return [cell[:LONGEST_CELL] for cell in cells]
        return cells

    def _dates(self, cells: Sequence[str], lines: list[int], columns: Columns) -> list[str]:
        known = self._born
        for cell in set(cells) - known.keys():
            known[cell] = values.born(cell, columns.dates, on=self._on) if cell else ""
        found = [known[cell] for cell in cells]
        for line, date_ in zip(lines, found, strict=True):
            if date_ is None:
                self._note(line, _UNREADABLE_DATE, is_left_out=False)
        return [text or "" for text in found]

    def _note(self, line: int, reason: str, *, is_left_out: bool = True) -> None:
        self._into.problems.append(Problem(self._path, line, reason, is_left_out))
