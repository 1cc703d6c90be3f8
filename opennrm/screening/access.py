"""Who may screen a child, see the screenings of a case, and take and see identification decisions."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Membership
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.models import Case
from opennrm.country.identification import DecidingPart, State
from opennrm.country.instrument import Instrument
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotAllowed, NotThere

from .models import (
    Decision,
    DecisionRequest,
    DecisionRequestQuerySet,
    Exploitation,
    ExploitationQuerySet,
    Identification,
    Screening,
    ScreeningDraft,
)
from .observations import Observation, from_text
from .permissions import DECISION_MAKE, DECISION_VIEW, SCREENING_DO, SCREENING_VIEW
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


def draft_left_behind(actor: Actor, case: Case, *, lock: bool = False) -> ScreeningDraft | None:
    """The newest unfinished screening of a case that somebody began who no longer works on it, if there is one."""
    works_on_it = Q(supervises=True) | Q(pk=case.assigned_to_id)
    able = Membership.objects.acting().filter(works_on_it, agency_id=case.lead_agency_id)
    drafts = ScreeningDraft.objects.visible_to(actor).filter(case_id=case.pk).exclude(membership__in=able)
    found = drafts.select_for_update(of=("self",)) if lock else drafts.select_related("membership__account")
    return found.order_by("-saved_at", "id").first()


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


def open_observations(actor: Actor, case: Case, screening: Screening) -> dict[str, Observation]:
    """What was written beside the answers of a screening that the actor reads, by question. Records the opening."""
    if screening.observations is None:
        return {}
    right = case_access.right_of(actor, case)
    audit.record("screening.observations_opened", subject=screening, right=right)
    kept = from_text(case_access.seal(actor, case.pk).open_field(screening, "observations"))
    return {code: replace(each, words=plain(each.words, lines=True)) for code, each in kept.items()}


def readable_where_told(actor: Actor, ids: Collection[str]) -> Collection[str]:
    """Those of these screenings, or cases with forms of exploitation, that the actor may read.

    The story tells of them only to those whose part covers them, so that the role alone decides.
    """
    return ids if actor.may(SCREENING_VIEW) else ()


def readable_decisions(actor: Actor, ids: Collection[str]) -> set[str]:
    """Those of these decisions whose reasons the actor may read, by their ids."""
    if not ids or not actor.may(DECISION_VIEW):
        return set()
    found = Decision.objects.visible_to(actor).filter(pk__any_of=ids)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def covers(actor: Actor, case: Case, scope: str) -> bool:
    """Whether somebody who sees a case leads it, or has a part in it that covers this scope."""
    if case_access.leads(actor, case):
        return True
    return case_access.own_parts(actor, case.pk).filter(scopes__contains=[scope], ended_at=None).exists()


def _case_covering(actor: Actor, case_id: UUID, scope: str, *, event: str) -> Case:
    """Return a case to somebody who may read what is of this scope, and record that they looked.

    :raises NotThere: there is no such case that this actor may see, or this is nothing of theirs.
    """
    case = case_access.case(actor, case_id, event=None)
    if not covers(actor, case, scope):
        raise NotThere
    audit.record(event, subject=case, right=case_access.right_of(actor, case))
    return case


def exploitation_of(actor: Actor, case_id: UUID) -> ExploitationQuerySet:
    """The forms of exploitation that were recorded in a case and that the actor may see, also withdrawn ones."""
    return Exploitation.objects.visible_to(actor).filter(case_id=case_id)


def case_with_exploitation(actor: Actor, case_id: UUID) -> Case:
    """Return a case to somebody who may read its forms of exploitation, and record that they looked.

    :raises NotThere: there is no such case that this actor may see, or its screenings are nothing of theirs.
    """
    return _case_covering(actor, case_id, Exploitation.SCOPE, event="exploitation.listed")


def exploitation_to_withdraw(
    actor: Actor, case_id: UUID, exploitation_id: UUID, *, lock: bool = True
) -> tuple[Case, Exploitation]:
    """Return a case with one form of exploitation, locked, to somebody who may withdraw it.

    :raises NotThere: there is no such case or record that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or has a role that does not screen.
    """
    case = case_access.case(actor, case_id, as_="lead", may=SCREENING_DO, lock=lock)
    rows = exploitation_of(actor, case_id)
    return case, fetch(rows.select_for_update(of=("self",)) if lock else rows, pk=exploitation_id)


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
        return steps_open_to(actor, self.identification.state, self.part)

    def is_open(self, actor: Actor, to: str) -> bool:
        """Whether the actor may take the step into the state `to` from where the identification stands."""
        return any(state.code == to for state in self.open_to(actor))


def steps_open_to(actor: Actor, state: str, part: DecidingPart) -> list[State]:
    """The states into which the actor may bring an identification from this one, if they decide by this part."""
    procedure = pack().identification
    return [
        procedure.state(step.to)
        for step in procedure.steps_from(state)
        if step.may_be_taken_by(actor.agency_kind, actor.role, part)
    ]


def deciding_part(actor: Actor, case: Case, asked: int | None) -> DecidingPart | None:
    """By which part the actor could decide in a case that they see; None if they neither lead it nor were asked.

    :param asked: the principal of the part of whoever is asked for the next decision, if anybody is.
    """
    if case_access.leads(actor, case):
        return DecidingPart.LEAD
    return DecidingPart.DECIDING if asked in actor.principals else None


def as_decider(actor: Actor, case: Case, *, lock: bool = False) -> ToDecide | None:
    """How the actor could decide in a case that they see; None if they neither lead it nor were asked."""
    request = request_of(actor, case.pk, lock=lock)
    part = deciding_part(actor, case, request.principal if request else None)
    if part is None:
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


def case_with_decisions(actor: Actor, case_id: UUID) -> Case:
    """Return a case to somebody who may read its decisions, and record that they looked.

    :raises NotThere: there is no such case that this actor may see, or its decisions are nothing of theirs.
    """
    return _case_covering(actor, case_id, Decision.SCOPE, event="decisions.listed")


@dataclass(frozen=True, kw_only=True)
class OpenedDecision:
    """A decision with its reasons in clear."""

    decision: Decision
    reasons: str


def open_decisions(actor: Actor, case: Case) -> list[OpenedDecision]:
    """Every decision of a case that the actor may see with its reasons, the newest first. Records the opening."""
    decisions = Decision.objects.visible_to(actor).filter(case_id=case.pk)
    deciders = decisions.select_related("decided_by__account", "decided_by__agency")
    found = list(deciders.order_by("-recorded_at", "id"))
    if not found:
        return []
    seal = case_access.seal(actor, case.pk)
    audit.record(
        "decision.opened",
        subject=case,
        right=case_access.right_of(actor, case),
        detail={"decisions": [str(decision.pk) for decision in found]},
    )
    return [
        OpenedDecision(decision=row, reasons=plain(seal.open_field(row, "reasons"), lines=True))
        for row in found
    ]
