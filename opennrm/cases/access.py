"""Who may see and lead a case. Nothing else in the product decides this."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NoReturn
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership, MembershipQuerySet
from opennrm.audit import actions as audit
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.permissions import Permission
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.sealing import Seal, seal_of

from .bound import CaseBound, has_rows
from .models import Assignment, AssignmentQuerySet, Case, CaseKey, CaseQuerySet, Participation
from .permissions import CASE_ASSIGN
from .states import FromList, Part


class CaseClosed(Refused):
    """A closed case stays as it is, but for what its follow-up needs."""


class CaseErased(Refused):
    """The records of the case no longer exist. What is left of it is on a page of its own."""


class CaseWaits(Refused):
    """A case from a list was not released: until then its agency only puts right and adds what the list says."""


class CaseWithdrawn(Refused):
    """The case came from a list that was withdrawn: its key is destroyed, and nothing of the child is left."""


def visible_to(actor: Actor) -> CaseQuerySet:
    """The cases that the actor sees, but for what is left of withdrawn ones; their own context sees no others."""
    return Case.objects.visible_to(actor).exclude(from_list=FromList.WITHDRAWN)


def waiting_to_be_taken(actor: Actor) -> CaseQuerySet:
    """The cases that the actor could take, or give to somebody."""
    return visible_to(actor).open().unassigned().writable_by(actor)


def held_by(actor: Actor, membership_id: UUID | OuterRef) -> CaseQuerySet:
    """The cases that are assigned to a member of the actor's agency, as far as the actor may give them away."""
    return visible_to(actor).writable_by(actor).filter(assigned_to_id=membership_id)


def gone_with_cases(actor: Actor) -> MembershipQuerySet:
    """The members of the actor's agency who left, or can no longer sign in, and still have open cases."""
    of_agency = Membership.objects.filter(agency_id=actor.agency_id)
    gone = of_agency.exclude(pk__in=of_agency.acting().values("pk"))
    return gone.filter(Exists(held_by(actor, OuterRef("pk")).open()))


def colleague(actor: Actor, membership_id: UUID) -> Membership:
    """Return a member of the actor's agency, also one who left, to somebody who gives its cases to people.

    :raises NotThere: there is none.
    :raises NotAllowed: the actor's role gives no cases away.
    """
    if not actor.may(CASE_ASSIGN):
        raise NotAllowed(_("Your role does not allow this."))
    return fetch(
        Membership.objects.filter(agency_id=actor.agency_id).select_related("account"), pk=membership_id
    )


def case(
    actor: Actor,
    case_id: UUID,
    *,
    as_: Literal["reader", "lead"] = "reader",
    may: Permission | None = None,
    lock: bool = False,
    even_closed: bool = False,
    even_erased: bool = False,
    even_waiting: bool = False,
    event: str | None = "case.viewed",
) -> Case:
    """Return a case to somebody who takes part in it.

    :param as_: "lead" for whoever leads it, "reader" for whoever may see it.
    :param may: what the actor's role has to allow.
    :param lock: keep the case as it is until the transaction ends, for an action of its lead, which records itself.
    :param even_closed: whether a closed case can be locked too: only for what the law or its follow-up needs.
    :param even_erased: whether what is left of an erased case is enough.
    :param even_waiting: whether a case from a list can be locked before it is released, to correct what the list says.
    :param event: how the audit calls this look at the case; None where the caller records what it shows of it.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but does not lead it, or their role does not allow this.
    :raises CaseClosed: it is to be locked, and is closed.
    :raises CaseErased: it is erased.
    :raises CaseWaits: it is to be locked, came from a list, and was not released.
    :raises CaseWithdrawn: it came from a list that was withdrawn.
    """
    found = fetch(Case.objects.visible_to(actor).select_related("assigned_to__account"), pk=case_id)
    _refuse_withdrawn(found)
    if as_ == "lead" and not leads(actor, found):
        raise NotAllowed(_("Only the agency that leads a case can do this."))
    if may is not None and not actor.may(may):
        raise NotAllowed(_("Your role does not allow this."))
    _refuse_erased(found, even_erased=even_erased)
    if lock:
        return _locked(actor, case_id, even_closed=even_closed, even_waiting=even_waiting)
    if event is not None:
        audit.record(event, subject=found, right=right_of(actor, found))
    return found


def _locked(actor: Actor, case_id: UUID, *, even_closed: bool, even_waiting: bool) -> Case:
    # After everything else: the database lets nobody lock a row that they may not change. Its key stays free, so that
    # others can go on adding rows of the case.
    locked = fetch(visible_to(actor).select_for_update(of=("self",), no_key=True), pk=case_id)
    _refuse_erased(locked)
    if locked.closed_at is not None and not even_closed:
        refuse_closed()
    if locked.from_list == FromList.WAITING and not even_waiting:
        raise CaseWaits(
            _("This case came from a list and was not released. A supervisor has to release it first.")
        )
    return locked


