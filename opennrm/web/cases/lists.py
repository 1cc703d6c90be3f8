"""Lists by keyset: a page knows the entry it begins after, never a number of pages, and counts nothing hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from opennrm.cases.models import Case

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One page of cases, and the addresses of the pages around it."""

    items: list[Case]
    newer: str
    older: str


def page_of(cases: QuerySet[Case], query: Mapping[str, str]) -> Listed:
    """The page of cases, newest first, that the address asks for; an unreadable address is the first page."""
    kept = {"show": query["show"]} if query.get("show") else {}
    older, newer = _mark(query.get("before", "")), _mark(query.get("after", ""))
    if newer:
        at, pk = newer
        found = cases.filter(Q(opened_at__gt=at) | Q(opened_at=at, pk__lt=pk)).order_by("opened_at", "-id")
        items = list(found[: PAGE + 1])
        more_newer, more_older = len(items) > PAGE, True
        items = items[:PAGE][::-1]
    else:
        if older:
            at, pk = older
            cases = cases.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__gt=pk))
        items = list(cases.order_by("-opened_at", "id")[: PAGE + 1])
        more_newer, more_older = older is not None, len(items) > PAGE
        items = items[:PAGE]
    return Listed(
        items=items,
        newer=_address("after", items[0], kept) if items and more_newer else "",
        older=_address("before", items[-1], kept) if items and more_older else "",
    )


def _mark(text: str) -> tuple[datetime, UUID] | None:
    moment, _separator, pk = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(pk)) if at.tzinfo else None
    except ValueError:
        return None


def _address(direction: str, case: Case, kept: dict[str, str]) -> str:
    return "?" + urlencode({**kept, direction: f"{case.opened_at.isoformat()}~{case.pk}"})
