"""Reviews of a plan: what became of each goal, what is decided, and when the next one is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.models import Clock
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused

from . import access, events, planning
from .models import Plan, Review
from .states import Attendance, Decision, Outcome, PlanState
from .telling import CareIncomplete, told


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a review says. `results` has one for each goal of the plan, by its id."""

    held_on: date
    attendance: Sequence[str]
    results: Mapping[str, str]
    decision: str
    words: str = ""


def due_at(actor: Actor, case_id: UUID) -> datetime | None:
    """Until when the plan of a case is to be reviewed; None where no time is running."""
    rules = [rule.code for rule in pack().clocks.values() if events.REVIEW_HELD.clock in rule.stops_on]
    running = Clock.objects.visible_to(actor).of_case(case_id).running().filter(rule__in=rules)
    return running.oldest_first().values_list("due_at", flat=True).first()


def hold(plan_id: UUID, *, held: Held, page: UUID, by: Actor, at: datetime) -> Review:
    """Record a review of the plan in force. The time until the next one begins anew.

    :raises NotThere: there is no such plan that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises Refused: the plan is not in force, or an answer is missing.
    """
    case, plan = access.plan_to_change(by, plan_id)
    made = access.id_of_page("review", plan_id, page, by=by)
    if written := Review.objects.visible_to(by).filter(pk=made).first():
        return written
    if plan.state != PlanState.ACTIVE:
        raise Refused(_("Only a plan that is in force is reviewed."))
    _refuse_incomplete(plan, held, by=by, at=at)
    row = Review.make(
        case,
        at,
        id=made,
        plan=plan,
        due_at=due_at(by, case.pk),
        held_on=held.held_on,
        attendance=list(held.attendance),
        results=dict(held.results),
        decision=held.decision,
        recorded_at=at,
        recorded_by_id=by.membership_id,
    )
    case_access.seal(by, case.pk).close_field(row, "words", held.words.strip())
    row.save(from_action=True, force_insert=True)
    told(events.REVIEW_HELD, row, by=by, at=at, detail={"plan": str(plan.pk), "decision": held.decision})
    planning.review_by(case, plan, anew=True, by=by, at=at)
    return row


def _refuse_incomplete(plan: Plan, held: Held, *, by: Actor, at: datetime) -> None:
    if held.held_on > at.astimezone(pack().zone).date():
        raise CareIncomplete(_("Enter the day. It cannot be in the future."), field="held_on")
    if not held.attendance or not {*held.attendance} <= {*Attendance.values}:
        raise CareIncomplete(_("Choose who took part."), field="attendance")
    for goal_id in access.goals(by).of_plan(plan).values_list("pk", flat=True):
        if held.results.get(str(goal_id)) not in Outcome.values:
            raise CareIncomplete(_("Choose what became of this goal."), field=f"result_{goal_id}")
    if held.decision not in Decision.values:
        raise CareIncomplete(_("Choose what was decided."), field="decision")
