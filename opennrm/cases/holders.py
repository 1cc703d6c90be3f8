"""Who has what at an agency, for lists and figures: a member, nobody yet, or somebody who can no longer work on it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from opennrm.agencies.models import Membership, MembershipQuerySet
from opennrm.foundation.actor import Actor

NOBODY, GONE = "nobody", "gone"
"""In place of a member: nobody yet, or somebody who left or can no longer sign in."""


def held(actor: Actor, column: str, holder: str) -> Q:
    """The rows that this holder has: one of the two words, or the id of a membership.

    :param column: names the member who has a row.
    """
    if holder == NOBODY:
        return Q(**{column: None})
    if holder == GONE:
        return Q(**{f"{column}__isnull": False}) & ~Q(**{f"{column}__in": _acting(actor).values("pk")})
    try:
        return Q(**{column: UUID(holder)})
    except ValueError:
        return Q(pk__in=[])


def counted(rows: QuerySet, column: str) -> list[tuple[Any, int]]:
    """How many of these rows each member has, by the column that names them."""
    return list(rows.order_by().values(column).annotate(number=Count("pk")).values_list(column, "number"))


def summed(actor: Actor, numbers: Iterable[tuple[Any, int]]) -> dict[str, int]:
    """The sums of what was counted, by the ids of those who work at the agency now, and by two words for the others."""
    here = set(_acting(actor).values_list("pk", flat=True))
    found: dict[str, int] = {}
    for holder, number in numbers:
        key = NOBODY if holder is None else str(holder) if holder in here else GONE
        found[key] = found.get(key, 0) + number
    return found


def _acting(actor: Actor) -> MembershipQuerySet:
    return Membership.objects.acting().filter(agency_id=actor.agency_id)
