"""Opening, weighing and deciding best-interests procedures, for whoever leads the case."""

from datetime import datetime
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, events, rules
from .models import Choice, Entry, Procedure, Weighing
from .permissions import BEST_INTERESTS_DECIDE
from .states import TRANSITIONS, UNDECIDED, EntryKind, Factor, Kind, NoView, State
from .telling import tell_of
from .vocabulary import QUESTIONS

_STATE = ["state"]


def begin(
    case_id: UUID, *, kind: str, question: str, facts: str, view: str, no_view: str = "", page: UUID,
    by: Actor, at: datetime,
) -> Procedure:  # fmt: skip
    """Open a question about what is best for the child.

    :param view: what the child says, in the child's own words; without it `no_view` says why not.
    :param page: the showing of the page that sent it; sent twice it makes one procedure.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises Refused: an answer has to be corrected; the message says which.
    """
    case = access.case_of_procedure(by, case_id, lock=True)
    procedure_id = access.id_of_page("new", case_id, page, by=by)
    if earlier := access.of_case(by, case_id).filter(pk=procedure_id).first():
        return earlier
    if kind not in Kind.values or question not in pack().codes(QUESTIONS):
        raise Refused(_("Choose one of the answers in the list."), field="question")
    if not facts.strip():
        raise Refused(_("Write what is known."), field="facts")
    if not view.strip() and no_view not in NoView.values:
        raise Refused(_("Enter what the child says, or choose why nothing is known."), field="view")
    procedure = Procedure.make(
        case, at, pk=procedure_id, kind=kind, question=question, no_view="" if view.strip() else no_view,
        opened_at=at, opened_by_id=by.membership_id,
    )  # fmt: skip
    seal = case_access.seal(by, case_id)
    seal.close_field(procedure, "facts", facts.strip())
    seal.close_field(procedure, "view", view.strip())
    procedure.save(from_action=True, force_insert=True)
    tell_of(events.OPENED, procedure, by=by, at=at)
    return procedure


def add_choice(procedure_id: UUID, *, text: str, page: UUID, by: Actor, at: datetime) -> Choice:
    """Add an option that is weighed. After the panel was opened none is added.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    :raises TransitionRefused: the panel votes already, or it was decided.
    :raises Refused: nothing was written.
    """
    procedure = access.procedure_to_change(by, procedure_id)
    choice_id = access.id_of_page("choice", procedure_id, page, by=by)
    choices = access.choices_of(by, procedure_id)
    if earlier := choices.filter(pk=choice_id).first():
        return earlier
    if procedure.state in (State.OPENED, State.REOPENED):
        move(procedure, State.INFORMATION, transitions=TRANSITIONS)
        procedure.save(from_action=True, update_fields=_STATE)
    _refuse_unless_weighing(procedure)
    if not text.strip():
        raise Refused(_("Write what could be done."), field="text")
    choice = Choice.make(
        _case(procedure, by), at, pk=choice_id, readers=members_of(procedure, by), procedure=procedure,
        number=choices.count() + 1, added_at=at, added_by_id=by.membership_id,
    )  # fmt: skip
    case_access.seal(by, procedure.case_id).close_field(choice, "text", text.strip())
    choice.save(from_action=True, force_insert=True)
    tell_of(events.ADDED, procedure, by=by, at=at)
    return choice


def weigh(
    procedure_id: UUID, *, number: int, factor: str, speaks_for: str, speaks_against: str, page: UUID,
    by: Actor, at: datetime,
) -> Weighing:  # fmt: skip
    """Say what speaks for and against an option by one factor. What was said before of it is kept.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    :raises TransitionRefused: the panel votes already, or it was decided.
    :raises Refused: there is no such option or factor, or nothing was written.
    """
    procedure = access.procedure_to_change(by, procedure_id)
    weighing_id = access.id_of_page("weighing", procedure_id, page, by=by)
    if earlier := access.weighings_of(by, procedure_id).filter(pk=weighing_id).first():
        return earlier
    _refuse_unless_weighing(procedure)
    choice = access.choices_of(by, procedure_id).filter(number=number).first()
    if choice is None or factor not in Factor.values:
        raise Refused(_("Choose one of the answers in the list."), field="factor")
    if not speaks_for.strip() and not speaks_against.strip():
        raise Refused(_("Write what speaks for or against it."), field="speaks_for")
    weighing = Weighing.make(
        _case(procedure, by), at, pk=weighing_id, readers=members_of(procedure, by), choice=choice, factor=factor,
        weighed_at=at, weighed_by_id=by.membership_id,
    )  # fmt: skip
    seal = case_access.seal(by, procedure.case_id)
    seal.close_field(weighing, "speaks_for", speaks_for.strip())
    seal.close_field(weighing, "speaks_against", speaks_against.strip())
    weighing.save(from_action=True, force_insert=True)
    tell_of(events.ADDED, procedure, by=by, at=at)
    return weighing


