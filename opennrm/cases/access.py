"""Who may see and lead a case. Nothing else in the product decides this."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.audit import actions as audit
from opennrm.foundation.access import NotAllowed
from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import Seal, seal_of

from .bound import LEAD
from .models import Case, CaseKey, CaseQuerySet, Participation
from .states import Part


def visible_to(actor: Actor) -> CaseQuerySet:
    """The cases that the actor sees; their own database context sees no others."""
    return Case.objects.visible_to(actor)


def waiting_to_be_taken(actor: Actor) -> CaseQuerySet:
    """The cases that the actor could take, or give to somebody."""
    return visible_to(actor).unassigned().writable_by(actor)


def left_behind(actor: Actor) -> CaseQuerySet:
    """The cases of the actor's agency whose caseworker no longer works there, or can no longer sign in."""
    of_agency = Membership.objects.filter(agency_id=actor.agency_id)
    gone = of_agency.exclude(pk__in=of_agency.acting().values("pk"))
    return visible_to(actor).writable_by(actor).filter(assigned_to__in=gone.values("pk"))


def case_to_read(actor: Actor, case_id: UUID, *, kind: str = "case.viewed") -> Case:
    """Return the case and record who looked.

    :raises Case.DoesNotExist: there is none that this actor may see.
    """
    case = visible_to(actor).get(pk=case_id)
    audit.record(kind, subject=case, right=right_of(actor, case))
    return case


def case_to_lead(actor: Actor, case_id: UUID, *, lock: bool = True) -> Case:
    """Return the case for a change by its lead; without `lock` only to be shown.

    :raises Case.DoesNotExist: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but not as its lead.
    """
    case = visible_to(actor).get(pk=case_id)
    if not leads(actor, case):
        raise NotAllowed(_("Only the agency that leads a case can do this."))
    if not lock:
        return case
    # Only now: the database lets nobody lock a row that they may not change. Its key stays free, so that others can
    # go on adding rows of the case.
    return visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=case_id)


def leads(actor: Actor, case: Case) -> bool:
    """Whether the actor holds the lead of the case, or supervises whoever does: nobody else may change its row."""
    return not set(case.writers).isdisjoint(actor.principals)


def right_of(actor: Actor, case: Case) -> str:
    """By which part the actor sees the case: for the audit, and for "why do I see this"."""
    return rights_of(actor, [case])[case.pk]


def rights_of(actor: Actor, cases: Collection[Case]) -> dict[UUID, str]:
    """By which part the actor sees each of these cases, with one query at most."""
    rights = {
        case.pk: "assigned" if case.assigned_to_id == actor.membership_id else Part.LEAD.value
        for case in cases
        if leads(actor, case)
    }
    if others := [case.pk for case in cases if case.pk not in rights]:
        held = Participation.objects.visible_to(actor).filter(
            case_id__in=others, principal__in=actor.principals
        )
        first = dict(held.order_by("-started_at", "-id").values_list("case_id", "part"))
        rights |= {case_id: first.get(case_id, "") for case_id in others}
    return rights


def parts_of(actor: Actor, case_id: UUID):
    """The parts in a case that the actor may know of, first the lead."""
    return Participation.objects.visible_to(actor).filter(case_id=case_id).order_by("started_at", "id")


def own_parts(actor: Actor, case_id: UUID):
    """The parts in a case that are the actor's own: held by them, or by those whom they supervise."""
    held = Q(principal__in=actor.principals)
    return parts_of(actor, case_id).filter(held | Q(part=Part.LEAD, writers__overlap=list(actor.principals)))


def seal(actor: Actor, case_id: UUID) -> Seal:
    """The seal of a case, or of what is going to be one, to open or close its sealed values.

    :raises CaseKey.DoesNotExist: the actor has no part that covers anything sealed.
    """
    key = CaseKey.objects.visible_to(actor).get(pk=case_id)
    return seal_of(case_id, bytes(key.wrapped))


def readers_of(case: Case, scope: str, *, at: datetime) -> list[int]:
    """The readers of a new row of the case: its lead, and the live parts that cover its scope."""
    return covered(case.pk, scope, at=at)


def covered(case_id: UUID, scope: str, *, at: datetime) -> list[int]:
    """As `readers_of`, for whoever may hold no part that shows the case itself."""
    covering = Participation.objects.filter(case_id=case_id, scopes__contains=[scope], ended_at=None).filter(
        Q(offered_until=None) | Q(offered_until__gt=at)
    )
    return sorted({LEAD, *covering.values_list("principal", flat=True)})


@dataclass(frozen=True)
class Reason:
    """Why somebody sees a case: by which part, since when, on which basis."""

    part: str
    agency_name: str
    is_assigned: bool
    basis: str
    since: datetime | None


def why_visible(actor: Actor, case: Case) -> list[Reason]:
    """Every reason for which the actor sees this case; empty when they do not."""
    parts = own_parts(actor, case.pk).select_related("agency")
    return [
        Reason(
            part=part.part,
            agency_name=part.agency.name,
            is_assigned=part.part == Part.LEAD and case.assigned_to_id == actor.membership_id,
            basis=part.basis,
            since=part.started_at,
        )
        for part in parts
    ]
