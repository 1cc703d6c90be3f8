"""Who may see and change proceedings. Nothing else in the product decides this.

Those who prosecute for an agency see its proceedings; clerks see them with the hearings, and never who is accused. Of a
case, whoever leads it sees the child's part in a proceeding, and so do those whose part in the case covers its dates.
"""

from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import clocks, participation
from opennrm.cases.bound import LEAD, CaseBound
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal, team_principal
from opennrm.foundation.permissions import Permission
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.sealing import Seal, seal_of
from opennrm.foundation.visibility import Guarded, GuardedQuerySet
from opennrm.interviews.access import parts_covering

from .models import (
    Accused,
    ChildInProceeding,
    Count,
    Hearing,
    Payment,
    Proceeding,
    ReleaseNotice,
    RestitutionOrder,
    SpecialMeasure,
)
from .permissions import COURT_VIEW, HEARING_KEEP, PAYMENT_RECORD, PROCEEDING_KEEP, WITNESS_SUPPORT
from .proceeding_rows import ProceedingQuerySet
from .values import SCOPE

Row = TypeVar("Row", bound=Guarded)
Bound = TypeVar("Bound", bound=CaseBound)
READ_CHILD = (COURT_VIEW, WITNESS_SUPPORT, PAYMENT_RECORD, PROCEEDING_KEEP)
"""Whoever has one of these reads what a proceeding means for a child."""


def prosecutors(agency_id: UUID) -> list[int]:
    """The principals of those who prosecute for an agency."""
    return [team_principal(agency_id, role) for role in pack().roles_that_may(PROCEEDING_KEEP)]


def with_clerks(agency_id: UUID) -> list[int]:
    """The same, with those who keep its hearings."""
    roles = {*pack().roles_that_may(PROCEEDING_KEEP), *pack().roles_that_may(HEARING_KEEP)}
    return sorted(team_principal(agency_id, role) for role in roles)


def worker() -> int:
    """The principal of the worker, which lets children know that a hearing is off, and has restitution enforced."""
    return system_principal(clocks.WATCH)


def _refuse_unless(actor: Actor, *permissions: Permission) -> None:
    if not any(actor.may(each) for each in permissions):
        raise NotAllowed(_("Your role does not allow this."))


def proceedings(actor: Actor) -> GuardedQuerySet:
    """The proceedings of the actor's agency, for those who prosecute or keep hearings."""
    return Proceeding.objects.visible_to(actor)


def going_on(actor: Actor) -> ProceedingQuerySet:
    """Those of them that have not ended."""
    found: ProceedingQuerySet = Proceeding.objects.visible_to(actor)
    return found.going_on()


def proceeding_to_read(actor: Actor, proceeding_id: UUID, *, event: str = "proceeding.read") -> Proceeding:
    """Return a proceeding, and record who looked.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role neither prosecutes nor keeps hearings.
    """
    found: Proceeding = fetch(proceedings(actor), pk=proceeding_id)
    _refuse_unless(actor, PROCEEDING_KEEP, HEARING_KEEP)
    audit.record(event, subject=found)
    return found


def proceeding_to_change(
    actor: Actor, proceeding_id: UUID, *, may: tuple[Permission, ...] = (PROCEEDING_KEEP,), lock: bool = True
) -> Proceeding:
    """Return a proceeding that goes on, locked; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow it.
    :raises Refused: it has ended.
    """
    found = fetch(proceedings(actor), pk=proceeding_id)
    _refuse_unless(actor, *may)
    if lock:
        found = fetch(proceedings(actor).select_for_update(of=("self",)), pk=proceeding_id)
    if found.closed_on is not None:
        raise Refused(_("This proceeding has ended. What it says stays as it is."))
    return found


def of_proceeding(model: type[Row], actor: Actor, proceeding_id: UUID) -> "QuerySet[Row]":
    """What the actor sees of one kind of rows of a proceeding."""
    return model.objects.visible_to(actor).filter(proceeding_id=proceeding_id)


def count_to_change(actor: Actor, count_id: UUID, *, lock: bool = True) -> Count:
    """Return a count of a proceeding that goes on, locked with it; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: the proceeding has ended.
    """
    found = fetch(Count.objects.visible_to(actor), pk=count_id)
    proceeding_to_change(actor, found.proceeding_id, lock=lock)
    visible = Count.objects.visible_to(actor).select_related("proceeding")
    return fetch(visible.select_for_update(of=("self",)) if lock else visible, pk=count_id)


def hearing_to_change(actor: Actor, hearing_id: UUID, *, lock: bool = True) -> Hearing:
    """Return a hearing of a proceeding that goes on, locked with it; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role keeps no hearings.
    :raises Refused: the proceeding has ended.
    """
    found = fetch(Hearing.objects.visible_to(actor), pk=hearing_id)
    proceeding_to_change(actor, found.proceeding_id, may=(PROCEEDING_KEEP, HEARING_KEEP), lock=lock)
    visible = Hearing.objects.visible_to(actor).select_related("proceeding")
    return fetch(visible.select_for_update(of=("self",)) if lock else visible, pk=hearing_id)


