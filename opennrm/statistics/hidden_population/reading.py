"""Read a capture table from the text of a CSV file, and say of a bad one which line to mend and how."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from opennrm.statistics.hidden_population.counts import Cell, read_counts
from opennrm.statistics.hidden_population.decoding import decoded, rows_of
from opennrm.statistics.hidden_population.sentences import Sentence, gettext_noop
from opennrm.statistics.hidden_population.tables import (
    CaptureTable,
    TableRefused,
    check_names,
    checked,
    table_from_counts,
)

COUNT = "count"
MOST_NAMED = 10
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Reading:
    """A table, and what whoever gave the file has to know of how it was read."""

    table: CaptureTable
    notes: tuple[Sentence, ...]


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
    return read(content).table


def read_text(text: str) -> CaptureTable:
    """As `read_file`, from its text. Comma, semicolon or tab may separate the columns.

    :raises TableRefused: as `read_file`.
    """
    return read(text.encode()).table


def read(content: bytes) -> Reading:
    """The table in the bytes of a CSV file, with sentences that tell how it was read where that is not plain.

    :raises TableRefused: as `read_file`.
    """
    text, notes = decoded(content)
    rows, separator = rows_of(text)
    if not rows:
        raise TableRefused(
            gettext_noop(
                "The file is empty; give a header with the names of the lists and a row for each combination of lists."
            )
        )
    rows, is_trimmed = _without_empty_ends(rows)
    if is_trimmed:
        notes.append(
            Sentence(gettext_noop("Separators at the end of lines, with nothing after them, were ignored."))
        )
    table, told = _table(rows, separator)
    return Reading(table, (*notes, *told))


def _table(rows: list[Row], separator: str) -> tuple[CaptureTable, list[Sentence]]:
    (header_line, header), *body = rows
    counted = header[-1].lower() == COUNT
    names = _names(header_line, header[:-1] if counted else header, body, counted=counted)
    if not body:
        raise TableRefused(
            gettext_noop("There are no rows under the header; give one for each combination of lists."),
            line=header_line,
        )
    histories = [_history(line, row, names, counted=counted, separator=separator) for line, row in body]
    counts = [1] * len(body)
    notes: list[Sentence] = []
    if counted:
        counts, notes = read_counts([Cell(line, row[-1]) for line, row in body], separator=separator)
        notes += _repeated([line for line, _ in body], histories, counts)
    try:
        return checked(table_from_counts(histories, counts, names)), notes
    except TableRefused as refused:
        raise refused.at(lines=(header_line, body[-1][0])) from None


def _without_empty_ends(rows: list[Row]) -> tuple[list[Row], bool]:
    """The rows without the empty cells that stand behind the last column that has a name."""
    width = max((place for place, cell in enumerate(rows[0][1], start=1) if cell), default=0)
    trimmed = []
    for line, row in rows:
        used = len(row)
        while used > width and not row[used - 1]:
            used -= 1
        trimmed.append((line, row[:used]))
    return trimmed, trimmed != rows


def _names(line: int, header: list[str], body: list[Row], *, counted: bool) -> tuple[str, ...]:
    """The list names of the header.

    :raises TableRefused: the line is a title or data, or the names will not do.
    """
    if not counted and _is_title(header, body):
        title = next((cell for cell in header if cell), "")
        raise TableRefused(
            gettext_noop(
                "“{title}” looks like a title, not like the names of the lists; "
                "delete the lines above the header and try again."
            ),
            line=line,
            title=title,
        )
    if header and all(cell in ("0", "1") for cell in header):
        raise TableRefused(
            gettext_noop("there is no header; add a first line with the names of the lists."), line=line
        )
    if any(cell.lower() == COUNT for cell in header):
        raise TableRefused(
            gettext_noop("the column “{name}” has to be the last one, and there can be only one."),
            line=line,
            name=COUNT,
        )
    try:
        return check_names(header)
    except TableRefused as refused:
        raise refused.at(line=line) from None


def _is_title(header: list[str], body: list[Row]) -> bool:
    """Whether the first line is something that people write above a table."""
    filled = [cell for cell in header if cell]
    widths = {len(row) for _, row in body}
    is_alone = len(filled) == 1 and (len(header) > 1 or any(width > 1 for width in widths))
    is_shifted = bool(body) and len(header) not in widths and not any(_is_number(cell) for cell in body[0][1])
    return is_alone or is_shifted or any(row and row[-1].lower() == COUNT for _, row in body)


def _history(
    line: int, row: list[str], names: tuple[str, ...], *, counted: bool, separator: str
) -> list[int]:
    width = len(names) + counted
    if len(row) != width:
        raise _wrong_width(line, row, width, separator if counted else "")
    marks = row[: len(names)]
    for name, mark in zip(names, marks, strict=True):
        if mark not in ("0", "1"):
            if not counted and name == names[-1] and mark.isdecimal():
                raise TableRefused(
                    gettext_noop(
                        "“{mark}” under “{name}” is neither 0 nor 1; if these are numbers of people, "
                        "name the column “{count}”."
                    ),
                    line=line,
                    mark=mark,
                    name=name,
                    count=COUNT,
                )
            raise TableRefused(
                gettext_noop(
                    "“{mark}” under “{name}” is neither 0 nor 1; write 1 for on the list, 0 for not."
                ),
                line=line,
                mark=mark,
                name=name,
            )
    if "1" not in marks:
        raise TableRefused(
            gettext_noop(
                "this row is for people on no list; delete it, because their number is what we estimate."
            ),
            line=line,
        )
    return [int(mark) for mark in marks]


def _wrong_width(line: int, row: list[str], width: int, separator: str) -> TableRefused:
    tail = row[width - 1 :]
    if (
        separator == ","
        and len(tail) > 1
        and tail[0].isdecimal()
        and all(len(part) == 3 and part.isdecimal() for part in tail[1:])
    ):
        template = gettext_noop(
            "there are {columns} columns and the header has {width}; if “{cell}” is a count with commas between "
            "thousands, write it without them."
        )
        return TableRefused(template, line=line, cell=",".join(tail), columns=len(row), width=width)
    template = gettext_noop("there are {columns} columns and the header has {width}; correct the row.")
    return TableRefused(template, line=line, columns=len(row), width=width)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _repeated(lines: list[int], histories: list[list[int]], counts: list[int]) -> list[Sentence]:
    """Tell of rows for the same combination of lists, whose counts are added up.

    :raises TableRefused: two of them have the same count too, as if a row had been pasted twice.
    """
    seen: dict[tuple[tuple[int, ...], int], int] = {}
    for line, history, count in zip(lines, histories, counts, strict=True):
        first = seen.setdefault((tuple(history), count), line)
        if first != line and count:
            raise TableRefused(
                gettext_noop(
                    "this row has the same lists and the same count as line {first}; delete one of them, or add "
                    "their counts up in one row."
                ),
                line=line,
                first=first,
            )
    by_history: dict[tuple[int, ...], list[int]] = {}
    for line, history in zip(lines, histories, strict=True):
        by_history.setdefault(tuple(history), []).append(line)
    groups = [", ".join(map(str, same)) for same in by_history.values() if len(same) > 1]
    if not groups:
        return []
    named = "; ".join(groups[:MOST_NAMED]) + ("; …" if len(groups) > MOST_NAMED else "")
    template = gettext_noop(
        "These lines are for the same combination of lists, so their counts were added up: {lines}."
    )
    return [Sentence(template, {"lines": named})]
