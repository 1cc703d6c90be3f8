"""What drafts of several contexts have in common: forms that somebody is still writing, seen by their author alone."""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.events import Text
from opennrm.foundation.refusals import Refused

from .bound import CaseBound

Draft = TypeVar("Draft", bound=CaseBound)
MOST = 100
"""As many drafts of each kind somebody can have at a time. Nobody who works comes near it."""


class TooManyDrafts(Refused):
    """Somebody has as many drafts of a kind as one person can have."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The draft that a page was opened with, in the version that it had then."""

    id: UUID
    version: int


def by_author(actor: Actor) -> Q:
    """The condition of drafts that are the actor's at this agency, whatever role they began them in."""
    return Q(membership__account_id=actor.account_id, membership__agency_id=actor.agency_id)


def of_page(drafts: QuerySet[Draft], page: UUID, opened: Opened | None) -> Draft | None:
    """The one that this showing of a page has written, or has opened and nobody has changed since; locked."""
    locked = drafts.select_for_update(of=("self",))
    draft = locked.filter(page=page).first()
    if draft is None and opened is not None:
        draft = locked.filter(pk=opened.id, version=opened.version).first()
    return draft


def refuse_more_than_most(drafts: QuerySet[Any], says: Text) -> None:
    """Return only while somebody may begin another draft. `drafts` are theirs, and `says` names `number`.

    :raises TooManyDrafts: they have `MOST` already.
    """
    if drafts[:MOST].count() >= MOST:
        raise TooManyDrafts(str(says).format(number=MOST))


def holders_of(author: Actor, expiry: str) -> list[int]:
    """Who reads and changes a draft: its author, and the job that deletes old ones, which has to find them."""
    assert author.person_principal is not None
    return sorted({author.person_principal, system_principal(expiry)})
