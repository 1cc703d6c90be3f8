"""Lists of people read from CSV files and workbooks, as rows of text. What a spreadsheet would run is never run.

Of a workbook the first sheet that is not hidden is read. A cell with a formula has the value that was kept with it.
"""

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from xml.parsers import expat

from .agreed import CSV, MOST_COLUMNS, MOST_ROWS, TABLE, Reason, Refused

MOST_UNPACKED = 120 * 1024 * 1024
"""In bytes, of all parts of a workbook that are read: a few kilobytes can claim to be gigabytes."""
MOST_PARTS = 2000
MOST_DAYS = 2_900_000
"""A later day is after the year 9999: the number is no date."""
_CHUNK = 64 * 1024
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What Windows-1252 leaves open; a text that has one of these is in another encoding.
_NOT_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
_DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 32), *range(36, 37), *range(50, 59)))
_WORDS_OF_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
FORMULA_WITHOUT_VALUE = "=?"
"""Stands for a formula whose value was not kept."""


def prepare() -> None:
    """Load what is loaded late otherwise: after the file came, nothing can be opened any more."""
    for name in ("utf-8-sig", "utf-16", "cp1252", "cp437"):
        codecs.lookup(name)
    zipfile.ZipFile(io.BytesIO(_EMPTY_ARCHIVE)).close()
    expat.ParserCreate().Parse("<a/>", True)


_EMPTY_ARCHIVE = b"PK\x05\x06" + bytes(18)


def as_rows(content: bytes, media_type: str) -> tuple[str, bytes]:
    """The rows of a list as JSON: `rows`, each a list of texts, and how the file was `written`.

    :raises Refused: it is no list, cannot be read, or has more rows or columns than are taken.
    """
    read = _of_csv(content) if media_type == CSV else _of_workbook(content)
    return TABLE, json.dumps(read, ensure_ascii=False, separators=(",", ":")).encode()


