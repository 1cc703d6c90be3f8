"""Who could see a case and no longer can: they read why. For everybody else it stays a case that is not there."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Func, IntegerField

from opennrm.agencies.models import MembershipQuerySet
from opennrm.foundation.actor import Actor

from . import access
from .models import Case, LostCase, Participation
from .states import Loss

REMEMBERED = timedelta(days=90)
"""So long do they read why, and after that what everybody else reads."""


def remember(
    case_id: UUID,
    losing: MembershipQuerySet,
    *,
    how: Loss,
    taken_by: UUID | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Keep for these people, who could see a case, that they no longer can. For whoever takes part in it.

    It is theirs as persons within their agency, and so outlasts a change of role.

    :param taken_by: the colleague who has it now, if all of them may know that.
    """
    person = Func("account_id", "agency_id", function="sec.person_principal", output_field=IntegerField())
    persons = sorted(set(losing.annotate(person=person).values_list("person", flat=True)))
    if not persons:
        return
    # Whoever adds it has to be able to write it. The lead is no reader: it would take those who led for those who lost.
    writers = [by.own_principal] if by.own_principal else list(by.principals)
    row = LostCase(
        case_id=case_id, lost_at=at, how=how, taken_by_id=taken_by, readers=persons, writers=writers
    )
    row.save(from_action=True, force_insert=True)


def remember_part(
    case_id: UUID, principals: Collection[int], team: MembershipQuerySet, *, by: Actor, at: datetime
) -> None:
    """The same for a team whose parts in the case end now, if one of them showed the case. Call it before they end."""
    parts = Participation.objects.visible_to(by).filter(case_id=case_id, principal__in=principals)
    if parts.filter(started_at__isnull=False, scopes__contains=[Case.SCOPE]).exists():
        remember(case_id, team, how=Loss.PART_ENDED, by=by, at=at)


def why(actor: Actor, case_id: UUID, *, at: datetime) -> LostCase | None:
    """Since when and why the actor no longer sees a case; None for one that they see, or never saw."""
    if access.visible_to(actor).filter(pk=case_id).exists():
        return None
    mine = LostCase.objects.visible_to(actor).filter(case_id=case_id, lost_at__gt=at - REMEMBERED)
    return mine.select_related("taken_by__account").order_by("-lost_at", "id").first()
