"""Reads a list of people from a CSV file, and the pairs that somebody decided.

The columns are those that `opennrm demo people` writes. Only `id` has to be there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .encodings.lists import Row, rows_of, text_of
from .encodings.problems import EncodingProblem
from .records import Record

COLUMNS = (
    "given_names", "family_name", "second_family_name", "middle_names", "other_names", "born", "born_estimated", "sex",
    "area", "telephone", "document_number", "school", "guardian",
)  # fmt: skip
LONGEST_CELL = 1000
"""In characters. What is longer is cut: it is no name."""
SAME, DIFFERENT = "same", "different"
_YES = frozenset({"yes", "true", "1"})


class ListRefused(Exception):
    """A file is not what was expected; the message says on which line, and what to do."""


@dataclass(frozen=True)
class Decided:
    """A pair of records that somebody decided, by their ids."""

    left: str
    right: str
    is_same: bool


def read_list(path: Path) -> Iterator[tuple[str, Record]]:
    """Each record with its id, one by one.

    :raises ListRefused: the file cannot be read, has no column `id`, or an id is empty or there twice.
    """
    seen: set[str] = set()
    for number, row in _rows(path, required=("id",), known=COLUMNS):
        identity = row["id"]
        if not identity or identity in seen:
            fault = f"The id “{identity}” appears twice" if identity else "The id is empty"
            raise ListRefused(f"{path}:{number}: {fault}. Give each record its own id.")
        seen.add(identity)
        yield identity, record_of(row)


def record_of(row: dict[str, str]) -> Record:
    """A record from the cells of a row, by the names of their columns."""
    text = {name: row.get(name, "") for name in COLUMNS}
    return Record(
        given_names=text["given_names"],
        family_name=text["family_name"],
        second_family_name=text["second_family_name"],
        middle_names=text["middle_names"],
        aliases=several(text["other_names"]),
        born=text["born"],
        is_estimated=text["born_estimated"].casefold() in _YES,
        sex=text["sex"],
        area=text["area"],
        telephones=several(text["telephone"]),
        document_number=text["document_number"],
        school=text["school"],
        guardian=text["guardian"],
    )


def several(text: str) -> tuple[str, ...]:
    """The values of a cell that may hold several, with commas, semicolons or strokes between them."""
    parts = text.replace(";", ",").replace("/", ",").split(",") if text else []
    return tuple(part.strip() for part in parts if part.strip())


def read_decided(path: Path) -> list[Decided]:
    """The pairs of a file with the columns `left`, `right` and `verdict`, which is “same” or “different”.

    :raises ListRefused: the file cannot be read, lacks a column, or has another verdict.
    """
    found = []
    for number, row in _rows(path, required=("left", "right", "verdict"), known=()):
        if row["verdict"] not in (SAME, DIFFERENT):
            raise ListRefused(
                f"{path}:{number}: “{row['verdict']}” is not a verdict. Write “{SAME}” or “{DIFFERENT}”."
            )
        found.append(Decided(row["left"], row["right"], row["verdict"] == SAME))
    return found


def _rows(
    path: Path, *, required: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = text_of(path)
    except EncodingProblem as problem:
        raise ListRefused(str(problem)) from None
    rows = rows_of(text)
    header = _sound(path, next(rows, Row(1))).cells
    for column in required:
        if column not in header:
            raise ListRefused(
                f"{path}:1: The column “{column}” is missing. Name the columns in the first row."
            )
    if known and not set(header) & set(known):
        raise ListRefused(f"{path}:1: No column is one of these: {', '.join(known)}. Rename the columns.")
    for row in rows:
        # A short row ends in cells that are not known.
        cells = zip(header, (cell[:LONGEST_CELL] for cell in _sound(path, row).cells), strict=False)
        yield row.line, dict.fromkeys(required, "") | dict(cells)


def _sound(path: Path, row: Row) -> Row:
    if row.problem:
        raise ListRefused(f"{path}:{row.line}: {row.problem}")
    return row