def decide_for_now(procedure_id: UUID, *, text: str, page: UUID, by: Actor, at: datetime) -> Entry:
    """Take an interim decision, as a supervisor, whatever the state. Urgent acts go on; the panel decides soon after.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role decides nothing.
    :raises TransitionRefused: it was decided.
    :raises Refused: nothing was written.
    """
    procedure = access.procedure_to_change(by, procedure_id, may=BEST_INTERESTS_DECIDE)
    if procedure.state not in UNDECIDED:
        raise TransitionRefused(_("This was decided. Reopen it if something new is known."))
    return add_entry(procedure, EntryKind.INTERIM, text, page=page, event=events.INTERIM, by=by, at=at)


def decide(
    procedure_id: UUID, *, number: int, reasons: str, answer: str, page: UUID, by: Actor, at: datetime
) -> Procedure:
    """Record what was decided: an assessment by a supervisor, a determination as the panel voted.

    :param answer: how what the child says was weighed.
    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role decides nothing.
    :raises TransitionRefused: the panel has not voted, or it was decided.
    :raises Refused: the panel voted otherwise, or something is missing.
    """
    procedure = access.procedure_to_change(by, procedure_id, may=BEST_INTERESTS_DECIDE)
    choice = access.choices_of(by, procedure_id).filter(number=number).first()
    if choice is None:
        raise Refused(_("Choose one of the options."), field="number")
    if procedure.kind == Kind.DETERMINATION:
        _refuse_unless_voted(procedure, choice, by=by)
    move(procedure, State.DECIDED, transitions=TRANSITIONS)
    if not answer.strip():
        raise Refused(_("Write how you weighed what the child says."), field="answer")
    procedure.decided_at = at
    today = at.astimezone(pack().zone).date()
    procedure.review_on = today + relativedelta(months=pack().best_interests.review_months)
    procedure.save(from_action=True, update_fields=["state", "decided_at", "review_on"])
    add_entry(
        procedure, EntryKind.DECISION, reasons, answer=answer, choice=choice, page=page, event=events.DECIDED,
        by=by, at=at,
    )  # fmt: skip
    tell_of(events.NEXT_REVIEW, procedure, by=by, at=at)
    return procedure


def _refuse_unless_voted(procedure: Procedure, choice: Choice, *, by: Actor) -> None:
    if procedure.state != State.PANEL or procedure.voting_closed_at is None:
        raise TransitionRefused(
            _("First the panel votes. Until then, a supervisor can take an interim decision.")
        )
    votes = [
        rules.Cast(ballot=vote.ballot, option=vote.choice.number if vote.choice else None)
        for vote in access.votes_of(by, procedure)
    ]
    wanted = rules.chosen(votes)
    if wanted is not None and wanted != choice.number:
        message = _("The panel voted for option %(number)d.") % {"number": wanted}
        raise Refused(message, field="number")


def carry_out(procedure_id: UUID, *, done: bool, text: str, page: UUID, by: Actor, at: datetime) -> Procedure:
    """Record that what was decided was carried out, or why not.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    :raises TransitionRefused: it was not decided, or this was recorded already.
    :raises Refused: nothing was written.
    """
    procedure = access.procedure_to_change(by, procedure_id)
    move(procedure, State.IMPLEMENTED if done else State.NOT_IMPLEMENTED, transitions=TRANSITIONS)
    procedure.save(from_action=True, update_fields=_STATE)
    kind = EntryKind.IMPLEMENTED if done else EntryKind.NOT_IMPLEMENTED
    add_entry(procedure, kind, text, page=page, event=events.ENDED, by=by, at=at)
    return procedure