def seal(proceeding: Proceeding) -> Seal:
    """The seal of a proceeding that the actor may see, for the names of those who are accused."""
    return seal_of(proceeding.pk, proceeding.wrapped)


def names_of(actor: Actor, proceeding: Proceeding) -> dict[UUID, str]:
    """Who is accused, by name, for those who prosecute. Whoever reads the proceeding has that recorded there."""
    rows = of_proceeding(Accused, actor, proceeding.pk)
    opened = seal(proceeding)
    return {row.pk: opened.open_field(row, "name") for row in rows}


def case_to_prosecute_in(actor: Actor, case_id: UUID, *, lock: bool = True) -> Case:
    """Return a case to a prosecutor whose agency takes part in it, or leads it.

    :param lock: nobody gives the case away until the transaction ends.
    :raises NotThere: there is no such case that this actor may see, or its proceedings are nothing of theirs.
    :raises NotAllowed: the actor's role does not prosecute.
    """
    case = case_access.case(actor, case_id, event=None)
    if not has_part(actor, case):
        raise NotThere
    _refuse_unless(actor, PROCEEDING_KEEP)
    if lock:
        if case.closed_at is not None:
            case_access.refuse_closed()
        participation.keep_lead(case_id)
    return case


def has_part(actor: Actor, case: Case) -> bool:
    """Whether the dates in court of a case are something of the actor's."""
    if case_access.leads(actor, case):
        return True
    held = case_access.own_parts(actor, case.pk).filter(scopes__contains=[SCOPE], ended_at=None)
    return held.exists()


def children(actor: Actor) -> GuardedQuerySet:
    """The parts of children in proceedings that the actor sees."""
    return ChildInProceeding.objects.visible_to(actor)


def child_to_read(actor: Actor, child_id: UUID) -> ChildInProceeding:
    """Return a child's part in a proceeding, and record who looked.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role has nothing to do with it.
    """
    found: ChildInProceeding = fetch(children(actor), pk=child_id)
    _refuse_unless(actor, *READ_CHILD)
    audit.record("child_in_court.opened", subject=found, right=case_access.right_in(actor, found.case_id))
    return found


def child_to_change(
    actor: Actor, child_id: UUID, *may: Permission, lock: bool = True, even_ended: bool = False
) -> ChildInProceeding:
    """Return a child's part in a proceeding, locked, to somebody whose role has one of these permissions.

    :param even_ended: whether the proceeding may have ended: restitution is paid later.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow it.
    :raises Refused: the proceeding has ended.
    """
    found: ChildInProceeding = fetch(children(actor), pk=child_id)
    _refuse_unless(actor, *may)
    if lock:
        participation.keep_lead(found.case_id)
        found = fetch(children(actor).select_for_update(of=("self",)), pk=child_id)
    if found.ended_at is not None and not even_ended:
        raise Refused(_("This proceeding has ended. What it says stays as it is."))
    return found


def new_row(model: type[Bound], child: ChildInProceeding, /, **columns: object) -> Bound:
    """A row about a child in a proceeding, not saved: seen and changed by those who see and change the child's part.

    What is to happen by itself is seen by the worker too.
    """
    watched = [worker()] if model in (RestitutionOrder, Payment) else []
    covering = parts_covering(child.case_id, SCOPE)
    team = prosecutors(child.agency_id)
    return model(
        case_id=child.case_id,
        readers=sorted({LEAD, *team, *covering, *watched}),
        writers=sorted({LEAD, *team, *covering, *watched}),
        **columns,
    )


def measure_to_change(actor: Actor, measure_id: UUID, *, lock: bool = True) -> SpecialMeasure:
    """Return a special measure locked; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    """
    found = fetch(SpecialMeasure.objects.visible_to(actor), pk=measure_id)
    child_to_change(actor, found.child_id, PROCEEDING_KEEP, lock=lock)
    visible = SpecialMeasure.objects.visible_to(actor).select_related("child")
    return fetch(visible.select_for_update(of=("self",)) if lock else visible, pk=measure_id)


def order_to_change(actor: Actor, order_id: UUID, *may: Permission, lock: bool = True) -> RestitutionOrder:
    """Return an order of restitution locked, also of a proceeding that has ended; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow it.
    """
    found = fetch(RestitutionOrder.objects.visible_to(actor), pk=order_id)
    child_to_change(actor, found.child_id, *may, lock=lock, even_ended=True)
    visible = RestitutionOrder.objects.visible_to(actor).select_related("child")
    return fetch(visible.select_for_update(of=("self",)) if lock else visible, pk=order_id)


def notice_to_change(actor: Actor, notice_id: UUID, *, lock: bool = True) -> ReleaseNotice:
    """Return what a child has to be told, locked; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role supports no witnesses.
    """
    found = fetch(ReleaseNotice.objects.visible_to(actor), pk=notice_id)
    child_to_change(actor, found.child_id, WITNESS_SUPPORT, lock=lock, even_ended=True)
    visible = ReleaseNotice.objects.visible_to(actor).select_related("child")
    return fetch(visible.select_for_update(of=("self",)) if lock else visible, pk=notice_id)
