"""Numbers of people as spreadsheets of many countries write them.

1000 may be written 1.000, 1,000, 1 000 or 1'000, and 1 may be written 1.0, 1,00 or 1.000. A count is read as it is
meant where the column, or the separator of the file, leaves one meaning only; else it is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from opennrm.statistics.hidden_population.sentences import Sentence, gettext_noop
from opennrm.statistics.hidden_population.tables import TableRefused

LARGEST_COUNT = 10**9

# Blanks and apostrophes never begin decimals.
_BETWEEN_THOUSANDS = " \u00a0\u2009\u202f'\u2019"
_PLAIN = re.compile(r"\d+")
_GROUPED = re.compile(rf"[1-9]\d{{0,2}}([{_BETWEEN_THOUSANDS}])\d{{3}}(?:\1\d{{3}})*(?:[.,]0+)?")
# 1.234.567, and 1,00,000 as in India: a mark that stands there twice is no decimal mark.
_SEVERAL = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})+|[1-9]\d?([.,])\d{2}(?:\2\d{2})*\2\d{3}")
_BOTH = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?!\1)[.,]0+")
_OPEN = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")
_WHOLE = re.compile(r"\d+([.,])0+")
_FRACTION = re.compile(r"\d*[.,]\d+|[1-9]\d{0,2}(?:[.,]\d{3})+[.,]\d+")
_NEGATIVE = re.compile(r"[-\u2212\u2013]\s*\d.*")
_POWER = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")


@dataclass(frozen=True)
class Cell:
    """A count as it stands in the file, and the line where it stands."""

    line: int
    text: str


@dataclass(frozen=True)
class _Read:
    """What a cell says by itself: a number, or none yet where it has two meanings; and the mark within it."""

    cell: Cell
    count: int | None
    thousands: str = ""
    decimal: str = ""

    @property
    def mark(self) -> str:
        return self.thousands or self.decimal


def read_counts(cells: list[Cell], *, separator: str) -> tuple[list[int], list[Sentence]]:
    """The counts of a column, and sentences that tell how marks within them were read.

    :param separator: what separates the columns of the file; it tells which mark its country writes for decimals.
    :raises TableRefused: a cell is no whole number of people, or can be read in two ways.
    """
    column = [_alone(cell) for cell in cells]
    thousands = {read.thousands for read in column if read.count is not None and read.thousands}
    decimals = {read.decimal for read in column if read.count is not None and read.decimal}
    if any(read.count is None for read in column):
        thousands |= _thousands_by_the_file(column, separator) - decimals
    counts, open_marks = [], thousands - decimals
    for read in column:
        if read.count is None and (read.mark not in open_marks or len(thousands) > 1):
            raise _unclear(read.cell)
        counts.append(_bounded(read))
    return counts, _told(column, counts)


def _alone(cell: Cell) -> _Read:
    """What a cell says without the others.

    :raises TableRefused: nothing that could be a number of people.
    """
    text = cell.text
    if _PLAIN.fullmatch(text):
        return _Read(cell, int(text))
    if found := _BOTH.fullmatch(text):
        decimal = "," if found[1] == "." else "."
        return _Read(cell, _digits(text.rpartition(decimal)[0]), thousands=found[1], decimal=decimal)
    if found := _GROUPED.fullmatch(text):
        decimal = next((mark for mark in ".," if mark in text), "")
        return _Read(cell, _digits(text.rpartition(decimal)[0] if decimal else text), found[1], decimal)
    if found := _SEVERAL.fullmatch(text):
        return _Read(cell, _digits(text), thousands=found[1] or found[2])
    if found := _OPEN.fullmatch(text):
        return _Read(cell, None, thousands=found[1])
    if found := _WHOLE.fullmatch(text):
        return _Read(cell, int(text.partition(found[1])[0]), decimal=found[1])
    raise _refused(cell)


def _thousands_by_the_file(column: list[_Read], separator: str) -> set[str]:
    """The mark that stands between thousands as the file writes them, where it leaves no doubt.

    With commas between the columns the decimal mark is a point, so a comma in quotes stands between thousands. Where
    it is not clear, a count without a mark tells that the file does not write decimals everywhere: who leaves them
    out of 900 does not write 1.000 for one.
    """
    there = {read.mark for read in column if read.count is None}
    if separator == ",":
        return there & {","}
    has_plain = any(read.count and not read.mark for read in column)
    has_fraction = any(read.count is None and not read.cell.text.endswith("000") for read in column)
    if separator == ";":
        # Semicolons stand between columns where the comma is the decimal mark.
        return there & {"."} if has_plain or has_fraction else set()
    return there if has_plain else set()


def _bounded(read: _Read) -> int:
    count = _digits(read.cell.text) if read.count is None else read.count
    if count > LARGEST_COUNT:
        raise TableRefused(
            gettext_noop("the count {count} is above {largest}; check the row."),
            line=read.cell.line,
            count=read.cell.text,
            largest=LARGEST_COUNT,
        )
    return count


def _told(column: list[_Read], counts: list[int]) -> list[Sentence]:
    """One sentence for each mark that was read, with the first count in which it stands."""
    told: dict[str, Sentence] = {}
    for read, count in zip(column, counts, strict=True):
        values: dict[str, str | int] = {"cell": read.cell.text, "line": read.cell.line, "count": count}
        if read.thousands:
            template = gettext_noop(
                "“{mark}” in the counts was read as a thousands separator: “{cell}” on line {line} is {count}."
            )
            told.setdefault(f"t{read.thousands}", Sentence(template, {**values, "mark": read.thousands}))
        elif read.decimal:
            template = gettext_noop(
                "The zeros after “{mark}” in the counts were read as decimals: “{cell}” on line {line} is {count}."
            )
            told.setdefault(f"d{read.decimal}", Sentence(template, {**values, "mark": read.decimal}))
    return list(told.values())


def _refused(cell: Cell) -> TableRefused:
    if _NEGATIVE.fullmatch(cell.text):
        template = gettext_noop(
            "the count {cell} is negative; write how many people are on exactly these lists."
        )
    elif _FRACTION.fullmatch(cell.text):
        template = gettext_noop(
            "the count {cell} is not a whole number; people cannot be counted in fractions. If it has thousands "
            "separators, write it without them."
        )
    elif _POWER.fullmatch(cell.text):
        template = gettext_noop(
            "the count {cell} is shortened, so its last digits are lost; show the column as whole numbers in the "
            "spreadsheet and export it again."
        )
    else:
        template = gettext_noop(
            "the count “{cell}” is not a number; write how many people are on exactly these lists, in digits."
        )
    return TableRefused(template, line=cell.line, cell=cell.text)


def _unclear(cell: Cell) -> TableRefused:
    whole, _mark, rest = cell.text.replace(",", ".").partition(".")
    if rest == "000":
        template = gettext_noop(
            "the count “{cell}” can mean {few} or {many}; write {few} or {many}, without a separator, "
            "and do the same in all rows."
        )
    else:
        template = gettext_noop(
            "the count “{cell}” can mean {many} or a fraction; if you mean {many}, write it without a separator, "
            "and do the same in all rows."
        )
    return TableRefused(template, line=cell.line, cell=cell.text, few=whole, many=whole + rest)


def _digits(text: str) -> int:
    return int("".join(character for character in text if character.isdecimal()))
