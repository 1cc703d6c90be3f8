"""Read a capture table from the text of a CSV file, and say of a bad one which line to mend and how."""

from __future__ import annotations

import csv
from pathlib import Path

from opennrm.statistics.hidden_population.tables import (
    CaptureTable,
    TableRefused,
    check_names,
    checked,
    table_from_counts,
)

COUNT = "count"
SEPARATORS = ",;\t"
LARGEST_COUNT = 10**9
Row = tuple[int, list[str]]


def read_file(path: str | Path) -> CaptureTable:
    """The table in a CSV file: a 0/1 column for each list, and a last column `count` or one row a person.

    :raises TableRefused: the file is not such a table; the message names the line and says what to do.
    :raises OSError: the file cannot be read.
    """
    return read_bytes(Path(path).read_bytes())


def read_bytes(content: bytes) -> CaptureTable:
    """As `read_file`, from the bytes of the file.

    :raises TableRefused: as `read_file`.
    """
    return read_text(_decoded(content))


def read_text(text: str) -> CaptureTable:
    """As `read_file`, from its text. Comma, semicolon or tab may separate the columns.

    :raises TableRefused: as `read_file`.
    """
    rows = _rows(text)
    if not rows:
        raise TableRefused(
            "The file is empty; give a header with the names of the lists and a row for each history."
        )
    (header_line, header), *body = rows
    counted = header[-1].lower() == COUNT
    names = _names(header_line, header[:-1] if counted else header, body, counted=counted)
    histories, counts = [], []
    for line, row in body:
        histories.append(_history(line, row, names, counted=counted))
        counts.append(_count(line, row[-1]) if counted else 1)
    if not body:
        raise TableRefused(
            "There are no rows under the header; give one for each capture history.", line=header_line
        )
    try:
        return checked(table_from_counts(histories, counts, names))
    except TableRefused as refused:
        raise TableRefused(f"Lines {header_line} to {body[-1][0]}: {refused}") from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableRefused("the file is in UTF-16; save it as “CSV UTF-8” and try again.", line=1)
    if content.startswith(b"PK"):
        raise TableRefused(
            "the file is a spreadsheet, not text; export the sheet as CSV and try again.", line=1
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableRefused(
            "a character is not in UTF-8; save the file as “CSV UTF-8” and try again.", line=line
        ) from None


def _rows(text: str) -> list[Row]:
    """The rows that are not blank, with their lines; cells without the blanks around them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(text.splitlines(), delimiter=separator)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise TableRefused(
            f"this is not CSV ({error}); export the table again.", line=reader.line_num
        ) from None
    return [(line, row) for line, row in rows if any(row)]


def _names(line: int, header: list[str], body: list[Row], *, counted: bool) -> tuple[str, ...]:
    """The list names of the header.

    :raises TableRefused: the line is a title or data, or the names will not do.
    """
    filled = [cell for cell in header if cell]
    widths = {len(row) for _, row in body}
    titled = len(filled) == 1 and (len(header) > 1 or any(width > 1 for width in widths))
    shifted = bool(body) and len(header) not in widths and not any(_is_number(cell) for cell in body[0][1])
    if not counted and (titled or shifted):
        raise TableRefused(
            f"“{filled[0]}” looks like a title, not like the names of the lists; "
            "delete the lines above the header and try again.",
            line=line,
        )
    if header and all(cell in ("0", "1") for cell in header):
        raise TableRefused("there is no header; put a first line with the names of the lists.", line=line)
    if any(cell.lower() == COUNT for cell in header):
        raise TableRefused(f"the column “{COUNT}” has to be the last one and stand there once.", line=line)
    try:
        return check_names(header)
    except TableRefused as refused:
        raise TableRefused(str(refused), line=line) from None


def _history(line: int, row: list[str], names: tuple[str, ...], *, counted: bool) -> list[int]:
    width = len(names) + counted
    if len(row) != width:
        raise TableRefused(
            f"there are {len(row)} columns and the header has {width}; mend the row.", line=line
        )
    marks = row[: len(names)]
    for name, mark in zip(names, marks, strict=True):
        if mark not in ("0", "1"):
            if not counted and name == names[-1] and mark.isdecimal():
                raise TableRefused(
                    f"“{mark}” under “{name}” is neither 0 nor 1; if these are numbers of people, "
                    f"name the column “{COUNT}”.",
                    line=line,
                )
            raise TableRefused(
                f"“{mark}” under “{name}” is neither 0 nor 1; write 1 for on the list, 0 for not.", line=line
            )
    if "1" not in marks:
        raise TableRefused(
            "this row is on no list; delete it, since its number is what is estimated.", line=line
        )
    return [int(mark) for mark in marks]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _count(line: int, cell: str) -> int:
    try:
        number = float(cell)
    except ValueError:
        raise TableRefused(
            f"the count “{cell}” is not a number; write how many people have this history.", line=line
        ) from None
    if number < 0:
        raise TableRefused(
            f"the count {cell} is negative; write how many people have this history.", line=line
        )
    if not number.is_integer():
        raise TableRefused(
            f"the count {cell} is not a whole number; people cannot be counted in fractions.", line=line
        )
    if number > LARGEST_COUNT:
        raise TableRefused(f"the count {cell} is above {LARGEST_COUNT}; check the row.", line=line)
    return int(number)
