"""What a list is narrowed to: as the query of an address, and in words that can be taken away one by one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.foundation.filters import Filters
from opennrm.web.addresses import query_of

Words = Callable[[str, Any], str]
"""The words for a value of a filter, both given by name and value. A filter that is only yes or no has none."""


@dataclass(frozen=True, kw_only=True)
class Tag:
    """One value of a filter in words, and the address of the list without it."""

    words: str
    without_url: str


def address(wanted: Filters, page: str) -> str:
    """The address of a page about this list. Its form reads the query again."""
    days = {name: value for name in wanted.filters if isinstance(value := getattr(wanted, name), date)}
    query = query_of({**wanted.as_codes(), **days})
    return reverse(page) + (f"?{query}" if query else "")


def tags(wanted: Filters, page: str, *, labels: Callable[[str], str], words: Words) -> list[Tag]:
    """What limits the list, each value by itself."""
    return [
        Tag(
            words=_filter_in_words(labels(name), value, name, words),
            without_url=address(wanted.without_value(name, value), page),
        )
        for name in wanted.filters
        for value in wanted.values_of(name)
    ]


def tags_of_filters(
    wanted: Filters, names: Collection[str], page: str, *, labels: Callable[[str], str], words: Words
) -> list[Tag]:
    """These filters, each with all its values together."""
    return [
        Tag(
            words=_filter_in_words(labels(name), wanted.values_of(name), name, words),
            without_url=address(wanted.without(name), page),
        )
        for name in names
    ]


def _filter_in_words(label: str, value: Any, name: str, words: Words) -> str:
    values = value if isinstance(value, tuple) else (value,)
    if any(isinstance(each, bool) for each in values):
        return label
    said = ", ".join(words(name, each) for each in values)
    return _("{filter}: {value}").format(filter=label, value=said)
