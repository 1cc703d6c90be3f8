"""Addresses that lead from a page to itself: with another filter, or at another place of its list."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest

PAGE = "page"


def page_asked(request: HttpRequest) -> str:
    """The mark of the page of a list that was asked for (`opennrm.foundation.pages`); empty for the first."""
    return request.GET.get(PAGE, "")


def code_asked(request: HttpRequest, name: str) -> str:
    """A code that an address asks for; empty for what can be none, such as a text with control characters."""
    code = request.GET.get(name, "")
    return code if code.isprintable() else ""


def address_from(request: HttpRequest, path: str = "", **changed: str) -> str:
    """An address that asks for the same from its beginning, but for what is changed."""
    query = request.GET.copy()
    query.pop(PAGE, None)
    for name, value in changed.items():
        query[name] = value
    return f"{path}?{query.urlencode()}"


def address_of_page(request: HttpRequest, mark: str, path: str = "") -> str:
    """The address of another page of the same list; empty where there is none."""
    return address_from(request, path, **{PAGE: mark}) if mark else ""


def query_of(given: Mapping[str, date | str | Sequence[str] | None]) -> str:
    """The query of an address that fills in a form: texts, lists of texts, and dates in three boxes each.

    What is empty is left out.
    """
    query: dict[str, str | Sequence[str]] = {}
    for name, value in given.items():
        if isinstance(value, date):
            query |= {f"{name}_{part}": str(getattr(value, part)) for part in ("day", "month", "year")}
        elif value:
            query[name] = value
    return urlencode(query, doseq=True)
