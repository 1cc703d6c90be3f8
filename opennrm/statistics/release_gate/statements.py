"""What a published figure says: that a weighted sum of people in some regions lies between two whole numbers.

A region is a set of the finest values for each dimension that it names; of a dimension that it does not name, it holds
all. Whoever reads a hidden cell with a neutral sign learns nothing, so there is no statement for one. There is one for
a sign such as "<11", for a rounded figure and for a share in per cent.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Region = tuple[tuple[str, frozenset[str]], ...]


def region(**named: frozenset[str] | set[str]) -> Region:
    """The region with these values of these dimensions."""
    return region_of(named)


def region_of(named: Mapping[str, frozenset[str] | set[str]]) -> Region:
    """The region with these values of these dimensions."""
    return tuple(sorted((name, frozenset(values)) for name, values in named.items()))


@dataclass(frozen=True)
class Statement:
    """`low` <= sum of weight x people <= `high`; None is no limit."""

    parts: tuple[tuple[Region, int], ...]
    low: int | None
    high: int | None

    @property
    def exact(self) -> bool:
        """Whether it says the number of people in one region."""
        return self.low is not None and self.low == self.high and len(self.parts) == 1


def between(where: Region, low: int | None, high: int | None) -> Statement:
    """At least `low` and at most `high` people."""
    return Statement(((where, 1),), low, high)


def exact(where: Region, count: int) -> Statement:
    """Just so many people."""
    return between(where, count, count)


def fewer_than(where: Region, limit: int) -> Statement:
    """A sign such as "<11"."""
    return between(where, 0, limit - 1)


def rounded(where: Region, count: int, to: int) -> Statement:
    """A figure that was rounded in the ordinary way."""
    return between(where, max(0, ceil(count - to / 2)), ceil(count + to / 2) - 1)


def per_cent(where: Region, of: Region, share: str) -> tuple[Statement, Statement]:
    """A share in per cent, as it was printed: "63.2" is anything that could have been rounded to it."""
    decimals = len(share.partition(".")[2])
    scale = 10 ** (decimals + 1)
    middle = round(float(share) * scale)
    most = Statement(((where, -100 * scale), (of, middle + 5)), 0, None)
    least = Statement(((where, 100 * scale), (of, -(middle - 5))), 0, None)
    return most, least


def as_data(statement: Statement) -> dict[str, object]:
    """The statement as the log keeps it."""
    parts = [[{name: sorted(values) for name, values in where}, weight] for where, weight in statement.parts]
    return {"parts": parts, "low": statement.low, "high": statement.high}


def from_data(data: Mapping[str, object]) -> Statement:
    """The statement that the log kept."""
    parts: list[tuple[dict[str, list[str]], int]] = data["parts"]  # type: ignore[assignment]
    low: int | None = data["low"]  # type: ignore[assignment]
    high: int | None = data["high"]  # type: ignore[assignment]
    return Statement(
        tuple(
            (region_of({name: frozenset(of) for name, of in where.items()}), weight)
            for where, weight in parts
        ),
        low,
        high,
    )
