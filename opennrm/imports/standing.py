"""How many cases of a list wait, were released or were withdrawn, and which would stay if it were withdrawn."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from opennrm.cases.models import Case
from opennrm.cases.states import FromList
from opennrm.foundation.actor import Actor

from . import access, outcomes
from .models import ImportedCase, ImportedList
from .permissions import LIST_IMPORT
from .states import State


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The cases of a list by how they stand, as far as the actor's agency still leads them."""

    waiting: int
    released: int
    withdrawn: int

    @property
    def all(self) -> int:
        return self.waiting + self.released + self.withdrawn


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """What withdrawing a list does: so many cases go; of the others some were touched, and some were released."""

    going: int
    touched: list[Case]
    released: int


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A row of a list with the case that came of it."""

    row: ImportedCase
    case: Case


def counts(actor: Actor, list_id: UUID) -> Counts:
    """How the cases of a list stand."""
    found = Counter(access.cases_of(actor, list_id).values_list("case__from_list", flat=True))
    return Counts(
        waiting=found[FromList.WAITING],
        released=found[FromList.RELEASED],
        withdrawn=found[FromList.WITHDRAWN],
    )


def to_go_on(actor: Actor, *, most: int) -> list[tuple[ImportedList, int]]:
    """The lists with which the actor has to go on, the oldest first, and how many cases of each wait to be released."""
    if not actor.may(LIST_IMPORT):
        return []
    of_list = ImportedCase.objects.visible_to(actor).filter(
        of=OuterRef("pk"), case__from_list=FromList.WAITING
    )
    waiting = (
        of_list.filter(writers__overlap=list(actor.principals))
        .order_by()
        .values("of")
        .annotate(number=Count("pk"))
    )
    lists = access.lists_of(actor).annotate(waiting=Coalesce(Subquery(waiting.values("number")), 0))
    going = lists.filter(Q(state__in=[State.COLUMNS, State.CHECKED]) | Q(state=State.IMPORTED, waiting__gt=0))
    rows = going.defer("content", "findings", "columns").order_by("added_at", "id")[:most]
    return [(row, row.waiting if row.state == State.IMPORTED else 0) for row in rows]


def undoing(actor: Actor, list_id: UUID) -> Undoing:
    """What would happen if the list were withdrawn now."""
    waiting = list(outcomes.waiting(actor, list_id).in_order())
    going = set(outcomes.untouched(row.case_id for row in waiting))
    touched = listed(actor, [row for row in waiting if row.case_id not in going])
    return Undoing(
        going=len(going),
        touched=[each.case for each in touched],
        released=counts(actor, list_id).released,
    )


def listed(actor: Actor, rows: Collection[ImportedCase]) -> list[Listed]:
    """These rows with their cases, also with what is left of withdrawn ones."""
    found = Case.objects.visible_to(actor).in_bulk([row.case_id for row in rows])
    return [Listed(row=row, case=found[row.case_id]) for row in rows if row.case_id in found]
