"""Tables as CSV files: lines that begin with # say what the table is, then a header and one row for each cell."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from .grid import NEUTRAL_SIGN
from .statements import between, exact, fewer_than, per_cent, region_of, rounded
from .tables import TOTAL, Dimension, Table, TableProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from .grid import Grid
    from .statements import Region, Statement

COUNT = "count"
MOST_PEOPLE = 2_000_000_000
SAID = {"title", "unit", "agency", "source", "rounded to", "shares within"}


@dataclass(frozen=True)
class Asked:
    """A table that somebody wants to publish. `by_agency` has the innermost cells of each of the `agencies`."""

    title: str
    unit: str
    table: Table
    by_agency: NDArray[np.int64] | None
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class Elsewhere:
    """Figures that somebody else published."""

    title: str
    unit: str
    source: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class _File:
    name: str
    said: Mapping[str, str]
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def problem(self, line: int, text: str) -> TableProblem:
        return TableProblem(f"{self.name}, line {line}: {text}")


def read_table(path: Path, grid: Grid) -> Asked:
    """A table to be published. Its cells are whole numbers; totals and groups are computed, so it has none."""
    file = _read(path, needed=("title", "unit"))
    agency = file.said.get("agency")
    if agency is not None and agency not in file.columns:
        raise TableProblem(f"{file.name}: there is no column “{agency}”, which the line “# agency:” names.")
    names = [name for name in file.columns if name not in (COUNT, agency)]
    categories = {name: list(dict.fromkeys(_column(file, name))) for name in names}
    dimensions = [dimension_of(grid, name, categories[name]) for name in names]
    counts: dict[tuple[str, tuple[str, ...]], int] = {}
    for line, row in file.rows:
        cell = dict(zip(file.columns, row, strict=True))
        key = (cell[agency] if agency else "", tuple(cell[name] for name in names))
        if key in counts:
            raise file.problem(line, f"the cell {_words(key[1])} stands twice.")
        counts[key] = _whole(file, line, cell[COUNT])
    agencies = tuple(dict.fromkeys(of for of, _ in counts))
    each = np.array(
        [
            [counts.get((of, cell), 0) for cell in product(*(d.categories[: d.leaves] for d in dimensions))]
            for of in agencies
        ]
    ).reshape(len(agencies), *(of.leaves for of in dimensions))
    if agency is None and len(counts) != prod(of.leaves for of in dimensions):
        raise TableProblem(f"{file.name}: some cells have no row. Write 0 where there is nobody.")
    table = Table.of(dimensions, each.sum(axis=0).astype(np.int64))
    return Asked(file.said["title"], file.said["unit"], table, each if agency else None, agencies)


def read_elsewhere(path: Path, grid: Grid) -> Elsewhere:
    """Figures that somebody else published. A cell is a number, "<11", "15..24", "63.2%" or "-"."""
    file = _read(path, needed=("title", "unit", "source"))
    to = file.said.get("rounded to")
    if to is not None and not to.isdecimal():
        raise TableProblem(f"{file.name}: “# rounded to:” needs a whole number.")
    return Elsewhere(
        file.said["title"],
        file.said["unit"],
        file.said["source"],
        tuple(_elsewhere(file, grid, int(to or 1))),
    )


def _elsewhere(file: _File, grid: Grid, to: int) -> Iterator[Statement]:
    for line, row in file.rows:
        cell = dict(zip(file.columns, row, strict=True))
        try:
            where = grid.region(
                {
                    name: grid.scale(name).values_of(of, elsewhere=True)
                    for name, of in cell.items()
                    if name != COUNT and of != TOTAL
                }
            )
        except TableProblem as problem:
            raise file.problem(line, str(problem)) from problem
        yield from _said_elsewhere(file, line, cell[COUNT], where, to)


def _said_elsewhere(file: _File, line: int, text: str, where: Region, to: int) -> tuple[Statement, ...]:
    if text in ("-", NEUTRAL_SIGN, ""):
        return ()
    if found := re.fullmatch(r"<\s*(\d{1,9})", text):
        return (fewer_than(where, int(found[1])),)
    if found := re.fullmatch(r"(\d{1,9})\s*\.\.\s*(\d{1,9})", text):
        return (between(where, int(found[1]), int(found[2])),)
    if found := re.fullmatch(r"(\d{1,3}(?:\.\d{1,3})?)\s*%", text):
        within = file.said.get("shares within")
        if within not in file.columns:
            raise file.problem(
                line, "a share needs a line “# shares within: …” that names the column of its whole."
            )
        whole = region_of({name: of for name, of in where if name != within})
        return per_cent(where, whole, found[1])
    count = _whole(file, line, text)
    return (exact(where, count) if to == 1 else rounded(where, count, to),)


def _read(path: Path, needed: tuple[str, ...]) -> _File:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise TableProblem(f"{path.name} is not in UTF-8. Save it as “CSV UTF-8”.") from problem
    lines = text.splitlines()
    head = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    said = {}
    for line in lines[:head]:
        name, _, value = line.lstrip("#").partition(":")
        if name.strip() not in SAID:
            raise TableProblem(
                f"{path.name}: “# {name.strip()}:” means nothing. Known are: {', '.join(sorted(SAID))}."
            )
        said[name.strip()] = value.strip()
    for name in needed:
        if not said.get(name):
            raise TableProblem(f"{path.name}: a line “# {name}: …” is missing above the header.")
    rows = [tuple(cell.strip() for cell in row) for row in csv.reader(lines[head:])]
    return _File(path.name, said, *_checked(path.name, head, rows))


def _checked(
    name: str, head: int, rows: list[tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    if not rows or COUNT not in rows[0] or len(set(rows[0])) != len(rows[0]):
        raise TableProblem(f"{name}: the header must name different columns, and one of them “{COUNT}”.")
    found = [(head + at, row) for at, row in enumerate(rows[1:], start=2) if any(row)]
    for line, row in found:
        if len(row) != len(rows[0]):
            raise TableProblem(
                f"{name}, line {line}: there are {len(row)} cells, and the header has {len(rows[0])}."
            )
    if not found or len(rows[0]) < 2:
        raise TableProblem(f"{name}: there must be a column for a dimension, and rows under the header.")
    return rows[0], tuple(found)


def _column(file: _File, name: str) -> list[str]:
    at = file.columns.index(name)
    for line, row in file.rows:
        if row[at] == TOTAL:
            raise file.problem(line, "totals are computed. Take their rows out.")
    return [row[at] for _, row in file.rows]


def dimension_of(grid: Grid, name: str, categories: list[str]) -> Dimension:
    """The dimension of a table with these categories, and the groups of the grid that consist of them."""
    scale = grid.scale(name)
    values = {of: scale.values_of(of) for of in categories}
    for one, of in values.items():
        for other, another in values.items():
            if one != other and of & another:
                raise TableProblem(
                    f"“{one}” and “{other}” of “{name}” overlap. Keep one of them in the table."
                )
    groups = {}
    for key in sorted(scale.published & set(scale.groups)):
        inside = [of for of in categories if values[of] <= scale.groups[key]]
        whole = frozenset().union(*(values[of] for of in inside)) if inside else frozenset()
        if whole == scale.groups[key] and key not in categories:
            groups[key] = inside
    return Dimension.of(name, categories, groups)


def _whole(file: _File, line: int, text: str) -> int:
    if not re.fullmatch(r"\d{1,10}", text) or int(text) > MOST_PEOPLE:
        raise file.problem(line, f"“{text}” is not a whole number. Write digits alone.")
    return int(text)


def _words(cell: tuple[str, ...]) -> str:
    return ", ".join(f"“{of}”" for of in cell)
