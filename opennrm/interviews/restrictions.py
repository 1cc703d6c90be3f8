"""What the times and places of a child's interviews have to respect: said, taken back, and read for a search."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.bound import CaseBoundQuerySet
from opennrm.cases.models import Case
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.spaces.models import Space

from . import access
from .models import Restriction
from .permissions import INTERVIEW_REQUEST
from .telling import note

LONGEST_WAY = 1440


@dataclass(frozen=True, kw_only=True)
class Restricted:
    """What a child's interviews respect.

    `apart` are the interviews with a time of children whom this one must not meet, `apart_cases` their cases.
    """

    apart: frozenset[UUID]
    apart_cases: frozenset[UUID]
    spaces: frozenset[UUID]
    longest_way: int | None


def of_case(actor: Actor, case_id: UUID) -> CaseBoundQuerySet:
    """What somebody has said of this child that stands, as far as the actor sees it."""
    found: CaseBoundQuerySet = access.of_case(Restriction, actor, case_id).filter(removed_at=None)
    return found.order_by("added_at", "id")


def restricted(actor: Actor, case_id: UUID) -> Restricted:
    """The same as a search needs it."""
    rows = list(of_case(actor, case_id))
    ways = [row.minutes for row in rows if row.minutes is not None]
    apart = frozenset(row.other_case_id for row in rows if row.other_case_id)
    return Restricted(
        apart=_planned_apart(case_id) if apart else frozenset(),
        apart_cases=apart,
        spaces=frozenset(row.space_id for row in rows if row.space_id),
        longest_way=min(ways, default=None),
    )


def _planned_apart(case_id: UUID) -> frozenset[UUID]:
    """Whoever plans sees the bookings of all spaces, but not of which child each is: the database says which."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.apart_occasions(%s)", [str(case_id)])
        return frozenset(cursor.fetchone()[0])


def keep_apart(case_id: UUID, *, reference: str, by: Actor, at: datetime) -> list[Restriction]:
    """Say that two children must not meet. It counts for the interviews of both. Once more does nothing.

    :param reference: that of the case of the other child.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    :raises Refused: the actor sees no other case of this reference with its interviews.
    """
    other = case_access.visible_to(by).filter(reference=reference.strip()).exclude(pk=case_id).first()
    if other is None:
        raise _unknown()
    # In one order, so that of two who say the same neither waits for the other.
    cases = {each: _case_of(each, case_id, by=by) for each in sorted([case_id, other.pk])}
    return [
        *_say(cases[case_id], by=by, at=at, other_case_id=other.pk),
        *_say(cases[other.pk], by=by, at=at, other_case_id=case_id),
    ]


def _unknown() -> Refused:
    return Refused(_("Enter the reference of a case whose interviews you see."), field="reference")


def _case_of(wanted: UUID, case_id: UUID, *, by: Actor) -> Case:
    try:
        return access.case_with_interviews(by, wanted, may=INTERVIEW_REQUEST, lock=True)
    except NotThere:
        if wanted == case_id:
            raise
        raise _unknown() from None


def exclude_space(case_id: UUID, *, space: UUID, by: Actor, at: datetime) -> list[Restriction]:
    """Say that a space is not for this child, such as because a suspect's relative works there. Once more does nothing.

    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    :raises Refused: there is no such space.
    """
    case = access.case_with_interviews(by, case_id, may=INTERVIEW_REQUEST, lock=True)
    if not Space.objects.filter(pk=space).exists():
        raise Refused(_("Choose one of the spaces in the list."), field="space")
    return _say(case, by=by, at=at, space_id=space)


def limit_way(case_id: UUID, *, minutes: int, by: Actor, at: datetime) -> list[Restriction]:
    """Say how long the child travels at most, one way. Of several, the shortest counts.

    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    :raises Refused: it is no time of a day.
    """
    case = access.case_with_interviews(by, case_id, may=INTERVIEW_REQUEST, lock=True)
    if not 1 <= minutes <= LONGEST_WAY:
        raise Refused(_("Enter how many minutes, at least 1."), field="minutes")
    return _say(case, by=by, at=at, minutes=minutes)


def _say(case: Case, *, by: Actor, at: datetime, **what: Any) -> list[Restriction]:
    if of_case(by, case.pk).filter(**what).exists():
        return []
    row = access.new_row(Restriction, case, at, **what, added_at=at, added_by_id=by.membership_id)
    row.save(from_action=True, force_insert=True)
    note("interview.restriction_added", row, by=by)
    return [row]


def remove(case_id: UUID, restriction_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take back what was said. Of two children who must not meet it ends for both. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    """
    access.case_with_interviews(by, case_id, may=INTERVIEW_REQUEST, lock=True)
    row = fetch(access.of_case(Restriction, by, case_id), pk=restriction_id)
    pair = Restriction.objects.visible_to(by).filter(case_id=row.other_case_id, other_case_id=case_id)
    _end([row.pk, *pair.values_list("pk", flat=True)], by=by, at=at)


def _end(ids: Iterable[UUID], *, by: Actor, at: datetime) -> None:
    rows = Restriction.objects.visible_to(by).filter(pk__in=list(ids), removed_at=None).order_by("pk")
    for row in rows.select_for_update(of=("self",)):
        row.removed_at = at
        row.save(from_action=True, update_fields=["removed_at"])
        note("interview.restriction_removed", row, by=by)
