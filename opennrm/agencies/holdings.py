"""What somebody at an agency, or the agency itself, has in hand, and what somebody else has to take over from them.

Each context declares what it adds, in its `holdings.py`. Administrators learn how many there are, and nothing else:
they see no case. Supervisors, who see the cases, count them themselves, to choose who has time for one more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.translation import ngettext

from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import team_principal
from opennrm.foundation.pages import MOST_COUNTED
from opennrm.foundation.second_door import connection_in_use, second_door

from .events import LEFT
from .models import Membership, MembershipQuerySet

CASE = "case"
"""The kind that an agency has to hand over before it can leave."""
UNFINISHED = "unfinished_"
"""How kinds begin of what somebody is still writing and nobody else may read: it is handed over to nobody, and deleted
after the days that the country gives, as it is for everybody."""
MOST_TOLD = 999
"""As many as the database tells an administrator (sec.held)."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One kind of what somebody, or an agency, has in hand.

    :param kind: sec.held_part_<kind> of the database counts it for an administrator, if there is such a function.
    :param words: how many there are, in words.
    :param of_members: what supervisors count, of each membership: rows that name `OuterRef("pk")`, each looked up by an
        index. Without it, it is no part of the load.
    :param of_agency: how many an agency has, where anybody may count that.
    """

    kind: str
    order: int
    words: Callable[[int], str]
    of_members: Callable[[Actor, datetime], Sequence[QuerySet]] | None = None
    of_agency: Callable[[UUID], int] | None = None


def with_load(
    members: MembershipQuerySet, holdings: Sequence[Holding], *, by: Actor, at: datetime
) -> MembershipQuerySet:
    """These memberships, each with `load_<kind>` for what it has in hand, as far as the actor sees it.

    All in one query; of each membership and kind, no more rows are read than are counted.
    """
    counted = {
        f"load_{holding.kind}": _total(holding.of_members(by, at))
        for holding in holdings
        if holding.of_members
    }
    return members.annotate(**counted)


def _total(of_members: Sequence[QuerySet]) -> Combinable:
    total: Combinable = Value(0)
    for rows in of_members:
        few = ArraySubquery(rows.order_by().values("pk")[: MOST_COUNTED + 1])
        total = total + Func(few, function="CARDINALITY", output_field=IntegerField())
    return total


def of_member(membership_id: UUID) -> dict[str, int]:
    """How much somebody has in hand at their agency, by kind, for whoever looks after its accounts.

    Asked through the second door, whose role alone may: whoever can send statements elsewhere learns no number.
    """
    return _held(membership_id, None)


def of_agency(agency_id: UUID) -> dict[str, int]:
    """How much an agency has in hand, by kind, for whoever looks after its accounts."""
    return _held(None, agency_id)


def _held(membership_id: UUID | None, agency_id: UUID | None) -> dict[str, int]:
    with second_door(), connection_in_use().cursor() as cursor:
        cursor.execute("SELECT kind, number FROM sec.held(%s, %s)", [membership_id, agency_id])
        return {kind: number for kind, number in cursor.fetchall() if number}


def supervisors_of(agency_id: UUID) -> MembershipQuerySet:
    """Those who can hand over what somebody at this agency leaves behind."""
    return Membership.objects.acting().filter(agency_id=agency_id, supervises=True)


def leave_to_supervisors(membership: Membership, *, at: datetime) -> dict[str, int]:
    """Tell the supervisors at once if somebody leaves anything behind; returns how much, by kind.

    Called beyond the second door, by actions that end a membership or shut an account out.
    """
    held = of_member(membership.pk)
    if any(not kind.startswith(UNFINISHED) for kind in held):
        others = supervisors_of(membership.agency_id).exclude(pk=membership.pk)
        for role in sorted(set(others.values_list("role", flat=True))):
            team = team_principal(membership.agency_id, role)
            notices.tell(team, LEFT.kind, subject_id=membership.pk, at=at)
    return held


def _members(agency_id: UUID) -> int:
    return Membership.objects.filter(agency_id=agency_id, ended_at=None).count()


HOLDINGS = (
    Holding(
        kind="member",
        order=90,
        words=lambda number: ngettext(
            "%(number)s person who works there", "%(number)s people who work there", number
        ),
        of_agency=_members,
    ),
)
