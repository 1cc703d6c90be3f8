"""Who may screen a child, see the screenings of a case, and take and see identification decisions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.models import Case
from opennrm.country.identification import DecidingPart, State
from opennrm.country.instrument import Instrument
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed

from .models import (
    Decision,
    DecisionRequest,
    DecisionRequestQuerySet,
    Identification,
    Screening,
    ScreeningDraft,
)
from .permissions import DECISION_MAKE, SCREENING_DO
from .rules import ScreeningRefused

MISSING = _(
    "The country pack no longer contains this version of the questions. Ask your administrator to put it back."
)


class InstrumentMissing(ScreeningRefused):
    """The country pack no longer holds this version of the instrument."""


def instrument_of(code: str, version: int | None = None) -> Instrument:
    """Return one version of an instrument of the country pack, without `version` the newest.

    :raises InstrumentMissing: the pack does not hold it.
    """
    found = pack().instruments.get(code) if version is None else find_instrument(code, version)
    if found is None:
        raise InstrumentMissing(str(MISSING))
    return found


def find_instrument(code: str, version: int) -> Instrument | None:
    """One version of an instrument, or None where the country pack no longer holds it."""
    return pack().all_instruments.get((code, version))


def case_to_screen(actor: Actor, case_id: UUID) -> Case:
    """Return a case, locked, to somebody who may screen its child.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead it, or has a role that does not screen.
    """
    return case_access.case(actor, case_id, as_="lead", may=SCREENING_DO, lock=True)


def own_draft(actor: Actor, case_id: UUID) -> ScreeningDraft | None:
    """The screening that the actor has begun in this case and not finished, if there is one."""
    drafts = ScreeningDraft.objects.visible_to(actor).filter(case_id=case_id)
    return drafts.filter(membership_id=actor.membership_id).first()


def screenings_of(actor: Actor, case_id: UUID) -> QuerySet[Screening]:
    """The screenings of a case that the actor may see, the newest first."""
    return Screening.objects.visible_to(actor).filter(case_id=case_id).order_by("-done_at", "id")


def screening_to_read(actor: Actor, case_id: UUID, screening_id: UUID) -> tuple[Case, Screening]:
    """Return one screening with its case, and record who looked.

    :raises NotThere: there is no such case, or no such screening of it, that this actor may see.
    """
    case = case_access.case(actor, case_id, event=None)
    screening = fetch(screenings_of(actor, case_id).select_related("done_by__account"), pk=screening_id)
    audit.record("screening.viewed", subject=screening, right=case_access.right_of(actor, case))
    return case, screening


def identification_of(actor: Actor, case: Case, *, lock: bool = False) -> Identification:
    """Where the identification of the child stands. Before the first step the row is not saved yet."""
    rows = Identification.objects.visible_to(actor).filter(pk=case.pk)
    found = (rows.select_for_update() if lock else rows).first()
    start = pack().identification.start
    return found or Identification(pk=case.pk, case=case, state=start, since=case.opened_at)


def requests_to_decide(actor: Actor) -> DecisionRequestQuerySet:
    """The requests for a decision that wait for the actor's own team."""
    waiting = DecisionRequest.objects.visible_to(actor).waiting()
    return waiting.filter(agency_id=actor.agency_id, principal__in=actor.principals)


def request_of(actor: Actor, case_id: UUID, *, lock: bool = False) -> DecisionRequest | None:
    """The request for a decision that waits in a case, as far as the actor may see it."""
    waiting = DecisionRequest.objects.visible_to(actor).waiting().filter(case_id=case_id)
    waiting = waiting.select_related("agency", "asked_by__account")
    return (waiting.select_for_update(of=("self",)) if lock else waiting).first()


def requests_past_their_time(watch: Actor, at: datetime) -> DecisionRequestQuerySet:
    """Locked, for the watch over the clocks: those whose agency no longer sees the case, oldest first."""
    late = DecisionRequest.objects.visible_to(watch).waiting().filter(sees_until__lte=at)
    # Whoever ends one at this moment holds its lock; the next round finds how it ended.
    return late.select_for_update(of=("self",), skip_locked=True).order_by("sees_until", "id")


def may_ask(actor: Actor) -> bool:
    """Whether the actor's role works on cases, and so asks for the decisions that others take."""
    return actor.may(SCREENING_DO) or actor.may(DECISION_MAKE)


