"""Which agencies read a conference: those that are invited, for as long as they take part in the case."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from opennrm.cases import access as case_access
from opennrm.cases.models import Participation
from opennrm.cases.states import Part
from opennrm.foundation.actor import Actor
from opennrm.foundation.visibility import merged

from . import access
from .models import INVITED, AgendaItem, Conference, Participant

TAKE_PART = (Part.SERVING, Part.TAKING_PART)
"""The parts by which an agency can be invited: it helps the child, or works on the case together with the lead."""


def parts_in(actor: Actor, case_id: UUID, *, agencies: Collection[UUID], at: datetime) -> list[Participation]:
    """The parts in a case by which these agencies take part in it now, for whoever leads it."""
    live = Q(offered_until=None) | Q(offered_until__gt=at)
    parts = case_access.parts_of(actor, case_id).filter(live, part__in=TAKE_PART, agency_id__in=agencies)
    return list(parts.filter(started_at__isnull=False, ended_at=None))


def guests_of(actor: Actor, conference: Conference, *, at: datetime) -> list[Participation]:
    """The same of the agencies that are invited to a conference."""
    asked = access.participants_of(actor, conference.pk).filter(asked_at__isnull=False, agency__isnull=False)
    agencies = {each.agency_id for each in asked if each.agency_id}
    return parts_in(actor, conference.case_id, agencies=agencies, at=at) if agencies else []


def principals_of(parts: Iterable[Participation]) -> list[int]:
    """Those by which these parts are held."""
    return sorted(part.principal for part in parts)


def readers_of(parts: Iterable[Participation], scope: str) -> list[int]:
    """Those of the parts that cover what has this scope: all for what everybody reads, none for what has no scope."""
    if not scope:
        return []
    return principals_of(part for part in parts if scope == INVITED or scope in part.scopes)


def let_read(
    conference: Conference, guest: Participant, parts: Collection[Participation], *, by: Actor, at: datetime
) -> None:
    """Let the agency of somebody who is invited read the conference and what it may of the agenda, by these parts."""
    by_all = merged("readers", principals_of(parts))
    Conference.objects.visible_to(by).filter(pk=conference.pk).update(readers=by_all, from_action=True)
    Participant.objects.visible_to(by).filter(pk=guest.pk).update(readers=by_all, from_action=True)
    guest.asked_at = at
    guest.save(from_action=True, update_fields=["asked_at"])
    # What was taken off the agenda before they came is none of theirs.
    items = AgendaItem.objects.visible_to(by).filter(conference_id=conference.pk, dropped_at=None)
    for scope in set(items.values_list("scope", flat=True)):
        if covering := readers_of(parts, scope):
            items.filter(scope=scope).update(readers=merged("readers", covering), from_action=True)