def _taken(rows: Iterator[list[str]]) -> list[list[str]]:
    """These rows without what is empty at their ends, as far as they are not too many."""
    found: list[list[str]] = []
    for row in rows:
        cells = [_CONTROL.sub(" ", cell).strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Refused(Reason.COLUMNS)
        found.append(cells)
        if len(found) > MOST_ROWS and any(cells):
            raise Refused(Reason.ROWS)
    while found and not found[-1]:
        found.pop()
    if not found:
        raise Refused(Reason.EMPTY)
    return found


# CSV


def _of_csv(content: bytes) -> dict[str, Any]:
    text, written = _text(content)
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        separator = first.strip()[4]
        text = text.partition(first)[2].lstrip("\r\n")
    else:
        separator = max(",;\t|", key=lambda mark: max((line.count(mark) for line in lines[:20]), default=0))
    csv.field_size_limit(64 * 1024)
    try:
        rows = _taken(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise Refused(Reason.DAMAGED) from None
    return {"rows": rows, "written": written, "sheets": 1}


def _text(content: bytes) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise Refused(Reason.ENCODING) from None
    if b"\x00" in content:
        raise Refused(Reason.ENCODING)
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        if _NOT_1252 & set(content):
            raise Refused(Reason.ENCODING) from None
        return content.decode("cp1252"), "Windows-1252"


# Workbooks


def _of_workbook(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise Refused(Reason.PASSWORD)
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused(Reason.UNSAFE)
        book = _Book(archive)
        rows = _taken(book.rows())
    return {"rows": rows, "written": "XLSX", "sheets": book.sheets}


class _Book:
    """The parts of a workbook, as far as they are needed for one sheet."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self._left = archive, MOST_UNPACKED
        self._names = set(archive.namelist())
        if "xl/workbook.xml" not in self._names:
            raise Refused(Reason.DAMAGED)
        self.sheets, self._sheet, self._is_1904 = self._find_sheet()
        self._shared = self._read_shared()
        self._dates = self._read_dates()

    def _walk(self, name: str, begin: Any, end: Any = None, text: Any = None) -> None:
        """Read a part piece by piece; whoever declares entities is turned away."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = lambda tag, attributes: begin(tag.rpartition("}")[2], attributes)
        if end is not None:
            parser.EndElementHandler = lambda tag: end(tag.rpartition("}")[2])
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.buffer_text = True
        with self._archive.open(name) as part:
            while chunk := part.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise Refused(Reason.UNSAFE)
                parser.Parse(chunk, False)
            parser.Parse(b"", True)

    def _find_sheet(self) -> tuple[int, str, bool]:
        sheets: list[str] = []
        is_1904 = False

        def begin(tag: str, attributes: dict[str, str]) -> None:
            nonlocal is_1904
            if tag == "sheet" and attributes.get("state", "visible") == "visible":
                sheets.append(next((value for key, value in attributes.items() if key.endswith("}id")), ""))
            elif tag == "workbookPr":
                is_1904 = attributes.get("date1904", "0") in ("1", "true")

        self._walk("xl/workbook.xml", begin)
        targets: dict[str, str] = {}

        def relation(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        if "xl/_rels/workbook.xml.rels" in self._names:
            self._walk("xl/_rels/workbook.xml.rels", relation)
        if not sheets:
            raise Refused(Reason.EMPTY)
        target = targets.get(sheets[0], "worksheets/sheet1.xml")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if name not in self._names:
            raise Refused(Reason.DAMAGED)
        return len(sheets), name, is_1904

    def _read_shared(self) -> list[str]:
        found: list[str] = []
        if "xl/sharedStrings.xml" not in self._names:
            return found
        pieces: list[str] = []
        is_text, phonetic = False, 0

        def begin(tag: str, attributes: dict[str, str]) -> None:
            nonlocal is_text, phonetic
            if tag == "si":
                pieces.clear()
            elif tag == "rPh":
                phonetic += 1
            is_text = tag == "t" and not phonetic

        def end(tag: str) -> None:
            nonlocal is_text, phonetic
            is_text = False
            if tag == "si":
                found.append("".join(pieces))
            elif tag == "rPh":
                phonetic -= 1

        self._walk("xl/sharedStrings.xml", begin, end, lambda text: pieces.append(text) if is_text else None)
        return found

    def _read_dates(self) -> frozenset[int]:
        """The styles of cells that show a number as a date."""
        if "xl/styles.xml" not in self._names:
            return frozenset()
        own: set[int] = set()
        formats: list[int] = []
        inside = False

        def begin(tag: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            if tag == "numFmt":
                code = _WORDS_OF_FORMAT.sub("", attributes.get("formatCode", "")).lower()
                if "y" in code or "d" in code:
                    own.add(_number(attributes.get("numFmtId", "")))
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                formats.append(_number(attributes.get("numFmtId", "")))

        def end(tag: str) -> None:
            nonlocal inside
            inside = inside and tag != "cellXfs"

        self._walk("xl/styles.xml", begin, end)
        return frozenset(place for place, kind in enumerate(formats) if kind in _DATE_FORMATS or kind in own)

    def rows(self) -> Iterator[list[str]]:
        """The rows of the sheet; one that is left out of the file is an empty one."""
        sheet = _Sheet(self._shared, self._dates, self._is_1904)
        self._walk(self._sheet, sheet.begin, sheet.end, sheet.text)
        return iter(sheet.rows)


def _refuse_doctype(*declared: object) -> None:
    raise Refused(Reason.UNSAFE)


class _Sheet:
    """Gathers the cells of a sheet, each where its address says."""

    def __init__(self, shared: list[str], dates: frozenset[int], is_1904: bool) -> None:
        self._shared, self._dates, self._is_1904 = shared, dates, is_1904
        self.rows: list[list[str]] = []
        self._row: list[str] = []
        self._place, self._kind, self._style = 0, "", 0
        self._value: list[str] = []
        self._reads, self._has_formula = False, False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            number = _number(attributes.get("r", "")) or len(self.rows) + 1
            if number > MOST_ROWS + 1:
                # Far below there may be nothing but a border that somebody drew.
                number = min(number, MOST_ROWS + 2)
            while len(self.rows) < number - 1:
                self.rows.append([])
            self._row, self._place = [], 0
        elif tag == "c":
            found = _PLACE.fullmatch(attributes.get("r", ""))
            self._place = _column(found[1]) if found else len(self._row)
            self._kind, self._style = attributes.get("t", "n"), _number(attributes.get("s", ""))
            self._value.clear()
            self._has_formula = False
        elif tag in ("v", "t"):
            self._reads = True
        elif tag == "f":
            self._has_formula = True

    def text(self, text: str) -> None:
        if self._reads:
            self._value.append(text)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._reads = False
        elif tag == "c":
            self._keep(self._cell("".join(self._value)))
        elif tag == "row" and len(self.rows) <= MOST_ROWS + 1:
            self.rows.append(self._row)

    def _keep(self, cell: str) -> None:
        if not cell:
            return
        if self._place > MOST_COLUMNS:
            raise Refused(Reason.COLUMNS)
        while len(self._row) <= self._place:
            self._row.append("")
        self._row[self._place] = cell

    def _cell(self, value: str) -> str:
        if not value:
            return FORMULA_WITHOUT_VALUE if self._has_formula else ""
        match self._kind:
            case "s":
                place = int(value)
                return self._shared[place] if 0 <= place < len(self._shared) else ""
            case "b":
                return "yes" if value == "1" else "no"
            case "n":
                return self._number_as_text(value)
        return value

    def _number_as_text(self, value: str) -> str:
        number = float(value)
        if self._style in self._dates:
            begin = date(1904, 1, 1) if self._is_1904 else date(1899, 12, 30)
            if 0 < number < MOST_DAYS:
                return (begin + timedelta(days=int(number))).isoformat()
        # Telephones and years are numbers for a spreadsheet: without the point and the power of ten.
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 0
