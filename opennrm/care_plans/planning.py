"""Versions of a plan: begun, proposed, agreed, replaced and ended. Open actions go on whatever happens to a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import risk
from opennrm.cases.models import Case
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, events
from .models import Plan
from .permissions import CARE_AGREE
from .states import PLAN_TRANSITIONS, AgreedWith, CopyGiven, NoView, Outcome, PlanState
from .telling import CareIncomplete, told


@dataclass(frozen=True, kw_only=True)
class View:
    """What the child says to the plan, or why there is no view; and with whom else it was agreed."""

    child_view: str = ""
    why_no_view: str = ""
    agreed_with: Sequence[str] = ()


def begin(case_id: UUID, *, reason: str = "", by: Actor, at: datetime) -> Plan:
    """Begin the first version of the plan of a case, or a new one: the one in force stays until this one is agreed.

    A button that was pressed twice begins one.

    :param reason: why a plan is needed again that had ended, or why it is changed. The first needs none.
    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead it, or their role does not allow this.
    :raises NoReason: there was a plan before, and it is not said why another is needed.
    """
    case = access.case_to_write(by, case_id)
    versions = access.plans(by, case_id)
    if being_written := versions.being_written().first():
        return being_written
    newest = versions.first()
    if newest is not None:
        reason = require_reason(reason)
    plan = Plan.make(
        case,
        at,
        number=1 if newest is None else newest.number + 1,
        lead_id=case.assigned_to_id or by.membership_id,
        made_at=at,
        made_by_id=by.membership_id,
    )
    case_access.seal(by, case.pk).close_field(plan, "reason", reason.strip())
    plan.save(from_action=True, force_insert=True)
    _tell(events.PLAN_BEGUN, plan, case, by=by, at=at)
    return plan


def propose(plan_id: UUID, *, view: View, by: Actor, at: datetime) -> Plan:
    """Ask a supervisor to agree to a plan, with what the child says to it.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises TransitionRefused: it was proposed already.
    :raises CareIncomplete: it has no goal, or the view of the child is missing.
    """
    case, plan = access.plan_to_change(by, plan_id)
    if plan.state == PlanState.PROPOSED and plan.proposed_by_id == by.membership_id:
        return plan
    if not access.goals(by).of_plan(plan).exists():
        raise CareIncomplete(_("Add a goal first."))
    if not view.child_view.strip() and view.why_no_view not in NoView.values:
        raise CareIncomplete(
            _("Write what the child says to the plan, or choose why there is no view."), field="child_view"
        )
    if not {*view.agreed_with} <= {*AgreedWith.values}:
        raise CareIncomplete(_("Choose one of the answers in the list."), field="agreed_with")
    move(plan, PlanState.PROPOSED, transitions=PLAN_TRANSITIONS)
    plan.proposed_at, plan.proposed_by_id = at, by.membership_id
    plan.agreed_with = list(view.agreed_with)
    plan.why_no_view = "" if view.child_view.strip() else view.why_no_view
    case_access.seal(by, case.pk).close_field(plan, "child_view", view.child_view.strip())
    fields = ["state", "proposed_at", "proposed_by", "agreed_with", "why_no_view", "child_view"]
    _save(plan, fields)
    _tell(events.PLAN_PROPOSED, plan, case, by=by, at=at)
    return plan


def agree(plan_id: UUID, *, words: str = "", by: Actor, at: datetime) -> Plan:
    """Agree to a plan, for a supervisor who did not propose it. It replaces the one in force; its actions go on.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` proposed it, or their role does not allow this.
    :raises TransitionRefused: it is not waiting for this.
    """
    case, plan = _to_decide(plan_id, by=by)
    if plan.state == PlanState.ACTIVE and plan.decided_by_id == by.membership_id:
        return plan
    before = access.plans(by, case.pk).in_force().select_for_update(of=("self",)).first()
    if before is not None:
        move(before, PlanState.SUPERSEDED, transitions=PLAN_TRANSITIONS)
        before.ended_at, before.ended_by_id = at, by.membership_id
        before.save(from_action=True, update_fields=["state", "ended_at", "ended_by"])
    _decide(plan, PlanState.ACTIVE, words, by=by, at=at)
    _tell(events.PLAN_AGREED, plan, case, by=by, at=at)
    review_by(case, plan, anew=before is None, by=by, at=at)
    return plan


def send_back(plan_id: UUID, *, words: str, by: Actor, at: datetime) -> Plan:
    """Do not agree to a plan yet, and say why: it is being written again.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` proposed it, or their role does not allow this.
    :raises TransitionRefused: it is not waiting for this.
    :raises NoReason: it is not said why.
    """
    case, plan = _to_decide(plan_id, by=by)
    _decide(plan, PlanState.DRAFT, require_reason(words, field="words"), by=by, at=at)
    _tell(events.PLAN_RETURNED, plan, case, by=by, at=at)
    return plan


def give_copy(plan_id: UUID, *, copy: str, on: date, by: Actor, at: datetime) -> Plan:
    """Record which copy of the plan in force the child got, after having asked whether it is safe to have one.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises Refused: the plan is not in force, or the day lies in the future.
    """
    case, plan = access.plan_to_change(by, plan_id)
    if plan.state != PlanState.ACTIVE:
        raise Refused(_("Only a plan that is in force is given to the child."))
    if copy not in CopyGiven.values:
        raise CareIncomplete(_("Choose what the child got."), field="copy")
    if on > at.astimezone(pack().zone).date():
        raise CareIncomplete(_("Enter the day. It cannot be in the future."), field="on")
    plan.copy_given, plan.copy_on = copy, on
    _save(plan, ["copy_given", "copy_on"])
    _tell(events.COPY_GIVEN, plan, case, by=by, at=at)
    return plan


def end(plan_id: UUID, *, outcomes: Mapping[str, str], words: str, by: Actor, at: datetime) -> Plan:
    """End the plan in force, for a supervisor, with what became of each need.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises TransitionRefused: it is not in force.
    :raises Refused: actions are open, the risk was not assessed, or an outcome is missing.
    """
    case, plan = access.plan_to_change(by, plan_id, may=CARE_AGREE)
    if access.actions(by).of_case(case.pk).open().exists():
        raise Refused(_("Say first what became of every action that is still to be done."))
    if access.plans(by, case.pk).being_written().exists():
        raise Refused(_("A new version of the plan is being written. Let a supervisor agree to it first."))
    if not case.risk:
        raise Refused(_("Assess the risk to the child first."))
    for domain in pack().codes("need_domains"):
        if outcomes.get(domain) not in Outcome.values:
            raise CareIncomplete(_("Choose what became of this."), field=f"outcome_{domain}")
    words = require_reason(words, field="words")
    move(plan, PlanState.CLOSED, transitions=PLAN_TRANSITIONS)
    plan.ended_at, plan.ended_by_id, plan.outcomes = at, by.membership_id, dict(outcomes)
    case_access.seal(by, case.pk).close_field(plan, "ended_words", words)
    _save(plan, ["state", "ended_at", "ended_by", "outcomes", "ended_words"])
    _tell(events.PLAN_ENDED, plan, case, by=by, at=at)
    return plan


def review_by(case: Case, plan: Plan, *, anew: bool, by: Actor, at: datetime) -> None:
    """Let the time run until the next review: a shorter one where the risk is high.

    :param anew: whether none is running; a new version of a plan does not put off the review.
    """
    if anew:
        is_high = case.risk == risk.highest()
        told(events.REVIEW_DUE_SOON if is_high else events.REVIEW_DUE, plan, by=by, at=at)


def _to_decide(plan_id: UUID, *, by: Actor) -> tuple[Case, Plan]:
    case, plan = access.plan_to_change(by, plan_id, may=CARE_AGREE)
    if not access.may_agree(by, plan):
        raise NotAllowed(_("You proposed this plan. Somebody else has to agree to it."))
    return case, plan


def _decide(plan: Plan, state: PlanState, words: str, *, by: Actor, at: datetime) -> None:
    if plan.state != PlanState.PROPOSED:
        raise TransitionRefused(_("This plan does not wait for a supervisor any more."))
    move(plan, state, transitions=PLAN_TRANSITIONS)
    plan.decided_at, plan.decided_by_id = at, by.membership_id
    case_access.seal(by, plan.case_id).close_field(plan, "decision_words", words.strip())
    _save(plan, ["state", "decided_at", "decided_by", "decision_words"])


def _save(plan: Plan, fields: Sequence[str]) -> None:
    plan.save(from_action=True, update_fields=fields)


def _tell(event: Event, plan: Plan, case: Case, *, by: Actor, at: datetime) -> None:
    def deciders() -> list[int]:
        found = access.deciders(case, but=by.account_id)
        return [membership_principal(each) for each in found.values_list("pk", flat=True)]

    proposer = [membership_principal(plan.proposed_by_id)] if plan.proposed_by_id else []
    told(
        event,
        plan,
        by=by,
        at=at,
        detail={"plan": str(plan.pk), "number": str(plan.number)},
        relations={events.DECIDERS: deciders, events.PROPOSER: lambda: proposer},
        settled_by=proposer,
    )
