"""Who may screen a child, see the screenings of a case, and take and see identification decisions."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.permissions import Permission
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.instrument import Instrument
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed

from .models import Decision, Identification, Screening, ScreeningDraft
from .rules import ScreeningRefused
from .states import TRANSITIONS, State

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
    return case_access.case(actor, case_id, as_="lead", may=Permission.SCREENING_DO, lock=True)


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


def identification_of(actor: Actor, case: Case) -> Identification:
    """Where the identification of the child stands. Before the first decision the row is not saved yet."""
    found = Identification.objects.visible_to(actor).filter(pk=case.pk).first()
    return found or Identification(pk=case.pk, case=case, state=State.POTENTIAL, since=case.opened_at)


def case_to_decide(actor: Actor, case_id: UUID, to: str) -> Case:
    """Return a case, locked, to somebody who may bring its identification into the state `to`.

    Whoever leads the case decides; the country pack says which of their roles takes which decision.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead it, or their role does not take this decision.
    """
    case = case_access.case(actor, case_id, as_="lead", lock=True)
    if not _may_decide(actor, to):
        raise NotAllowed("This role does not take this decision.")
    return case


def decisions_open_to(actor: Actor, identification: Identification) -> list[State]:
    """The decisions that the actor's role may take from where the identification stands."""
    return [
        state for state in State if state in TRANSITIONS[identification.state] and _may_decide(actor, state)
    ]


def _may_decide(actor: Actor, to: str) -> bool:
    rules = pack().identification
    return actor.may(Permission.DECISION_MAKE) and rules.may_decide(to, actor.agency_kind, actor.role)


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