def _refuse_withdrawn(case: Case) -> None:
    if case.from_list == FromList.WITHDRAWN:
        raise CaseWithdrawn(
            _("This case came from a list that was withdrawn. Nothing about the child is left.")
        )


def _refuse_erased(case: Case, *, even_erased: bool = False) -> None:
    if case.erased_at is not None and not even_erased:
        raise CaseErased(
            _("The records of this case have been erased. Its page says when, and who decided that.")
        )


def refuse_closed() -> NoReturn:
    """Refuse to change a closed case, in the one sentence for it.

    :raises CaseClosed: always.
    """
    raise CaseClosed(_("This case is closed. Reopen it to change it."))


def leads(actor: Actor, case: Case) -> bool:
    """Whether the actor holds the lead of the case, or supervises whoever does: nobody else may change its row."""
    return not set(case.writers).isdisjoint(actor.principals)


def leads_case_of(actor: Actor, case_id: UUID) -> bool:
    """The same for whoever has a row of the case before them, and may not see the case itself."""
    found = visible_to(actor).filter(pk=case_id).first()
    return found is not None and leads(actor, found)


def right_in(actor: Actor, case_id: UUID) -> str:
    """By which part the actor sees rows of a case, also where the part does not cover the case's own page."""
    found = visible_to(actor).filter(pk=case_id).first()
    if found is not None:
        return right_of(actor, found)
    part = own_parts(actor, case_id).first()
    return part.part if part else ""


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


def without_rows(actor: Actor, case: Case, models: Collection[type[CaseBound]]) -> frozenset[type[CaseBound]]:
    """Those of these models of which the actor sees no row in a case, with one query for all of them."""
    asked = {model._meta.db_table: model for model in models}
    found = visible_to(actor).values(**{table: has_rows(table, actor) for table in asked})
    has = found.get(pk=case.pk)
    return frozenset(model for table, model in asked.items() if not has[table])


def assignments_of(actor: Actor, case_id: UUID) -> AssignmentQuerySet:
    """To whom a case was assigned, for whoever leads it."""
    return Assignment.objects.visible_to(actor).filter(case_id=case_id)


def parts_of(actor: Actor, case_id: UUID):
    """The parts in a case that the actor may know of, first the lead."""
    return Participation.objects.visible_to(actor).filter(case_id=case_id).order_by("started_at", "id")


def own_parts(actor: Actor, case_id: UUID):
    """The parts in a case that are the actor's own: held by them, or by those whom they supervise."""
    held = Q(principal__in=actor.principals)
    leads = Q(part=Part.LEAD, ended_at=None, writers__overlap=list(actor.principals))
    return parts_of(actor, case_id).filter(held | leads)


def seal(actor: Actor, case_id: UUID) -> Seal:
    """The seal of a case, or of what is going to be one, to open or close its sealed values.

    :raises NotThere: the actor has no part that covers anything sealed.
    """
    key = fetch(CaseKey.objects.visible_to(actor).exclude(wrapped=None), pk=case_id)
    return seal_of(case_id, bytes(key.wrapped))


def seals(actor: Actor, case_ids: Iterable[UUID]) -> dict[UUID, Seal]:
    """The seals of those of these cases in which the actor has a part that covers something sealed."""
    keys = CaseKey.objects.visible_to(actor).exclude(wrapped=None).filter(pk__any_of=case_ids)
    return {case_id: seal_of(case_id, wrapped) for case_id, wrapped in keys.values_list("pk", "wrapped")}


def covered(case_id: UUID, scope: str, *, at: datetime) -> list[int]:
    """As `Case.readers_of`, for whoever may hold no part that shows the case itself."""
    return Participation.objects.readers_of(case_id, scope, at=at)


def covered_in_story(case_id: UUID, scope: str, *, at: datetime) -> set[int]:
    """Who reads in the story what happened to something of this scope: those whose parts cover both."""
    return {*covered(case_id, scope, at=at)} & {*covered(case_id, "timeline", at=at)}


@dataclass(frozen=True)
class Reason:
    """Why somebody sees a case: by which part, since when, on which basis."""

    part: str
    agency_name: str
    is_assigned: bool
    basis: str
    since: datetime | None


def why_visible(actor: Actor, case: Case, parts: Iterable[Participation]) -> list[Reason]:
    """Every reason for which the actor sees this case, of all parts in it that they may know of."""
    return [
        Reason(
            part=part.part,
            agency_name=part.agency.name,
            is_assigned=part.part == Part.LEAD and case.assigned_to_id == actor.membership_id,
            basis=part.basis,
            since=part.started_at,
        )
        for part in parts
        if _is_own(actor, part)
    ]


def _is_own(actor: Actor, part: Participation) -> bool:
    """As `own_parts`, of a part that was fetched already."""
    leads = part.part == Part.LEAD and part.ended_at is None
    held = [part.principal, *(part.writers if leads else ())]
    return not set(held).isdisjoint(actor.principals)