def review(procedure_id: UUID, *, text: str, page: UUID, by: Actor, at: datetime) -> Procedure:
    """Record that a decision was looked at again and stands; the next review is due after the same time.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role decides nothing.
    :raises TransitionRefused: it was not decided.
    :raises Refused: nothing was written.
    """
    procedure = access.procedure_to_change(by, procedure_id, may=BEST_INTERESTS_DECIDE)
    if procedure.decided_at is None or procedure.state in UNDECIDED:
        raise TransitionRefused(_("Only what was decided can be reviewed."))
    today = at.astimezone(pack().zone).date()
    procedure.review_on = today + relativedelta(months=pack().best_interests.review_months)
    procedure.save(from_action=True, update_fields=["review_on"])
    add_entry(procedure, EntryKind.REVIEWED, text, page=page, event=events.REVIEWED, by=by, at=at)
    tell_of(events.NEXT_REVIEW, procedure, by=by, at=at)
    return procedure


def reopen(procedure_id: UUID, *, text: str, page: UUID, by: Actor, at: datetime) -> Procedure:
    """Reopen what was decided, because of new facts or an appeal. The panel votes anew.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    :raises TransitionRefused: it was not decided.
    :raises Refused: nothing was written.
    """
    procedure = access.procedure_to_change(by, procedure_id)
    move(procedure, State.REOPENED, transitions=TRANSITIONS)
    procedure.round += 1
    procedure.panel_opened_at = procedure.voting_closed_at = procedure.decided_at = procedure.review_on = None
    columns = ["state", "round", "panel_opened_at", "voting_closed_at", "decided_at", "review_on"]
    procedure.save(from_action=True, update_fields=columns)
    add_entry(procedure, EntryKind.REOPENED, text, page=page, event=events.REOPENED, by=by, at=at)
    return procedure


def add_entry(
    procedure: Procedure, kind: EntryKind, text: str, *, answer: str = "", choice: Choice | None = None,
    page: UUID, event, by: Actor, at: datetime,
) -> Entry:  # fmt: skip
    """Add something to a procedure that the caller has locked, and tell it. The same page sent twice adds it once."""
    entry_id = access.id_of_page("entry", procedure.pk, page, by=by)
    if earlier := access.entries_of(by, procedure.pk).filter(pk=entry_id).first():
        return earlier
    require_reason(text, field="text")
    entry = Entry.make(
        _case(procedure, by), at, pk=entry_id, readers=members_of(procedure, by), procedure=procedure, kind=kind,
        round=procedure.round, choice=choice, made_at=at, made_by_id=by.membership_id,
    )  # fmt: skip
    seal = case_access.seal(by, procedure.case_id)
    seal.close_field(entry, "text", text.strip())
    seal.close_field(entry, "answer", answer.strip())
    entry.save(from_action=True, force_insert=True)
    tell_of(event, procedure, by=by, at=at)
    return entry


def add_facts(procedure_id: UUID, *, kind: str, text: str, page: UUID, by: Actor, at: datetime) -> Entry:
    """Add facts, or what the child says by now.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    :raises Refused: nothing was written.
    """
    procedure = access.procedure_to_change(by, procedure_id)
    if kind not in (EntryKind.FACTS, EntryKind.VIEW):
        raise Refused(_("Choose one of the answers in the list."), field="kind")
    return add_entry(procedure, EntryKind(kind), text, page=page, event=events.ADDED, by=by, at=at)


def members_of(procedure: Procedure, by: Actor) -> list[int]:
    """The members of the panel by whom its rows are read, once it was opened to them."""
    if procedure.panel_opened_at is None:
        return []
    seats = access.seats_of(by, procedure.pk).voting().values_list("member_id", flat=True)
    return sorted(membership_principal(member) for member in seats if member is not None)


def _refuse_unless_weighing(procedure: Procedure) -> None:
    if procedure.state != State.INFORMATION:
        raise TransitionRefused(_("Options are added and weighed before the panel votes."))


def _case(procedure: Procedure, by: Actor):
    return case_access.visible_to(by).get(pk=procedure.case_id)
