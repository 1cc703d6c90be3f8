"""Who looked at a case, a person at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.audit.queries import LooksOfOne
from opennrm.web.addresses import address_from
from opennrm.web.audit.words import as_entries, by_whom, sentence
from opennrm.web.design import entries
from opennrm.web.request import Request


@dataclass(frozen=True, kw_only=True)
class PersonWhoLooked:
    """One person with what they did, in words; `address` leads to all their looks."""

    name: str
    count: int
    first_at: datetime
    last_at: datetime
    done: list[str]
    newest: list[entries.TimelineEntry]
    has_more: bool
    address: str


def as_people(found: Iterable[LooksOfOne], request: Request) -> list[PersonWhoLooked]:
    """The people in words, with links that keep the days that were asked for."""
    return [
        PersonWhoLooked(
            name=by_whom(looks.newest[0]),
            count=looks.count,
            first_at=looks.first_at,
            last_at=looks.last_at,
            done=[_often(kind, count) for kind, count in looks.kinds],
            newest=as_entries(looks.newest),
            has_more=looks.has_more,
            address=address_from(request, person=looks.who),
        )
        for looks in found
    ]


def _often(kind: str, count: int) -> str:
    if count == 1:
        return sentence(kind)
    return _("{what}, {count} times").format(what=sentence(kind), count=count)
