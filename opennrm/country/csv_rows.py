"""Reads a CSV file row by row and says of every fault on which line it is and what to do about it."""

import csv
from collections.abc import Iterator
from pathlib import Path

from opennrm.country.problems import Problem
from opennrm.country.toml_table import Table, suggestion


def read_rows(
    path: Path, problems: list[Problem], *, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[Table]:
    """Yield each row below the first one, which names the columns. An empty cell reads as a missing key.

    A row is always one line, so that each fault has one place. A line that begins with # is a comment.
    """
    header: list[str] | None = None
    number_of_header = number = 0
    for number, line in _lines(path, problems):
        row = Table({}, path=(), file=str(path), lines={(): number}, problems=problems)
        try:
            cells = next(csv.reader([line], strict=True))
        except csv.Error:
            row.refuse(
                "", "This row does not end on its line.", 'Close every " and write each row on one line.'
            )
            continue
        if header is None:
            header, number_of_header = cells, number
            _refuse_wrong_header(row, header, required, optional)
        elif len(cells) != len(header):
            message = f"This row has {len(cells)} cells, but the first row names {len(header)} columns."
            row.refuse(
                "",
                message,
                'Put a cell that contains a comma in "quotes", and keep the commas of empty cells.',
            )
        else:
            values = {
                column: cell.strip()
                for column, cell in zip(header, cells, strict=True)
                if cell.strip() and column in required + optional
            }
            yield Table(values, path=(), file=str(path), lines={(): number}, problems=problems)
    if header and number == number_of_header:
        row = Table({}, path=(), file=str(path), lines={(): number}, problems=problems)
        row.refuse("", "There is nothing below the row that names the columns.", "Add at least one row.")


def _lines(path: Path, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        problems.append(Problem(str(path), 1, message, "Add it, as in the template pack."))
        return
    except UnicodeDecodeError:
        problems.append(Problem(str(path), 1, "The file is not written in UTF-8.", "Save it again as UTF-8."))
        return
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        remedy = "Start it with a row that names the columns, as in the template pack."
        problems.append(Problem(str(path), 1, "The file has no row.", remedy))
    yield from lines


def _refuse_wrong_header(
    row: Table, header: list[str], required: tuple[str, ...], optional: tuple[str, ...]
) -> None:
    for column in required:
        if column not in header:
            row.refuse("", f"The column “{column}” is missing.", f"Add “{column}” to this row.")
    for position, column in enumerate(header):
        if column not in required + optional:
            row.refuse(
                "", f"The column “{column}” is not known here.", suggestion(column, required + optional)
            )
        elif column in header[:position]:
            row.refuse("", f"The column “{column}” is used twice.", "Remove one of them.")
