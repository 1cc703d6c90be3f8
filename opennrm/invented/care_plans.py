"""What is done for the child of an invented case: safety, needs, a plan, and what services gave."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from opennrm.care_plans import access, assessing, delivering, goals, planning, reviewing
from opennrm.care_plans.models import Goal, Plan, PlanAction
from opennrm.care_plans.states import ActionState, CopyGiven, Decision, Outcome
from opennrm.country.pack import pack

from .cases import assigned
from .concerns import Story
from .course import Course, Trait, lately
from .people import Child
from .referrals import accepted, referred
from .screening import presumed, screened


def first(listed: str, wanted: str = "") -> str:
    """A code of a list of the country: the wanted one, or its first if the country does not have that."""
    codes = pack().codes(listed)
    return wanted if wanted in codes else next(iter(codes))


def every_domain(answer: str) -> dict[str, str]:
    """The same answer for each domain of needs."""
    return dict.fromkeys(pack().codes("need_domains"), answer)


@dataclass(frozen=True, kw_only=True)
class _Safety:
    def at(self, moment: datetime, **given: Any) -> assessing.Safety:
        """The child is safe if the aunt is with her, which is being arranged."""
        act = assessing.Act(
            code=first("immediate_acts", "safe_place"),
            owner="Her aunt, with the caseworker",
            due_at=moment + timedelta(hours=6),
        )
        said = assessing.Safety(
            assessed_at=moment,
            dangers=[first("safety_dangers", "suspect_near")],
            safe_tonight="with_conditions",
            conditions="Her aunt stays with her, and the door is locked.",
            next_at=moment + timedelta(days=2),
            acts=[act],
        )
        return replace(said, **given)


@dataclass(frozen=True, kw_only=True)
class _Needs:
    def on(self, day: date, **given: Any) -> assessing.Needs:
        """School and health are urgent; the aunt is a strength."""
        levels = every_domain("some")
        levels |= {domain: "urgent" for domain in ("health", "education") if domain in levels}
        said = assessing.Needs(
            assessed_on=day,
            levels=levels,
            strengths="Her aunt calls her every day. She reads well and wants to go back to school.",
            child_words="Mi waan go back a school.",
            words_language=first_language(),
            words_written_by="The caseworker",
        )
        return replace(said, **given)


def first_language() -> str:
    """The first language of the country."""
    return next(iter(pack().listed("languages")))


SAFETY, NEEDS = _Safety(), _Needs()
VIEW = planning.View(
    child_view="I want to go to school, and I want my aunt to come along.", agreed_with=["child"]
)


def safety_assessed(course: Course) -> None:
    """Whoever works on the case has assessed whether the child is safe."""
    with course.acting(course.worker) as worker:
        at = course.next()
        assessing.assess_safety(course.case_id, content=SAFETY.at(at), page=uuid4(), by=worker, at=at)


def needs_assessed(course: Course) -> None:
    """Whoever works on the case has assessed what the child needs."""
    with course.acting(course.worker) as worker:
        at = course.next()
        day = at.astimezone(pack().zone).date()
        assessing.assess_needs(course.case_id, content=NEEDS.on(day), page=uuid4(), by=worker, at=at)


def plan_begun(*words: tuple[str, str, str]) -> Trait:
    """A version of the plan was begun, with these goals: a domain, the goal, and what is done for it."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            at = course.next()
            plan = planning.begin(course.case_id, reason="Things have changed.", by=worker, at=at)
            for domain, goal, action in words or GOALS:
                add_goal(plan, domain, goal, action, by=worker, at=at)

    return step


GOALS = (
    ("education", "I go to school again.", "Speak with the school about a place after the holidays."),
    ("health", "I sleep through the night.", "Go to the clinic together."),
)


def add_goal(
    plan: Plan, domain: str, words: str, action: str, *, by: Any, at: datetime
) -> tuple[Goal, PlanAction]:
    """Add a goal and what is done for it."""
    today = at.astimezone(pack().zone).date()
    said = goals.GoalSaid(
        domain=first("need_domains", domain),
        words=words,
        done_when="The child says so, and somebody has seen it for a month.",
        by_when=today + timedelta(days=90),
    )
    goal = goals.add_goal(plan.pk, said=said, page=uuid4(), by=by, at=at)
    done = goals.ActionSaid(
        kind=first("task_kinds", "visit"),
        words=action,
        who="The caseworker",
        due_on=today + timedelta(days=14),
    )
    return goal, goals.add_action(goal.pk, said=done, page=uuid4(), by=by, at=at)


