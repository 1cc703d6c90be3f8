"""Long lists, a page at a time: a page begins after an entry, never at a number, and nothing hidden is counted.

Where a page begins is its mark. It is sealed and says for which list it was made: an address gives nothing away, and
no mark can be made by hand.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db.models import Q, QuerySet

from . import keys
from .refusals import NotThere

PURPOSE = "marks of pages"
MOST_COUNTED = 99
"""Beyond that nobody counts: what somebody sees grows with the years, and a page must not get slower with it."""
Row = TypeVar("Row")


class NoSuchPage(NotThere):
    """The mark of a page cannot be read, or is of another list."""


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Some entries of a list, and the marks of the pages around it; an empty mark: there is none."""

    rows: list[Row]
    previous: str
    next: str


@dataclass(frozen=True)
class _Mark:
    """An entry by what the list is ordered by, in which stretch it stands, and whether the page goes back from it."""

    stretch: int
    values: tuple[Any, ...]
    goes_back: bool


@dataclass(frozen=True, kw_only=True)
class Stretch(Generic[Row]):
    """A part of a list that has an index of its own to follow.

    :param order: as `order_by` takes it. No column of it may be null, and the last one tells all rows apart.
    """

    rows: QuerySet[Any, Row]
    order: Sequence[str]


def page_of(rows: QuerySet[Any, Row], order: Sequence[str], mark: str = "", *, size: int) -> Page[Row]:
    """One page of `rows`.

    :param order: as that of a `Stretch`.
    :param mark: of a page that was made by this function for the same list; empty for the first page.
    :raises NoSuchPage: the mark is none of this list.
    """
    return page_over([Stretch(rows=rows, order=order)], mark, size=size)


def page_over(stretches: Sequence[Stretch[Row]], mark: str = "", *, size: int) -> Page[Row]:
    """One page of a list that is made of several stretches, one after the other. No row may stand in two of them.

    :param mark: of a page that was made by this function for the same list; empty for the first page.
    :raises NoSuchPage: the mark is none of this list.
    """
    bound = "; ".join(f"{each.rows.model._meta.label} {' '.join(each.order)}" for each in stretches).encode()
    start = _read(mark, bound) if mark else None
    goes_back = start is not None and start.goes_back
    found = _from(stretches, start, most=size + 1)
    if goes_back and len(found) < size:
        # So near the beginning, the first page shows more.
        return page_over(stretches, size=size)
    has_more, shown = len(found) > size, found[:size]
    if goes_back:
        shown.reverse()

    def mark_at(position: int, *, back: bool) -> str:
        number, row = shown[position]
        values = tuple(_value(row, name) for name in _names(stretches[number].order))
        return _write(_Mark(number, values, back), bound)

    has_previous, has_next = (has_more, True) if goes_back else (start is not None, has_more)
    return Page(
        rows=[row for _number, row in shown],
        previous=mark_at(0, back=True) if shown and has_previous else "",
        next=mark_at(-1, back=False) if shown and has_next else "",
    )


def _from(stretches: Sequence[Stretch[Row]], start: _Mark | None, *, most: int) -> list[tuple[int, Row]]:
    """The rows from a mark on, in the direction in which its page goes, each with the number of its stretch."""
    found: list[tuple[int, Row]] = []
    numbers = range(len(stretches))
    if start is not None:
        numbers = range(start.stretch, -1, -1) if start.goes_back else numbers[start.stretch :]
    for number in numbers:
        rows, order = stretches[number].rows, stretches[number].order
        if start is not None and number == start.stretch:
            rows = rows.filter(_beyond(order, start))
        turned = _turned(order) if start is not None and start.goes_back else order
        found += [(number, row) for row in rows.order_by(*turned)[: most - len(found)]]
        if len(found) == most:
            break
    return found


def _names(order: Sequence[str]) -> list[str]:
    return [column.removeprefix("-") for column in order]


def _turned(order: Sequence[str]) -> list[str]:
    return [column[1:] if column.startswith("-") else f"-{column}" for column in order]


def _value(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _beyond(order: Sequence[str], start: _Mark) -> Q:
    """What comes after the entry of a mark, or before it."""
    beyond, same, near = Q(), Q(), Q()
    for column, value in zip(order, start.values, strict=True):
        name = column.removeprefix("-")
        comparison = "lt" if column.startswith("-") != start.goes_back else "gt"
        # Said of the first column alone too, so that the database begins at the right place of an index.
        near = near or Q(**{f"{name}__{comparison}e": value})
        beyond |= same & Q(**{f"{name}__{comparison}": value})
        same &= Q(**{name: value})
    return near & beyond


def _write(mark: _Mark, bound: bytes) -> str:
    content = json.dumps([mark.stretch, mark.goes_back, [_plain(value) for value in mark.values]])
    return urlsafe_b64encode(keys.seal_for(PURPOSE, content.encode(), bound_to=bound)).decode()


def _read(text: str, bound: bytes) -> _Mark:
    try:
        raw = keys.open_for(PURPOSE, urlsafe_b64decode(text.encode()), bound_to=bound)
    except (ValueError, InvalidTag) as wrong:
        raise NoSuchPage from wrong
    stretch, goes_back, values = json.loads(raw)
    return _Mark(stretch, tuple(_KINDS[kind](value) for kind, value in values), goes_back)


_KINDS: dict[str, Any] = {
    "at": datetime.fromisoformat,
    "day": date.fromisoformat,
    "id": UUID,
    "number": int,
    "text": str,
}


def _plain(value: Any) -> tuple[str, Any]:
    match value:
        case datetime():
            return "at", value.isoformat()
        case date():
            return "day", value.isoformat()
        case UUID():
            return "id", str(value)
        case int():
            return "number", value
        case str():
            return "text", value
    raise TypeError(f"A list cannot be ordered by a {type(value).__name__} here: add its kind.")
