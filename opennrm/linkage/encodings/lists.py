"""Read a list of people row by row, as spreadsheets save it. A row that cannot be read stops nothing."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from opennrm.linkage.encodings.files import ordinary
from opennrm.linkage.encodings.problems import EncodingProblem

MOST_CHARACTERS = 65_536
"""Of a line. Nobody's row is longer, and a longer one is not kept in memory."""
MOST_LINES = 10
"""Of one row: a cell in quotes may have several lines."""
SEPARATORS = ",;\t"
_CHUNK = 1 << 20
UNREADABLE = "\ufffd"


@dataclass(frozen=True)
class Row:
    """The cells of a row, or the reason why there are none. `line` is where it begins, counted from 1."""

    line: int
    cells: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Text:
    """How the bytes of a list are to be read."""

    path: Path
    encoding: str
    size: int

    @property
    def named(self) -> str:
        """The encoding as people know it."""
        return {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}[self.encoding]


def text_of(path: Path) -> Text:
    """Find out how a list is written.

    :raises EncodingProblem: it is a workbook, or no text.
    """
    try:
        with ordinary(path).open("rb") as file:
            start = file.read(4)
            size = path.stat().st_size
            if start.startswith(b"PK"):
                raise EncodingProblem(f"{path} is a workbook. Save the sheet as CSV, and give that file.")
            if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return Text(path, "utf-16", size)
            decoder = codecs.getincrementaldecoder("utf-8")()
            decoder.decode(start)
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return Text(path, "cp1252", size)
    except OSError as error:
        raise EncodingProblem(f"{path} cannot be read: {error.strerror}.") from None
    return Text(path, "utf-8-sig", size)


def rows_of(text: Text) -> Iterator[Row]:
    """Every row of the list that is not blank, the header first."""
    # Whatever ends the lines, and whatever cannot be read: a row is refused for it, not the list.
    with text.path.open(encoding=text.encoding, errors="replace", newline=None) as file:
        lines = _Lines(file)
        separator = None
        while (first := lines.next()) is not None:
            line, written, problem = first
            if separator is None and (said := _said_separator(written)):
                separator = said
                continue
            if problem or not written.strip(f"{SEPARATORS} \n"):
                if problem:
                    yield Row(line, problem=problem)
                continue
            if separator is None:
                separator = max(SEPARATORS, key=written.count)
            yield _row(line, written, lines, separator)


class _Lines:
    """The lines of a file with their numbers, some of which can be put back."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._number = file, 0
        self._waiting: deque[tuple[int, str, str]] = deque()

    def next(self) -> tuple[int, str, str] | None:
        """The number of the next line, its text, and what is wrong with it; None at the end."""
        if self._waiting:
            return self._waiting.popleft()
        line = self._file.readline(MOST_CHARACTERS + 1)
        if not line:
            return None
        self._number += 1
        if len(line) > MOST_CHARACTERS and not line.endswith("\n"):
            while (rest := self._file.readline(MOST_CHARACTERS)) and not rest.endswith("\n"):
                pass
            return self._number, "", f"The line has more than {MOST_CHARACTERS:,} characters."
        if "\x00" in line:
            return self._number, "", "The line is not text."
        return self._number, line, ""

    def put_back(self, lines: list[tuple[int, str, str]]) -> None:
        self._waiting.extendleft(reversed(lines))


def _said_separator(line: str) -> str:
    """What a first line for spreadsheets says, such as “sep=;”."""
    said = line.strip("\n").lower()
    return said[4] if said.startswith("sep=") and len(said) == 5 else ""


def _row(line: int, written: str, lines: _Lines, separator: str) -> Row:
    """The row that begins with this line. If a quote is never closed, the lines after it are rows of their own."""
    taken: list[tuple[int, str, str]] = []
    whole = written
    while whole.count('"') % 2:
        following = lines.next() if len(taken) < MOST_LINES else None
        if following is not None:
            taken.append(following)
        if following is None or following[2]:
            lines.put_back(taken)
            return Row(line, problem="A quotation mark is not closed.")
        whole += following[1]
    try:
        cells = next(csv.reader([whole], delimiter=separator))
    except (csv.Error, StopIteration):
        return Row(line, problem="The row is not CSV.")
    if UNREADABLE in whole:
        return Row(line, cells, problem="A character cannot be read. Save the list as “CSV UTF-8”.")
    return Row(line, [cell.strip() for cell in cells])