def plan_proposed(course: Course) -> None:
    """Whoever works on the case has asked a supervisor to agree to the plan."""
    with course.acting(course.worker) as worker:
        planning.propose(_newest(course, worker).pk, view=VIEW, by=worker, at=course.next())


def plan_agreed(course: Course) -> None:
    """The supervisor has agreed to the plan."""
    with course.acting(course.supervisor) as supervisor:
        planning.agree(
            _newest(course, supervisor).pk, words="Well thought of.", by=supervisor, at=course.next()
        )


def copy_given(course: Course) -> None:
    """The child got the plan in words and pictures."""
    with course.acting(course.worker) as worker:
        at = course.next()
        day = at.astimezone(pack().zone).date()
        planning.give_copy(_newest(course, worker).pk, copy=CopyGiven.PICTURES, on=day, by=worker, at=at)


def action_done(course: Course) -> None:
    """Somebody has said that the first thing to be done is done."""
    with course.acting(course.worker) as worker:
        at = course.next()
        action = access.actions(worker).of_case(course.case_id).open().order_by("added_at", "id")[0]
        day = at.astimezone(pack().zone).date()
        goals.set_result(action.pk, result=ActionState.DONE, on=day, words="It went well.", by=worker, at=at)


def action_tied(course: Course) -> None:
    """The last thing to be done is done by the service of the last referral."""
    assert course.referral_id is not None
    with course.acting(course.worker) as worker:
        action = access.actions(worker).of_case(course.case_id).open().order_by("-added_at", "-id")[0]
        goals.link(action.pk, referral_id=course.referral_id, by=worker, at=course.next())


def reviewed(course: Course) -> None:
    """The plan was reviewed with the child."""
    with course.acting(course.worker) as worker:
        at, plan = course.next(), _newest(course, worker)
        of_plan = access.goals(worker).of_plan(plan).values_list("pk", flat=True)
        held = reviewing.Held(
            held_on=at.astimezone(pack().zone).date(),
            attendance=["child", "caseworker"],
            results={str(pk): Outcome.PARTLY.value for pk in of_plan},
            decision=Decision.CONTINUE,
            words="She goes to school again, and still sleeps badly.",
        )
        reviewing.hold(plan.pk, held=held, page=uuid4(), by=worker, at=at)


def delivered(
    service: str, amount: int, unit: str, *, days: int = 7, provider: str = "The house at the river"
) -> Trait:
    """The service of the last referral has given something during the last days, and written it down itself."""

    def step(course: Course) -> None:
        assert course.referral_id is not None
        with course.acting(course.provider) as member:
            at = course.next()
            record(course.referral_id, service, amount, unit, days=days, provider=provider, by=member, at=at)

    return step


def record(
    referral_id: UUID,
    service: str,
    amount: int,
    unit: str,
    *,
    days: int,
    provider: str,
    by: Any,
    at: datetime,
) -> None:
    """Write down for a service what it has given until today."""
    today = at.astimezone(pack().zone).date()
    given = delivering.Given(
        service_kind=first("service_kinds", service),
        provider=provider,
        first_day=today - timedelta(days=days),
        last_day=today,
        amount=Decimal(amount),
        unit=unit,
        paid_by=first("payers", "state"),
        public_cost=Decimal(amount * 4500),
    )
    delivering.record_own(referral_id, given=given, page=uuid4(), by=by, at=at)


def _newest(course: Course, actor: Any) -> Plan:
    plan = access.plans(actor, course.case_id).first()
    assert plan is not None
    return plan


STORIES = (
    Story(
        by="nurse",
        hours_ago=24 * 30,
        child=Child(given_names="Kadeen", family_name="Marlowe-Pryce", age=15, sex="female"),
        kind="made_to_work",
        area=2,
        occurred="Since last winter",
        account="She looked after three small children in a house and was not let out. She has not been in school for "
        "a year.",
        way=(
            *(assigned(to="caseworker"), screened, presumed, safety_assessed, needs_assessed),
            *(plan_begun(), plan_proposed, plan_agreed, copy_given, action_done),
            *(lately(20), referred(to="shelter"), accepted, action_tied),
            *(delivered("shelter", 5, "night", days=5), reviewed),
        ),
    ),
    Story(
        by="constable",
        hours_ago=24 * 6,
        child=Child(given_names="Tyrese", family_name="Ellery-Wynter", age=12, sex="male"),
        kind="made_to_beg_or_sell",
        area=5,
        occurred="Every day at the crossing",
        account="He washed windows of cars from morning to night. An older boy took the money.",
        way=(
            *(assigned(to="caseworker"), screened, presumed, safety_assessed, needs_assessed),
            *(plan_begun(), plan_proposed),
        ),
    ),
)
