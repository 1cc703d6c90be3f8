"""What a list of cases is narrowed to, in words."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from opennrm.cases import next_steps
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.lists import queries
from opennrm.lists.rules import NOT_ASSESSED, Order, Wanted
from opennrm.web import filters
from opennrm.web.design.dates import in_words
from opennrm.web.filters import Tag
from opennrm.web.lists.forms import HAPPENED, HOLDERS, ORDERS, FilterForm

LIST = "case-list"


def narrowed(actor: Actor, given: QueryDict) -> tuple[FilterForm, Wanted]:
    """The form as an address fills it in, and what it looks for."""
    form = FilterForm(given, actor=actor)
    return form, form.wanted()


def address(wanted: Wanted, page: str = LIST) -> str:
    """The address of a page about this list."""
    return filters.address(wanted, page)


def tags(actor: Actor, wanted: Wanted) -> list[Tag]:
    """What limits the list, in words."""
    return filters.tags(wanted, LIST, labels=_label, words=_words(actor, wanted))


def hiding(actor: Actor, wanted: Wanted, names: Collection[str]) -> list[Tag]:
    """These filters in words, each with an address of the list without it."""
    return filters.tags_of_filters(wanted, names, LIST, labels=_label, words=_words(actor, wanted))


def order_in_words(wanted: Wanted) -> str:
    """In which order the list stands; empty for the usual one."""
    return str(ORDERS[wanted.order]) if wanted.order != Order.NEWEST else ""


def names_in_words(names: list[str]) -> str:
    """The filters of these names, as the form calls them."""
    return ", ".join(map(_label, names))


def _label(name: str) -> str:
    return str(FilterForm.base_fields[name].label)


def _words(actor: Actor, wanted: Wanted) -> filters.Words:
    holders: Mapping[str, str] = queries.holders(actor) if wanted.holder else {}

    def words(name: str, value: Any) -> str:
        if name == "holder":
            return str(HOLDERS.get(value) or holders.get(value, ""))
        return _VALUES.get(name, str)(value)

    return words


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
    "step": lambda code: str(next_steps.offered().get(code, code)),
    "first_day": in_words,
    "last_day": in_words,
    "happened": lambda code: str(HAPPENED[code]),
    "happened_from": in_words,
    "happened_to": in_words,
}
