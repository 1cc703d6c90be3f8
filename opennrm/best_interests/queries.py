"""Answers about best-interests procedures: one opened for the lead or for a member, and how many were decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import Seal

from . import access
from .models import Choice, Entry, Procedure, Seat, Vote, Weighing
from .states import EntryKind, Interest


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """An option in clear, with what speaks for and against it by each factor that was weighed."""

    choice: Choice
    text: str
    factors: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A procedure in clear, as far as whoever asks may read it. `votes` are the others' once the voting is closed."""

    procedure: Procedure
    facts: str
    view: str
    options: Sequence[Weighed]
    entries: Sequence[tuple[Entry, str, str]]
    seats: Sequence[tuple[Seat, str]]
    votes: Sequence[tuple[Vote, str]]

    @property
    def decision(self) -> tuple[Entry, str, str] | None:
        """What was decided in this round, with its reasons, and how the child's view was weighed."""
        found = [each for each in self.entries if each[0].kind == EntryKind.DECISION]
        current = [each for each in found if each[0].round == self.procedure.round]
        return current[-1] if current else None

    @property
    def dissents(self) -> list[tuple[Vote, str]]:
        """The votes of those who wanted something else than what was decided."""
        if self.decision is None:
            return []
        return [each for each in self.votes if each[0].choice_id != self.decision[0].choice_id]


def open_procedure(actor: Actor, procedure_id: UUID) -> tuple[Opened, Case]:
    """Open a procedure to somebody who leads its case; recorded.

    :raises NotThere: there is none in a case that this actor leads.
    :raises NotAllowed: the actor's role does not allow this.
    """
    procedure = access.procedure_to_read(actor, procedure_id)
    return _opened(actor, procedure), case_access.visible_to(actor).get(pk=procedure.case_id)


def open_for_member(actor: Actor, seat_id: UUID) -> tuple[Seat, Opened | None]:
    """A seat, and the report for its member if the panel was opened and they have no conflict; recorded.

    :raises NotThere: there is none for the actor's agency, or it is somebody else's.
    :raises NotAllowed: the actor's role sits in no panel.
    """
    seat = access.seat_to_read(actor, seat_id)
    is_member = seat.member_id == actor.membership_id and seat.interest == Interest.NONE
    found = Procedure.objects.visible_to(actor).filter(pk=seat.procedure_id, panel_opened_at__isnull=False)
    procedure = found.first() if is_member else None
    if procedure is None:
        audit.record("best_interests.seat_read", subject=seat)
        return seat, None
    right = case_access.right_in(actor, seat.case_id)
    audit.record("best_interests.panel_read", subject=procedure, right=right)
    return seat, _opened(actor, procedure)


def _opened(actor: Actor, procedure: Procedure) -> Opened:
    seal = case_access.seal(actor, procedure.case_id)
    last: dict[tuple[UUID, str], Weighing] = {}
    for weighing in access.weighings_of(actor, procedure.pk):
        last.setdefault((weighing.choice_id, weighing.factor), weighing)
    return Opened(
        procedure=procedure,
        facts=seal.open_field(procedure, "facts"),
        view=seal.open_field(procedure, "view"),
        options=[
            Weighed(
                choice=choice,
                text=seal.open_field(choice, "text"),
                factors=_factors(last, choice, seal),
            )
            for choice in access.choices_of(actor, procedure.pk)
        ],
        entries=[
            (each, seal.open_field(each, "text"), seal.open_field(each, "answer"))
            for each in access.entries_of(actor, procedure.pk)
        ],
        seats=[
            (each, seal.open_field(each, "interest_words")) for each in access.seats_of(actor, procedure.pk)
        ],
        votes=[(each, seal.open_field(each, "reason")) for each in access.votes_of(actor, procedure)],
    )


def _factors(
    last: Mapping[tuple[UUID, str], Weighing], choice: Choice, seal: Seal
) -> list[tuple[str, str, str]]:
    return [
        (
            str(weighing.get_factor_display()),
            seal.open_field(weighing, "speaks_for"),
            seal.open_field(weighing, "speaks_against"),
        )
        for (choice_id, _factor), weighing in sorted(last.items(), key=lambda item: item[0][1])
        if choice_id == choice.pk
    ]


def option_numbers(actor: Actor, procedure_id: UUID) -> list[tuple[int, str]]:
    """The options of a procedure by their numbers, in clear; the caller has opened the procedure."""
    choices = list(access.choices_of(actor, procedure_id))
    if not choices:
        return []
    seal = case_access.seal(actor, choices[0].case_id)
    return [(each.number, seal.open_field(each, "text")) for each in choices]


def has_decision(actor: Actor, at: datetime) -> dict[str, int]:
    """How many open cases the actor's agency leads, and in how many it was decided what is best for the child."""
    cases = case_access.visible_to(actor).open().filter(lead_agency_id=actor.agency_id)
    decided = access.led_by(actor).exclude(decided_at=None).filter(case__closed_at=None)
    decided = decided.filter(case__lead_agency_id=actor.agency_id)
    return {"cases": cases.count(), "decided": decided.order_by().values("case_id").distinct().count()}
