"""Parts in a case, as the database grants them. These calls are the only way in or out (cases/sql)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from opennrm.agencies.models import Agency
from opennrm.foundation.actor import Actor
from opennrm.foundation.visibility import merged

from .bound import bound_models
from .models import Case, CaseKey, Participation
from .states import Part


def _call(statement: str, *parameters) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(p) if isinstance(p, UUID) else p for p in parameters])
        return cursor.fetchone()[0]


def assign_lead(case_id: UUID, *, membership_id: UUID) -> None:
    """Give the lead to one member of the lead agency; every row of the case that named who led it names them."""
    _call("SELECT sec.assign_lead(%s, %s)", case_id, membership_id)


def unassign_lead(case_id: UUID) -> None:
    """Give the lead back to those in the lead agency who take new cases."""
    _call("SELECT sec.unassign_lead(%s)", case_id)


def take_lead(principal: int, *, at: datetime) -> int:
    """Make the actor's agency the lead of the case in which they hold this part; nobody there has taken the case yet.

    Returns the principal by which they see all cases that their agency leads: the actor may not have held it before.
    """
    return _call("SELECT sec.take_lead(%s, %s)", principal, at)  # type: ignore[return-value]


def offer(
    case_id: UUID, part: str, *, agency_id: UUID, team_roles: list[str], begins: bool, ends: datetime | None
) -> int:
    """Give or offer a part to the teams of an agency; returns the part's principal."""
    return _call(  # type: ignore[return-value]
        "SELECT sec.offer_part(%s, %s, %s, %s, %s, %s)", case_id, part, agency_id, team_roles, begins, ends
    )


def take_up(principal: int) -> None:
    """Take up an offered part, for one's own team."""
    _call("SELECT sec.take_up(%s)", principal)


def limit(principal: int, *, until: datetime) -> None:
    """Set until when a part lasts that has a last day, for whoever leads the case. One that has ended stays ended."""
    _call("SELECT sec.limit_part(%s, %s)", principal, until)


def end(principal: int) -> None:
    """End a part: from the next transaction on it shows nothing."""
    _call("SELECT sec.end_part(%s)", principal)


def record_offer(
    case: Case,
    agency: Agency,
    principal: int,
    *,
    part: Part,
    scopes: Collection[str],
    basis: str,
    ends: datetime | None,
    started_at: datetime | None,
    holders: list[int],
) -> None:
    """Record a part that an agency was given or offered, and what it covers. `holders` see and change the record."""
    Participation(
        case=case,
        part=part,
        agency=agency,
        principal=principal,
        scopes=sorted(scopes),
        basis=basis,
        offered_until=ends,
        started_at=started_at,
        readers=holders,
        writers=holders,
    ).save(from_action=True, force_insert=True)


def record_start(
    case_id: UUID,
    principal: int,
    *,
    part: Part = Part.SERVING,
    until: datetime | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Record that an agency serves from now on, or has another part that was on offer, as long as that lasts."""
    Participation.objects.visible_to(by).filter(case_id=case_id, principal=principal).update(
        part=part, started_at=at, offered_until=until, from_action=True
    )


def record_limit(case_id: UUID, principal: int, *, until: datetime, by: Actor) -> None:
    """Record until when a part lasts that somebody has."""
    Participation.objects.visible_to(by).filter(case_id=case_id, principal=principal, ended_at=None).update(
        offered_until=until, from_action=True
    )


def record_end(case_id: UUID, principals: list[int], *, by: Actor, at: datetime) -> None:
    """Record that these parts have ended."""
    held = Participation.objects.visible_to(by).filter(case_id=case_id, principal__in=principals)
    held.filter(ended_at=None).update(ended_at=at, from_action=True)


def keep_lead(case_id: UUID) -> None:
    """Keep the case with whoever leads it until the transaction ends.

    For whoever locks something of a case without locking the case itself: before that, so that somebody who gives the
    case away at the same moment waits, and the two do not wait for each other.
    """
    _call("SELECT sec.keep_lead(%s)", case_id)


def is_open(case_id: UUID) -> bool:
    """Whether a case is open, for whoever takes part in it, also where their part does not show the case itself."""
    return bool(_call("SELECT sec.may_write(%s)", case_id))


def holder_of(case_id: UUID) -> int:
    """The principal of whoever holds the case now, to tell them something; for whoever takes part in it."""
    return _call("SELECT sec.holder_of(%s)", case_id)  # type: ignore[return-value]


def supervision_of(case_id: UUID) -> int:
    """The principal of whoever supervises the case, to tell them something; for whoever takes part in it."""
    return _call("SELECT sec.supervision_of(%s)", case_id)  # type: ignore[return-value]


def cover(case: Case, principal: int, scopes: set[str]) -> None:
    """Let a part see those rows of the case that its scopes cover. Later rows take it from `access.readers_of`."""
    if "case" in scopes:
        Case.objects.filter(pk=case.pk).update(readers=merged("readers", [principal]), from_action=True)
    if scopes:
        # Whoever may see any sealed row needs the key that opens it; the policies keep the other rows away.
        CaseKey.objects.filter(pk=case.pk).update(readers=merged("readers", [principal]), from_action=True)
    for model in bound_models():
        if model.SCOPE in scopes:
            covered = model.objects.of_case(case.pk).covered_by_parts()
            covered.update(readers=merged("readers", [principal]), from_action=True)
