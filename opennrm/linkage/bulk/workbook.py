"""Reads the first sheet of a workbook (XLSX, ECMA-376) row by row."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from xml.parsers import expat

from opennrm.linkage.encodings.lists import Row
from opennrm.linkage.lists import LONGEST_CELL, ListRefused

MOST_BYTES = 4 << 30
"""Of one part of a workbook, unpacked. The largest sheet that spreadsheets can make is far smaller."""
MOST_COLUMNS = 1000
_CHUNK = 1 << 18
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError,
)  # fmt: skip
_DATES = frozenset({*range(14, 18), 22, *range(27, 32), 34, 35, 36, *range(50, 59)})
"""The numbers of the formats of dates that are built into spreadsheets."""
_COLUMN = re.compile(r"([A-Z]{1,3})\d+", re.ASCII)
_IN_QUOTES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def rows_of(path: Path) -> Iterator[Row]:
    """Every row of the first sheet that is not blank, the header first. Dates are written as 2012-03-27.

    :raises ListRefused: it is not a workbook, or one that asks for too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            sheet, counts_from_1904 = _first_sheet(archive)
            texts = _shared_texts(archive)
            yield from _Sheet(texts, _date_styles(archive), counts_from_1904).rows(_part(archive, sheet))
    except _UNREADABLE as error:
        raise ListRefused(
            f"{path} cannot be read as a workbook ({error}). Save the sheet as CSV, and give that file."
        ) from None


class _Parser:
    """Calls back for each element; a workbook has no document type, and one that has is refused."""

    def __init__(self) -> None:
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = lambda name, attributes: self.start(
            name.rsplit(" ", 1)[-1], attributes
        )
        self._expat.EndElementHandler = lambda name: self.end(name.rsplit(" ", 1)[-1])
        self._expat.CharacterDataHandler = self.text
        self._expat.StartDoctypeDeclHandler = _refuse

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """What stands in an element."""

    def chunks(self, part: IO[bytes]) -> Iterator[None]:
        """Read a part piece by piece, with a pause after each."""
        with part:
            while chunk := part.read(_CHUNK):
                self._expat.Parse(chunk, False)
                yield
            self._expat.Parse(b"", True)
        yield

    def read(self, part: IO[bytes]) -> None:
        """Read a part to its end."""
        for _ in self.chunks(part):
            pass


def _refuse(*_: object) -> None:
    raise zipfile.BadZipFile("it has a document type")


def _part(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise zipfile.BadZipFile("it is too large")
    return archive.open(name)


def _first_sheet(archive: zipfile.ZipFile) -> tuple[str, bool]:
    book, relations = _Attributes("sheet", "workbookPr"), _Attributes("Relationship")
    book.read(_part(archive, "xl/workbook.xml"))
    relations.read(_part(archive, "xl/_rels/workbook.xml.rels"))
    targets = {each["Id"]: each["Target"] for _, each in relations.found}
    sheets = [each for name, each in book.found if name == "sheet"]
    shown = [each for each in sheets if each.get("state", "visible") == "visible"] or sheets
    if not shown:
        raise zipfile.BadZipFile("it has no sheet")
    relation = next(value for name, value in shown[0].items() if name.endswith(" id"))
    target = targets[relation]
    date1904 = any(each.get("date1904") in ("1", "true") for name, each in book.found if name == "workbookPr")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}", date1904


class _Attributes(_Parser):
    """The attributes of all elements of these names."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self._names = names
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._names:
            self.found.append((name, attributes))


def _date_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the styles that show a number as a date."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = _Styles()
    styles.read(_part(archive, "xl/styles.xml"))
    own = {number for number, code in styles.formats.items() if _is_date(code)}
    return frozenset(str(place) for place, number in enumerate(styles.used) if number in own | _DATES)


def _is_date(code: str) -> bool:
    plain = _IN_QUOTES.sub("", code).casefold()
    return "y" in plain or ("d" in plain and "m" in plain)


class _Styles(_Parser):
    def __init__(self) -> None:
        super().__init__()
        self.formats: dict[int, str] = {}
        self.used: list[int] = []
        self._in_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and "formatCode" in attributes:
            self.formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        self._in_cells = name == "cellXfs" or (self._in_cells and name != "cellStyles")
        if name == "xf" and self._in_cells:
            self.used.append(int(attributes.get("numFmtId", "0")))


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    shared = _Shared()
    shared.read(_part(archive, "xl/sharedStrings.xml"))
    return shared.texts


class _Shared(_Parser):
    """The texts that cells share, without how they are pronounced."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._aside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        self._aside = self._aside or name == "rPh"
        self._in_text = name == "t" and not self._aside

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)

    def end(self, name: str) -> None:
        self._in_text = False
        if name == "rPh":
            self._aside = False
        if name == "si":
            self.texts.append("".join(self._parts)[:LONGEST_CELL])


class _Sheet(_Parser):
    def __init__(self, texts: list[str], dates: frozenset[str], counts_from_1904: bool) -> None:
        super().__init__()
        self._texts, self._dates = texts, dates
        self._first_day = datetime(1904, 1, 1) if counts_from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
        self._waiting: list[Row] = []
        self._width = self._line = 0
        self._cells: dict[int, str] = {}
        self._column, self._kind, self._style = -1, "n", ""
        self._parts: list[str] = []
        self._in_value = False

    def rows(self, part: IO[bytes]) -> Iterator[Row]:
        """The rows, each as long as the header at least."""
        for _ in self.chunks(part):
            waiting, self._waiting = self._waiting, []
            yield from waiting

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._line = int(attributes.get("r", self._line + 1))
            self._cells, self._column = {}, -1
        elif name == "c":
            place = _COLUMN.fullmatch(attributes.get("r", ""))
            self._column = _number_of(place[1]) if place else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._parts = []
        self._in_value = name in ("v", "t")

    def text(self, text: str) -> None:
        if self._in_value:
            self._parts.append(text)

    def end(self, name: str) -> None:
        self._in_value = False
        if name == "c" and self._parts and self._column < MOST_COLUMNS:
            self._cells[self._column] = self._value("".join(self._parts)).strip()[:LONGEST_CELL]
        if name == "row" and any(self._cells.values()):
            self._width = self._width or max(self._cells) + 1
            width = max(self._width, max(self._cells) + 1)
            self._waiting.append(Row(self._line, [self._cells.get(place, "") for place in range(width)]))

    def _value(self, text: str) -> str:
        if self._kind == "s":
            return self._texts[int(text)] if int(text) < len(self._texts) else ""
        if self._kind == "e":
            return ""
        if self._kind != "n" or not _NUMBER.fullmatch(text):
            return text
        number = float(text)
        if self._style in self._dates and 0 < number < 2_958_466:
            return (self._first_day + timedelta(days=int(number))).date().isoformat()
        return str(int(number)) if number.is_integer() else text


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
