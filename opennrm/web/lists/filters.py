"""What a list is narrowed to: as the query of an address, and in words that can be taken away one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.lists import queries
from opennrm.lists.rules import NOT_ASSESSED, Order, Wanted
from opennrm.web.addresses import query_of
from opennrm.web.design.dates import in_words
from opennrm.web.lists.forms import HAPPENED, HOLDERS, ORDERS, FilterForm


@dataclass(frozen=True, kw_only=True)
class Tag:
    """One filter in words, and the address of the list without it."""

    name: str
    words: str
    without_url: str


def narrowed(actor: Actor, given: QueryDict) -> tuple[FilterForm, Wanted]:
    """The form as an address fills it in, and what it looks for."""
    form = FilterForm(given, actor=actor)
    return form, form.wanted()


def address(wanted: Wanted, page: str = "case-list") -> str:
    """The address of a page about this list."""
    days = {name: value for name in wanted.filters if isinstance(value := getattr(wanted, name), date)}
    query = query_of({**wanted.as_codes(), **days})
    return reverse(page) + (f"?{query}" if query else "")


def tags(actor: Actor, wanted: Wanted) -> list[Tag]:
    """What limits the list, in words."""
    holders = queries.holders(actor) if wanted.holder else {}
    return [
        Tag(
            name=name,
            words=_words(wanted, name, holders),
            without_url=address(wanted.without(name)),
        )
        for name in wanted.filters
    ]


def order_in_words(wanted: Wanted) -> str:
    """In which order the list stands; empty for the usual one."""
    return str(ORDERS[wanted.order]) if wanted.order != Order.NEWEST else ""


def names_in_words(names: list[str]) -> str:
    """The filters of these names, as the form calls them."""
    labels = FilterForm.base_fields
    return ", ".join(str(labels[name].label) for name in names)


def _words(wanted: Wanted, name: str, holders: Mapping[str, str]) -> str:
    value = getattr(wanted, name)
    label = str(FilterForm.base_fields[name].label)
    if isinstance(value, bool):
        return label
    in_words = _VALUES.get(name, str)(value)
    if name == "holder":
        in_words = str(HOLDERS.get(value) or holders.get(value, ""))
    return _("{filter}: {value}").format(filter=label, value=in_words)


def _risk(code: str) -> str:
    return _("Not assessed") if code == NOT_ASSESSED else title_of("risk_levels", code)


def _state(code: str) -> str:
    return gettext(pack().identification.state(code).title)


_VALUES: dict[str, Callable[[Any], str]] = {
    "area": lambda code: title_of("areas", code),
    "sex": lambda code: title_of("sexes", code),
    "concern": lambda code: title_of("concern_kinds", code),
    "identification": _state,
    "risk": _risk,
    "first_day": in_words,
    "last_day": in_words,
    "happened": lambda code: str(HAPPENED[code]),
    "happened_from": in_words,
    "happened_to": in_words,
}
