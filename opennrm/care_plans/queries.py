"""The care of a child as pages and papers show it: opened, and put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor

from . import access, reviewing, rules
from .models import Delivery, Goal, ImmediateAct, NeedAssessment, Plan, PlanAction, Review, SafetyAssessment
from .states import ACTION_TONES, ActionState


@dataclass(frozen=True, kw_only=True)
class OpenedAct:
    """Something done at once, in clear."""

    act: ImmediateAct
    owner: str
    words: str


@dataclass(frozen=True, kw_only=True)
class OpenedSafety:
    """An assessment of safety in clear, with what was done at once."""

    row: SafetyAssessment
    conditions: str
    acts: list[OpenedAct]


@dataclass(frozen=True, kw_only=True)
class OpenedNeeds:
    """An assessment of needs in clear."""

    row: NeedAssessment
    strengths: str
    child_words: str
    words_written_by: str


@dataclass(frozen=True, kw_only=True)
class OpenedAction:
    """Something that is done for a goal, in clear."""

    action: PlanAction
    words: str
    who: str
    result_words: str

    @property
    def tone(self) -> str:
        """How lists show its state."""
        return ACTION_TONES[ActionState(self.action.state)]


@dataclass(frozen=True, kw_only=True)
class OpenedGoal:
    """A goal in clear, with what is done for it that the reader may read."""

    goal: Goal
    words: str
    done_when: str
    actions: list[OpenedAction]


@dataclass(frozen=True, kw_only=True)
class OpenedPlan:
    """A version of a plan in clear."""

    plan: Plan
    reason: str
    child_view: str
    decision_words: str
    ended_words: str
    goals: list[OpenedGoal]


@dataclass(frozen=True, kw_only=True)
class OpenedReview:
    """A review in clear."""

    review: Review
    words: str


@dataclass(frozen=True, kw_only=True)
class OpenedDelivery:
    """What a service gave, in clear, and whether it was corrected since."""

    row: Delivery
    provider: str
    reason: str
    is_corrected: bool
    days: int


@dataclass(frozen=True, kw_only=True)
class YearOfDeliveries:
    """What services gave in a fiscal year: all that had a day in it."""

    year: rules.FiscalYear
    rows: list[OpenedDelivery]
    cost: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Care:
    """What is known of the care of one child."""

    case: Case
    safety: list[OpenedSafety]
    needs: list[OpenedNeeds]
    plans: list[Plan]
    review_due: datetime | None


def open_care(actor: Actor, case: Case) -> Care:
    """Open the assessments of a case, the newest first. The caller has recorded who reads them."""
    needs = NeedAssessment.objects.visible_to(actor).of_case(case.pk).select_related("recorded_by__account")
    return Care(
        case=case,
        safety=open_safety(actor, case.pk),
        needs=[_open_needs(actor, row) for row in needs.order_by("-number")],
        plans=list(access.plans(actor, case.pk).select_related("lead__account")),
        review_due=reviewing.due_at(actor, case.pk),
    )


def open_safety(actor: Actor, case_id: UUID) -> list[OpenedSafety]:
    """Every assessment of safety with what was done at once, the newest first."""
    found = SafetyAssessment.objects.visible_to(actor).of_case(case_id).select_related("recorded_by__account")
    acts = ImmediateAct.objects.visible_to(actor).of_case(case_id).order_by("due_at", "id")
    seal = case_access.seal(actor, case_id)
    opened = [
        OpenedAct(act=act, owner=seal.open_field(act, "owner"), words=seal.open_field(act, "done_words"))
        for act in acts
    ]
    return [
        OpenedSafety(
            row=row,
            conditions=seal.open_field(row, "conditions"),
            acts=[each for each in opened if each.act.assessment_id == row.pk],
        )
        for row in found.order_by("-assessed_at", "-recorded_at", "id")
    ]


def _open_needs(actor: Actor, row: NeedAssessment) -> OpenedNeeds:
    names = "strengths", "child_words", "words_written_by"
    strengths, child_words, written_by = access.opened_fields(actor, row, *names)
    return OpenedNeeds(row=row, strengths=strengths, child_words=child_words, words_written_by=written_by)


def open_plan(actor: Actor, plan: Plan) -> OpenedPlan:
    """Open a version of a plan with its goals. The caller has recorded who reads it."""
    reason, view, decision, ended = access.opened_fields(actor, plan, *Plan.SEALED)
    return OpenedPlan(
        plan=plan,
        reason=reason,
        child_view=view,
        decision_words=decision,
        ended_words=ended,
        goals=_open_goals(actor, plan.case_id, access.goals(actor).of_plan(plan).order_by("added_at", "id")),
    )


def goals_of_service(actor: Actor, case_id: UUID, referral_id: UUID) -> list[OpenedGoal]:
    """The goals of a plan that belong to a referral, for its service. The caller has recorded who reads them."""
    tied = access.actions(actor).of_case(case_id).filter(referral_id=referral_id)
    found = access.goals(actor).filter(pk__in=tied.values("goal_id"), dropped_in=None)
    return _open_goals(actor, case_id, found.order_by("added_at", "id"))


def _open_goals(actor: Actor, case_id: UUID, goals: Iterable[Goal]) -> list[OpenedGoal]:
    seal = case_access.seal(actor, case_id)
    actions = access.actions(actor).of_case(case_id).select_related("referral__service", "set_by__account")
    opened = [
        OpenedAction(
            action=action,
            words=seal.open_field(action, "words"),
            who=seal.open_field(action, "who"),
            result_words=seal.open_field(action, "result_words"),
        )
        for action in actions.order_by("due_on", "id")
    ]
    return [
        OpenedGoal(
            goal=goal,
            words=seal.open_field(goal, "words"),
            done_when=seal.open_field(goal, "done_when"),
            actions=[each for each in opened if each.action.goal_id == goal.pk],
        )
        for goal in goals
    ]


def open_reviews(actor: Actor, plan: Plan) -> list[OpenedReview]:
    """The reviews of a version of a plan, the newest first. The caller has recorded who reads them."""
    found = Review.objects.visible_to(actor).filter(plan=plan).select_related("recorded_by__account")
    return [
        OpenedReview(review=review, words=access.opened_fields(actor, review, "words")[0])
        for review in found.order_by("-held_on", "-recorded_at", "id")
    ]


def open_deliveries(actor: Actor, case_id: UUID) -> list[OpenedDelivery]:
    """What services gave, the earliest first, as far as the actor may read it. The caller has recorded that."""
    rows = list(access.deliveries(actor, case_id))
    if not rows:
        return []
    corrected = {row.corrects_id for row in rows}
    seal = case_access.seal(actor, case_id)
    return [
        OpenedDelivery(
            row=row,
            provider=seal.open_field(row, "provider"),
            reason=seal.open_field(row, "reason"),
            is_corrected=row.pk in corrected,
            days=rules.days_from_first_to_last(row.first_day, row.last_day),
        )
        for row in rows
    ]


def by_fiscal_year(rows: Iterable[OpenedDelivery]) -> list[YearOfDeliveries]:
    """What counts of this, by the fiscal years in which it was given, the latest first.

    What was given in two years stands in both; its cost is counted in the year of its last day.
    """
    month = pack().care.fiscal_year_starts_in
    found: dict[date, tuple[rules.FiscalYear, list[OpenedDelivery]]] = {}
    for each in rows:
        if each.is_corrected:
            continue
        for year in rules.fiscal_years(each.row.first_day, each.row.last_day, first_month=month):
            found.setdefault(year.first, (year, []))[1].append(each)
    return [
        YearOfDeliveries(
            year=year,
            rows=given,
            cost=rules.total_cost(each.row.public_cost for each in given if each.row.last_day <= year.last),
        )
        for _first, (year, given) in sorted(found.items(), reverse=True)
    ]