def case_to_ask_about(actor: Actor, case_id: UUID) -> Case:
    """Return a case, locked, whose lead asks another body for a decision, or withdraws that.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but does not lead it, or has a role that works on no case.
    """
    case = case_access.case(actor, case_id, as_="lead", lock=True)
    if not may_ask(actor):
        raise NotAllowed(_("Your role does not allow this."))
    return case


@dataclass(frozen=True, kw_only=True)
class ToDecide:
    """A case on whose identification somebody may decide: by which part, and the request that then ends."""

    case: Case
    identification: Identification
    part: DecidingPart
    request: DecisionRequest | None

    @property
    def deciding(self) -> list[int]:
        """The principal of a body that was asked, if that is who decides."""
        return [self.request.principal] if self.request and self.part is DecidingPart.DECIDING else []

    def open_to(self, actor: Actor) -> list[State]:
        """The states into which the actor may bring the identification from where it stands."""
        procedure = pack().identification
        return [
            procedure.state(step.to)
            for step in procedure.steps_from(self.identification.state)
            if self.is_open(actor, step.to)
        ]

    def is_open(self, actor: Actor, to: str) -> bool:
        """Whether the actor may take the step into the state `to` from where the identification stands."""
        step = pack().identification.step(self.identification.state, to)
        return step is not None and step.may_be_taken_by(actor.agency_kind, actor.role, self.part)


def as_decider(actor: Actor, case: Case, *, lock: bool = False) -> ToDecide | None:
    """How the actor could decide in a case that they see; None if they neither lead it nor were asked."""
    request = request_of(actor, case.pk, lock=lock)
    if case_access.leads(actor, case):
        part = DecidingPart.LEAD
    elif request is not None and request.principal in actor.principals:
        part = DecidingPart.DECIDING
    else:
        return None
    identification = identification_of(actor, case, lock=lock)
    return ToDecide(case=case, identification=identification, part=part, request=request)


def case_to_decide_on(actor: Actor, case_id: UUID) -> ToDecide:
    """Return a case to whoever leads it or was asked for its next decision, and record who looked. Locks nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but neither leads it nor was asked.
    """
    case = case_access.case(actor, case_id, event=None)
    found = as_decider(actor, case)
    if found is None:
        raise NotAllowed(_("Only the agency that leads a case, or one that it asked, decides."))
    audit.record("case.viewed", subject=case, right=case_access.right_of(actor, case))
    return found


def case_to_decide(actor: Actor, case_id: UUID, to: str) -> ToDecide:
    """Return a case, locked, to somebody who may bring its identification into the state `to`.

    The country pack says who takes which decision: whoever leads the case, or a body that they asked.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor neither leads it nor was asked, or their role does not take this decision.
    """
    case = case_access.case(actor, case_id, event=None)
    if case_access.leads(actor, case):
        case = case_access.case(actor, case_id, as_="lead", lock=True)
    else:
        participation.keep_lead(case_id)
    # Whoever decides locks the request, so that of two who decide at once one finds what the other did.
    found = as_decider(actor, case, lock=True)
    procedure = pack().identification
    if (
        found is None
        or not actor.may(DECISION_MAKE)
        or not procedure.may_decide(to, actor.agency_kind, actor.role, found.part)
    ):
        raise NotAllowed(_("Your role does not make this decision, or your agency was not asked for it."))
    return found


@dataclass(frozen=True, kw_only=True)
class OpenedDecision:
    """A decision with its reasons in clear."""

    decision: Decision
    reasons: str


def open_decisions(actor: Actor, case: Case) -> list[OpenedDecision]:
    """Every decision of a case that the actor may see with its reasons, the newest first. Records the opening."""
    decisions = (
        Decision.objects.visible_to(actor).filter(case_id=case.pk).select_related("decided_by__account")
    )
    found = list(decisions.order_by("-recorded_at", "id"))
    if not found:
        return []
    seal = case_access.seal(actor, case.pk)
    audit.record(
        "decision.opened",
        subject=case,
        right=case_access.right_of(actor, case),
        detail={"decisions": [str(decision.pk) for decision in found]},
    )
    return [OpenedDecision(decision=row, reasons=seal.open_field(row, "reasons")) for row in found]
