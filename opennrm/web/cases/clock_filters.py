"""What the list of what is due is narrowed to: read from an address, as an address, and in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from opennrm.cases.deadlines import Wanted
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.web import filters
from opennrm.web.addresses import code_asked
from opennrm.web.cases import holders
from opennrm.web.filters import Tag
from opennrm.web.request import Request

LIST = "clock-list"
LABELS = {"overdue": _("Overdue"), "rule": _("Time limit"), "holder": _("Cases of")}
"""What beside the links above the list limits it: what the figures of an agency lead to."""


def wanted(request: Request) -> Wanted:
    """What the address asks for."""
    return Wanted(
        **{name: request.GET.get(name) == "yes" for name in ("paused", "mine", "overdue")},
        rule=code_asked(request, "rule"),
        holder=code_asked(request, "holder"),
    )


def address(asked: Wanted) -> str:
    """The address of the list of these time limits."""
    return filters.address(asked, LIST)


def tags(actor: Actor, asked: Wanted) -> list[Tag]:
    """What else limits the list, in words."""

    def words(name: str, value: Any) -> str:
        return title_of("clocks", value) if name == "rule" else holders.name_of(actor, value)

    names = [name for name in asked.filters if name in LABELS]
    return filters.tags_of_filters(asked, names, LIST, labels=lambda name: str(LABELS[name]), words=words)
