"""What the page of an agency's figures is made of: rows and columns that contexts bring, and tables of any kind.

Each names what its context counts (`<context>/figures.py`), and gives for every figure the list of exactly what was
counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opennrm.foundation.events import Text
from opennrm.foundation.figures import Period

WIDEST_ON_A_PHONE = 4
"""In columns."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One figure in words, and the list behind it."""

    words: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a table. `size` is how long its bar is, compared with the others of the table."""

    label: str
    cells: Sequence[Cell]
    size: float = 0


@dataclass(frozen=True, kw_only=True)
class Table:
    """Figures under headings; the first heading is of what the rows are about. `empty`: what no row means."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Row]
    intro: str = ""
    empty: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether it has more columns than stand beside each other on a phone."""
        return len(self.headings) > WIDEST_ON_A_PHONE

    @property
    def labelled_rows(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Each row with its cells, each with its heading."""
        return [(row, list(zip(self.headings[1:], row.cells, strict=True))) for row in self.rows]

    @property
    def longest(self) -> float:
        """The size of the longest bar."""
        return max((row.size for row in self.rows), default=0)


@dataclass(frozen=True, kw_only=True)
class PersonColumn:
    """How much each person has. `url` gives the list of a holder (`cases.holders`)."""

    order: int
    name: str
    label: Text
    url: Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class MonthRow:
    """What happened in this month and in the last one. `url` gives the list of a period."""

    order: int
    name: str
    label: Text
    url: Callable[[Period], str]


@dataclass(frozen=True, kw_only=True)
class TimeRow:
    """How long something took lately. `url` gives the list of what it took so long."""

    order: int
    name: str
    label: Text
    url: Callable[[Period], str]


@dataclass(frozen=True, kw_only=True)
class TableOf:
    """A table of its own, made of what was counted and of the moment when."""

    order: int
    name: str
    shown: Callable[[Any, datetime], Table]


Shown = PersonColumn | MonthRow | TimeRow | TableOf


def figure(number: int, url: str) -> Cell:
    """A number with the list behind it; there is none where nothing was counted."""
    return Cell(words=str(number), url=url if number else "")
