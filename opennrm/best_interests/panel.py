"""The panel of a determination: seats for agencies, members who take them, and votes that are independent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.bound import LEAD
from opennrm.conferences.reach import parts_in
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move
from opennrm.foundation.visibility import merged

from . import access, events, rules
from .actions import members_of
from .models import Choice, Entry, Procedure, Seat, Vote, Weighing
from .states import TRANSITIONS, Ballot, Interest, Kind, State
from .telling import tell_of
from .vocabulary import DISCIPLINES


def name_seat(
    procedure_id: UUID, *, agency: UUID, discipline: str, is_chair: bool, page: UUID, by: Actor, at: datetime
) -> Seat:
    """Ask an agency for a member of the panel: the lead agency, or one that takes part in the case.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    :raises TransitionRefused: the panel votes already, or it is no determination.
    :raises Refused: the panel is full or has a chair, or the agency takes no part in the case.
    """
    procedure = access.procedure_to_change(by, procedure_id)
    seat_id = access.id_of_page("seat", procedure_id, page, by=by)
    seats = access.seats_of(by, procedure_id)
    if earlier := seats.filter(pk=seat_id).first():
        return earlier
    _refuse_unless_possible(procedure, list(seats), discipline, is_chair=is_chair)
    case = case_access.visible_to(by).get(pk=procedure.case_id)
    principals = [LEAD] if case.lead_agency_id == agency else _parts(by, case.pk, agency, at)
    seat = Seat.make(
        case, at, pk=seat_id, readers=principals, writers=principals, procedure=procedure, agency_id=agency,
        discipline=discipline, is_chair=is_chair, named_at=at, named_by_id=by.membership_id,
    )  # fmt: skip
    seat.save(from_action=True, force_insert=True)
    told = [each for each in principals if each != LEAD]
    tell_of(events.SEAT_NAMED, procedure, by=by, at=at, about=seat.pk, told=told)
    return seat


def _parts(by: Actor, case_id: UUID, agency: UUID, at: datetime) -> list[int]:
    parts = parts_in(by, case_id, agencies=[agency], at=at)
    if not parts:
        raise Refused(
            _("This agency does not take part in the case. Ask it to take part first."), field="agency"
        )
    return [part.principal for part in parts]


def _refuse_unless_possible(
    procedure: Procedure, seats: list[Seat], discipline: str, *, is_chair: bool
) -> None:
    if procedure.kind != Kind.DETERMINATION or procedure.state in (State.PANEL, State.DECIDED):
        raise TransitionRefused(_("Members are asked for before the panel votes."))
    if discipline not in pack().codes(DISCIPLINES):
        raise Refused(_("Choose one of the answers in the list."), field="discipline")
    if len(seats) >= pack().best_interests.most_members:
        raise Refused(_("The panel has as many seats as are allowed."))
    if is_chair and any(seat.is_chair for seat in seats):
        raise Refused(_("The panel has a chair already."), field="is_chair")


def remove_seat(procedure_id: UUID, seat_id: UUID, *, by: Actor, at: datetime) -> Seat:
    """Take back a seat, such as one that nobody takes or whose member has a conflict.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    :raises TransitionRefused: the panel votes already.
    """
    procedure = access.procedure_to_change(by, procedure_id)
    if procedure.state == State.PANEL:
        raise TransitionRefused(_("The panel votes already."))
    seat = fetch(access.seats_of(by, procedure_id).select_for_update(of=("self",)), pk=seat_id)
    seat.removed_at = at
    seat.save(from_action=True, update_fields=["removed_at"])
    tell_of(events.SEAT_REMOVED, procedure, by=by, at=at)
    return seat


def take_seat(
    seat_id: UUID, *, undertakes: bool, interest: str, words: str = "", by: Actor, at: datetime
) -> Seat:
    """Take a seat for one's agency, with the undertaking to keep silent, and declare one's interest.

    :raises NotThere: there is none for the actor's agency.
    :raises NotAllowed: the actor's role sits in no panel.
    :raises Refused: it was taken, the undertaking is missing, or whoever presents the case wants to vote on it.
    """
    seat = access.seat_to_read(by, seat_id, lock=True)
    if seat.member_id is not None:
        raise Refused(_("This seat is taken."))
    if not undertakes:
        raise Refused(_("Confirm that you tell nobody what you learn here."), field="undertakes")
    if interest not in Interest.values:
        raise Refused(_("Choose whether you have an interest of your own."), field="interest")
    case = case_access.visible_to(by).filter(pk=seat.case_id).first()
    if case is not None and case.assigned_to_id == by.membership_id:
        raise Refused(_("The case is yours: you present it to the panel, and do not vote."))
    seat.member_id, seat.interest, seat.undertaken_at = by.membership_id, interest, at
    case_access.seal(by, seat.case_id).close_field(seat, "interest_words", words.strip())
    seat.save(from_action=True, update_fields=["member", "interest", "interest_words", "undertaken_at"])
    _tell_of_seat(events.SEAT_TAKEN, seat, by=by, at=at)
    return seat


def open_panel(procedure_id: UUID, *, by: Actor, at: datetime) -> Procedure:
    """Let the members read the report and vote, once enough have taken their seats without a conflict.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    :raises TransitionRefused: options are not weighed, or the panel votes already.
    :raises Refused: too few members, no chair, one agency alone, or fewer than two options.
    """
    procedure = access.procedure_to_change(by, procedure_id)
    move(procedure, State.PANEL, transitions=TRANSITIONS)
    seats = list(access.seats_of(by, procedure_id).voting())
    quorum = pack().best_interests.quorum
    if not rules.has_quorum(len(seats), quorum=quorum):
        raise Refused(
            _(
                "The panel cannot decide: %(there)d of at least %(quorum)d members are there without a conflict."
            )
            % {"there": len(seats), "quorum": quorum}
        )
    if len({seat.discipline for seat in seats}) < 2:
        raise Refused(_("Ask for members of at least two disciplines."))
    if not any(seat.is_chair for seat in seats):
        raise Refused(_("Name a chair, who takes the seat first."))
    if access.choices_of(by, procedure_id).count() < 2:
        raise Refused(_("Add at least two options."))
    procedure.panel_opened_at = at
    procedure.save(from_action=True, update_fields=["state", "panel_opened_at"])
    members = members_of(procedure, by)
    _let_read(procedure, members, by=by)
    tell_of(events.PANEL_OPENED, procedure, by=by, at=at)
    for seat in seats:
        member = membership_principal(seat.member_id)
        tell_of(events.CAN_VOTE, procedure, by=by, at=at, about=seat.pk, told=[member])
    return procedure


def _let_read(procedure: Procedure, members: list[int], *, by: Actor) -> None:
    by_all: Any = {"readers": merged("readers", members), "from_action": True}
    access.led_by(by).filter(pk=procedure.pk).update(**by_all)
    for rows in (Choice, Entry, Seat):
        rows.objects.visible_to(by).filter(procedure_id=procedure.pk).update(**by_all)
    Weighing.objects.visible_to(by).filter(choice__procedure_id=procedure.pk).update(**by_all)


def vote(seat_id: UUID, *, ballot: str, number: int | None, reason: str, by: Actor, at: datetime) -> Vote:
    """Vote, once, as a member of a panel. Nobody else reads it until all have voted or the chair closes the voting.

    :raises NotThere: the actor has no such seat, or the panel was not opened to them.
    :raises NotAllowed: the actor's role sits in no panel.
    :raises TransitionRefused: the voting is closed.
    :raises Refused: the actor has voted already, has a conflict, or something is missing.
    """
    seat, procedure = _seat_and_procedure(seat_id, by=by)
    if Vote.objects.visible_to(by).filter(seat=seat, round=procedure.round).exists():
        raise Refused(_("You have voted already."))
    choice = access.choices_of(by, procedure.pk).filter(number=number).first() if number else None
    if ballot not in Ballot.values or (ballot == Ballot.FOR) != (choice is not None):
        raise Refused(_("Choose what you vote for."), field="ballot")
    if not reason.strip():
        raise Refused(_("Write why you vote like this."), field="reason")
    own = membership_principal(by.membership_id)
    cast = Vote(
        case_id=seat.case_id, readers=[own], writers=[own], procedure=procedure, seat=seat, round=procedure.round,
        ballot=ballot, choice=choice, voted_at=at,
    )  # fmt: skip
    case_access.seal(by, seat.case_id).close_field(cast, "reason", reason.strip())
    cast.save(from_action=True, force_insert=True)
    _tell_of_seat(events.VOTED, seat, by=by, at=at)
    if votes_cast(procedure.pk) == access.seats_of(by, procedure.pk).voting().count():
        _close(procedure, by=by, at=at)
    return cast


def close_voting(seat_id: UUID, *, by: Actor, at: datetime) -> Procedure:
    """Close the voting as the chair, although not everybody has voted. The votes are open to the panel from then on.

    :raises NotThere: the actor has no such seat, or the panel was not opened to them.
    :raises NotAllowed: the actor's role sits in no panel, or they do not chair it.
    :raises TransitionRefused: the voting is closed.
    :raises Refused: too few have voted.
    """
    seat, procedure = _seat_and_procedure(seat_id, by=by)
    if not seat.is_chair:
        raise Refused(_("Only the chair closes the voting."))
    if not _close(procedure, by=by, at=at):
        raise Refused(_("Too few members have voted."))
    return procedure


def votes_cast(procedure_id: UUID) -> int:
    """How many members have voted in this round, for whoever reads the procedure."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.votes_cast(%s)", [str(procedure_id)])
        return int(cursor.fetchone()[0])


