"""Lists by keyset: a page knows the entry it begins after, never a number of pages, and counts nothing hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, Q, QuerySet

PAGE = 25
OLDER, NEWER = "before", "after"
"""What an address calls the entry that its page begins after, in either direction."""

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Listed(Generic[Row]):
    """One page of a list, and the addresses of the pages around it."""

    items: list[Row]
    newer: str
    older: str


def page_of(
    rows: QuerySet[Row], query: Mapping[str, str], *, by: str, kept: Sequence[str] = ()
) -> Listed[Row]:
    """The page of rows, newest first, that the address asks for; an unreadable address is the first page.

    :param by: the moment by which the rows are ordered; the id decides between two of the same.
    :param kept: what else of the address the pages around it keep, such as a filter.
    """
    older, newer = _mark(query.get(OLDER, "")), _mark(query.get(NEWER, ""))
    if newer:
        found = rows.filter(_beyond(by, "gt", "lt", newer)).order_by(by, "-id")
        items = list(found[: PAGE + 1])
        more_newer, more_older = len(items) > PAGE, True
        items = items[:PAGE][::-1]
    else:
        if older:
            rows = rows.filter(_beyond(by, "lt", "gt", older))
        items = list(rows.order_by(f"-{by}", "id")[: PAGE + 1])
        more_newer, more_older = older is not None, len(items) > PAGE
        items = items[:PAGE]
    stays = {name: query[name] for name in kept if query.get(name)}
    return Listed(
        items=items,
        newer=_address(NEWER, items[0], by, stays) if items and more_newer else "",
        older=_address(OLDER, items[-1], by, stays) if items and more_older else "",
    )


def _beyond(by: str, moment: str, pk: str, mark: tuple[datetime, UUID]) -> Q:
    return Q(**{f"{by}__{moment}": mark[0]}) | Q(**{by: mark[0], f"pk__{pk}": mark[1]})


def _mark(text: str) -> tuple[datetime, UUID] | None:
    moment, _separator, pk = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(pk)) if at.tzinfo else None
    except ValueError:
        return None


def _address(direction: str, row: Any, by: str, stays: dict[str, str]) -> str:
    return "?" + urlencode({**stays, direction: f"{getattr(row, by).isoformat()}~{row.pk}"})
