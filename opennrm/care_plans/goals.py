"""Goals of a plan and what is done for them. What became of an action is said by a person, once, with its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import team_principal
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import move
from opennrm.foundation.visibility import merged
from opennrm.referrals.models import Referral
from opennrm.referrals.terms import answering_roles

from . import access, events
from .models import Delivery, Goal, Plan, PlanAction
from .states import ACTION_TRANSITIONS, WITH_REASON, ActionState, PlanState
from .telling import CareIncomplete, told


@dataclass(frozen=True, kw_only=True)
class GoalSaid:
    """A goal in plain words, and by what anybody can see that it was reached."""

    domain: str
    words: str
    done_when: str
    by_when: date


@dataclass(frozen=True, kw_only=True)
class ActionSaid:
    """What is done for a goal, by whom and until when."""

    kind: str
    words: str
    who: str
    due_on: date
    referral_id: UUID | None = None


def add_goal(plan_id: UUID, *, said: GoalSaid, page: UUID, by: Actor, at: datetime) -> Goal:
    """Add a goal to a version of a plan that is being written.

    :raises NotThere: there is no such plan that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises Refused: the plan is not being written any more, or an answer is missing.
    """
    case, plan = access.plan_to_change(by, plan_id)
    made = access.id_of_page("goal", plan_id, page, by=by)
    if written := access.goals(by).filter(pk=made).first():
        return written
    _refuse_unless_draft(plan)
    if said.domain not in pack().codes("need_domains"):
        raise CareIncomplete(_("Choose what the goal is about."), field="domain")
    _require(said.words, _("Write the goal."), "words")
    _require(said.done_when, _("Write how anybody can see that the goal is reached."), "done_when")
    goal = Goal.make(
        case,
        at,
        id=made,
        domain=said.domain,
        by_when=said.by_when,
        added_in=plan,
        added_at=at,
        added_by_id=by.membership_id,
    )
    seal = case_access.seal(by, case.pk)
    seal.close_field(goal, "words", said.words.strip())
    seal.close_field(goal, "done_when", said.done_when.strip())
    goal.save(from_action=True, force_insert=True)
    told(events.GOAL_ADDED, goal, by=by, at=at)
    return goal


def drop_goal(goal_id: UUID, *, by: Actor, at: datetime) -> Goal:
    """Leave a goal out of the version that is being written. Earlier versions keep it.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises Refused: no version is being written, or something is still to be done for the goal.
    """
    case, goal = access.goal_to_change(by, goal_id)
    if goal.dropped_in_id is not None:
        return goal
    plan = access.plans(by, case.pk).filter(state=PlanState.DRAFT).first()
    if plan is None:
        raise Refused(_("Begin a new version of the plan first."))
    if access.actions(by).filter(goal=goal).open().exists():
        raise Refused(_("Say first what became of the actions for this goal."))
    _leave_out(goal, plan)
    told(events.GOAL_DROPPED, goal, by=by, at=at)
    return goal


def add_action(goal_id: UUID, *, said: ActionSaid, page: UUID, by: Actor, at: datetime) -> PlanAction:
    """Add something that is done for a goal, also while its plan is in force.

    :raises NotThere: there is no such goal that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises Refused: the goal is left out of the plan, or an answer is missing.
    """
    case, goal = access.goal_to_change(by, goal_id)
    made = access.id_of_page("action", goal_id, page, by=by)
    if written := access.actions(by).filter(pk=made).first():
        return written
    _refuse_unless_in_plan(goal, by=by)
    if said.kind not in pack().codes("task_kinds"):
        raise CareIncomplete(_("Choose what is done."), field="kind")
    _require(said.words, _("Write what is done."), "words")
    _require(said.who, _("Say who does it."), "who")
    action = PlanAction.make(
        case,
        at,
        id=made,
        goal=goal,
        kind=said.kind,
        due_on=said.due_on,
        added_at=at,
        added_by_id=by.membership_id,
    )
    seal = case_access.seal(by, case.pk)
    seal.close_field(action, "words", said.words.strip())
    seal.close_field(action, "who", said.who.strip())
    action.save(from_action=True, force_insert=True)
    told(events.ACTION_ADDED, action, by=by, at=at)
    if said.referral_id is not None:
        _link(action, goal, _referral(by, case.pk, said.referral_id), by=by, at=at)
    return action


def set_result(
    action_id: UUID, *, result: str, on: date, words: str = "", by: Actor, at: datetime
) -> PlanAction:
    """Say what became of an action, and on which day. Nothing else ever does.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises TransitionRefused: somebody has said so already.
    :raises Refused: the day lies in the future, or the reason is missing.
    """
    case, action = access.action_to_change(by, action_id)
    if result not in ActionState.values or result == ActionState.OPEN:
        raise CareIncomplete(_("Choose what became of it."), field="result")
    if on > at.astimezone(pack().zone).date():
        raise CareIncomplete(_("Enter the day. It cannot be in the future."), field="on")
    if result in WITH_REASON:
        require_reason(words, field="words")
    move(action, result, transitions=ACTION_TRANSITIONS)
    action.result_on, action.set_at, action.set_by_id = on, at, by.membership_id
    case_access.seal(by, case.pk).close_field(action, "result_words", words.strip())
    fields = ["state", "result_on", "set_at", "set_by", "result_words"]
    _save(action, fields)
    plan = access.plans(by, case.pk).first()
    assert plan is not None
    told(events.ACTION_SET, action, by=by, at=at, detail={"result": result, "plan": str(plan.pk)})
    return action


def link(action_id: UUID, *, referral_id: UUID, by: Actor, at: datetime) -> PlanAction:
    """Tie an action to the referral by which a service does it. That service reads the action and its goal.

    :raises NotThere: there is no such action or referral that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises Refused: it is tied to another one already.
    """
    case, action = access.action_to_change(by, action_id)
    if action.referral_id == referral_id:
        return action
    if action.referral_id is not None:
        raise Refused(_("This action belongs to another referral already. Add another action."))
    goal = fetch(access.goals(by).select_for_update(of=("self",)), pk=action.goal_id)
    _link(action, goal, _referral(by, case.pk, referral_id), by=by, at=at)
    return action


def let_read_again(referral: Referral, *, by: Actor) -> None:
    """Let the service of a referral read by its new part what it could read by the one before."""
    service = access.also_for(referral)
    tied = access.actions(by).filter(referral=referral)
    goal_ids = list(tied.values_list("goal_id", flat=True))
    tied.update(readers=merged("readers", service), from_action=True)
    access.goals(by).filter(pk__in=goal_ids).update(readers=merged("readers", service), from_action=True)
    given = Delivery.objects.visible_to(by).filter(referral=referral)
    given.update(readers=merged("readers", service), writers=merged("writers", service), from_action=True)


def _link(action: PlanAction, goal: Goal, referral: Referral, *, by: Actor, at: datetime) -> None:
    service = access.also_for(referral)
    action.referral = referral
    action.readers = sorted({*action.readers, *service})
    action.save(from_action=True, update_fields=["referral", "readers"])
    goal.readers = sorted({*goal.readers, *service})
    goal.save(from_action=True, update_fields=["readers"])

    def receivers() -> list[int]:
        return [
            team_principal(referral.receiver_id, role) for role in answering_roles(referral.receiver.kind)
        ]

    told(
        events.ACTION_LINKED,
        action,
        by=by,
        at=at,
        matter=referral.pk,
        relations={events.SERVICE: receivers},
        settled_by=service,
    )


def _referral(by: Actor, case_id: UUID, referral_id: UUID) -> Referral:
    return fetch(access.referrals_of(by, case_id), pk=referral_id)


def _leave_out(goal: Goal, plan: Plan) -> None:
    goal.dropped_in = plan
    goal.save(from_action=True, update_fields=["dropped_in"])


def _save(action: PlanAction, fields: Sequence[str]) -> None:
    action.save(from_action=True, update_fields=fields)


def _refuse_unless_draft(plan: Plan) -> None:
    if plan.state != PlanState.DRAFT:
        raise Refused(_("This version of the plan is not being written any more. Begin a new one."))


def _refuse_unless_in_plan(goal: Goal, *, by: Actor) -> None:
    if goal.dropped_in_id is not None:
        raise Refused(_("This goal is left out of the plan. Add a new one."))
    newest = access.plans(by, goal.case_id).first()
    if newest is None or newest.state == PlanState.CLOSED:
        raise Refused(_("The plan has ended. Begin a new version first."))


def _require(words: str, missing: str, field: str) -> None:
    if not words.strip():
        raise CareIncomplete(missing, field=field)