def _close(procedure: Procedure, *, by: Actor, at: datetime) -> bool:
    with connection.cursor() as cursor:
        quorum = pack().best_interests.quorum
        cursor.execute("SELECT sec.close_voting(%s, %s, %s)", [str(procedure.pk), quorum, at])
        is_closed = bool(cursor.fetchone()[0])
    if is_closed:
        tell_of(events.VOTING_CLOSED, procedure, by=by, at=at)
    return is_closed


def _seat_and_procedure(seat_id: UUID, *, by: Actor) -> tuple[Seat, Procedure]:
    seat = access.seat_to_read(by, seat_id, lock=True)
    procedure = fetch(Procedure.objects.visible_to(by), pk=seat.procedure_id)
    if procedure.state != State.PANEL or procedure.voting_closed_at is not None:
        raise TransitionRefused(_("The voting is closed."))
    if seat.member_id != by.membership_id or seat.interest != Interest.NONE:
        raise Refused(_("You have no vote in this panel."))
    return seat, procedure


def _tell_of_seat(event, seat: Seat, *, by: Actor, at: datetime) -> None:
    participation.keep_lead(seat.case_id)
    procedure = Procedure(pk=seat.procedure_id, case_id=seat.case_id)
    tell_of(event, procedure, by=by, at=at, about=seat.pk)
