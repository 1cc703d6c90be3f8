"""Who may see and change best-interests procedures. Nothing else in the product decides this."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, AgencyQuerySet
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.models import Case
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.permissions import Permission
from opennrm.foundation.refusals import NotAllowed, NotThere

from .models import Choice, Entry, Procedure, ProcedureQuerySet, Seat, SeatQuerySet, Vote, Weighing
from .permissions import BEST_INTERESTS_KEEP, PANEL_SIT
from .states import State


def led_by(actor: Actor) -> ProcedureQuerySet:
    """The procedures of cases that the actor leads."""
    return Procedure.objects.visible_to(actor).writable_by(actor)


def of_case(actor: Actor, case_id: UUID) -> ProcedureQuerySet:
    """The procedures of a case that the actor leads."""
    return led_by(actor).of_case(case_id)


def case_of_procedure(
    actor: Actor, case_id: UUID, *, lock: bool, may: Permission = BEST_INTERESTS_KEEP
) -> Case:
    """Return the case to whoever leads it and keeps such procedures; without `lock` only to be shown.

    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    """
    return case_access.case(actor, case_id, as_="lead", may=may, lock=lock)


def procedure_to_read(actor: Actor, procedure_id: UUID) -> Procedure:
    """Return a procedure to somebody who leads its case, and record who looked: it is opened with what is sealed.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    """
    procedure = fetch(led_by(actor), pk=procedure_id)
    _refuse_unless_lead(actor, procedure, BEST_INTERESTS_KEEP)
    right = case_access.right_in(actor, procedure.case_id)
    audit.record("best_interests.read", subject=procedure, right=right)
    return procedure


def procedure_to_change(
    actor: Actor, procedure_id: UUID, *, may: Permission = BEST_INTERESTS_KEEP
) -> Procedure:
    """Return a procedure locked with its case, to somebody who leads that.

    :param may: what the actor's role has to allow.
    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    :raises CaseClosed: the case is closed.
    """
    procedure = fetch(led_by(actor), pk=procedure_id)
    _refuse_unless_lead(actor, procedure, may)
    case_of_procedure(actor, procedure.case_id, lock=True, may=may)
    return fetch(led_by(actor).select_for_update(of=("self",)), pk=procedure_id)


def _refuse_unless_lead(actor: Actor, procedure: Procedure, may: Permission) -> None:
    if not case_access.leads_case_of(actor, procedure.case_id):
        raise NotThere
    if not actor.may(may):
        raise NotAllowed(_("Your role does not allow this."))


def seat_to_read(actor: Actor, seat_id: UUID, *, lock: bool = False) -> Seat:
    """Return a seat to somebody of the agency for which it is, or to whoever has it.

    :param lock: for the member who takes a step; nobody gives the case away meanwhile.
    :raises NotThere: there is none for the actor's agency, or it is somebody else's.
    :raises NotAllowed: the actor's role sits in no panel.
    """
    found = fetch(_own_seats(actor).select_related("agency"), pk=seat_id)
    if not actor.may(PANEL_SIT):
        raise NotAllowed(_("Your role does not allow this."))
    if not lock:
        return found
    participation.keep_lead(found.case_id)
    return fetch(_own_seats(actor).select_for_update(of=("self",)), pk=seat_id)


def _own_seats(actor: Actor) -> SeatQuerySet:
    own = Seat.objects.visible_to(actor).standing().filter(agency_id=actor.agency_id)
    return own.filter(member=None) | own.filter(member_id=actor.membership_id)


def seats_waiting(actor: Actor) -> SeatQuerySet:
    """The seats that the actor can take for their agency."""
    if not actor.may(PANEL_SIT):
        return Seat.objects.none()
    return _own_seats(actor).filter(member=None)


def seats_voting(actor: Actor) -> SeatQuerySet:
    """The actor's own seats in panels that vote now, in which they have not voted yet."""
    if not actor.may(PANEL_SIT):
        return Seat.objects.none()
    seats = _own_seats(actor).voting().filter(procedure__state=State.PANEL, procedure__voting_closed_at=None)
    return seats.filter(procedure__in=Procedure.objects.visible_to(actor).values("pk")).exclude(
        pk__in=Vote.objects.visible_to(actor).values("seat_id")
    )


def seats_of(actor: Actor, procedure_id: UUID) -> SeatQuerySet:
    """The seats of a panel that the actor sees, in the order in which they were named."""
    found = Seat.objects.visible_to(actor).standing().filter(procedure_id=procedure_id)
    return found.select_related("agency", "member__account").order_by("named_at", "id")


def choices_of(actor: Actor, procedure_id: UUID) -> QuerySet[Choice]:
    """The options of a procedure, by their numbers."""
    return Choice.objects.visible_to(actor).filter(procedure_id=procedure_id).order_by("number")


def weighings_of(actor: Actor, procedure_id: UUID) -> QuerySet[Weighing]:
    """What was weighed in a procedure, the last first."""
    found = Weighing.objects.visible_to(actor).filter(choice__procedure_id=procedure_id)
    return found.order_by("-weighed_at", "id")


def entries_of(actor: Actor, procedure_id: UUID) -> QuerySet[Entry]:
    """What was added to a procedure, in its order."""
    found = Entry.objects.visible_to(actor).filter(procedure_id=procedure_id)
    return found.select_related("made_by__account", "choice").order_by("made_at", "id")


def votes_of(actor: Actor, procedure: Procedure) -> QuerySet[Vote]:
    """The votes of this round that the actor may read: their own, or all once the voting is closed."""
    found = Vote.objects.visible_to(actor).filter(procedure=procedure, round=procedure.round)
    return found.select_related("choice", "seat__agency", "seat__member__account").order_by("voted_at", "id")


def agencies() -> AgencyQuerySet:
    """The agencies that can be asked for a member."""
    return Agency.objects.active()


def id_of_page(kind: str, of: UUID, page: UUID, *, by: Actor) -> UUID:
    """The id of what one showing of a page makes: the same page sent twice makes one. Nobody can choose one."""
    said = f"{of}|{by.membership_id}|{page}"
    return sealing.id_of(f"best interests {kind}", said)
