"""An office with a case on which somebody works, and what is done for its child."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.care_plans import access, assessing, delivering, goals, planning, queries, reviewing
from opennrm.care_plans.models import Plan, PlanAction
from opennrm.cases import risk
from opennrm.country.pack import pack
from opennrm.invented.care_plans import NEEDS, SAFETY, VIEW, every_domain
from opennrm.invented.referrals import accepted, referred
from tests import kept
from tests.screening.cases import Office, office
from tests.world import Person, World


def today() -> date:
    """The day in the country."""
    return timezone.localdate(timezone=pack().zone)


@dataclass
class Scene:
    """The case is the caseworker's. Steps are taken by them, unless somebody else is named."""

    office: Office
    case_id: UUID

    def do(self, verb: Any, of: UUID | None = None, *, by: Person | None = None, **given: Any) -> Any:
        """Let somebody take a step."""
        given.setdefault("at", timezone.now())
        with self.office.world.acting(by or self.office.caseworker) as actor:
            return verb(of or self.case_id, by=actor, **given)

    def safety(self, **given: Any) -> Any:
        """Assess the safety of the child."""
        return self.do(assessing.assess_safety, content=SAFETY.at(timezone.now(), **given), page=uuid4())

    def needs(self, **given: Any) -> Any:
        """Assess what the child needs."""
        return self.do(assessing.assess_needs, content=NEEDS.on(today(), **given), page=uuid4())

    def goal(self, plan: Plan, **given: Any) -> Any:
        """Add a goal."""
        said = {
            "domain": next(iter(pack().codes("need_domains"))),
            "words": "I sleep in a safe place.",
            "done_when": "I slept there for a month.",
            "by_when": today() + timedelta(days=30),
            **given,
        }
        return self.do(goals.add_goal, plan.pk, said=goals.GoalSaid(**said), page=uuid4())

    def action(self, goal: Any, **given: Any) -> PlanAction:
        """Add an action."""
        said = {
            "kind": next(iter(pack().codes("task_kinds"))),
            "words": "Ask the aunt.",
            "who": "The caseworker",
            "due_on": today() + timedelta(days=5),
            **given,
        }
        return self.do(goals.add_action, goal.pk, said=goals.ActionSaid(**said), page=uuid4())

    def set(self, action: PlanAction, result: str, **given: Any) -> PlanAction:
        """Say what became of an action."""
        answers = {"result": result, "on": today(), "words": "She is with her aunt now.", **given}
        return self.do(goals.set_result, action.pk, **answers)

    def agreed(self) -> tuple[Plan, Any]:
        """A plan with one goal that is in force."""
        plan = self.do(planning.begin)
        goal = self.goal(plan)
        self.propose(plan)
        return self.do(planning.agree, plan.pk, by=self.office.supervisor), goal

    def propose(self, plan: Plan) -> Plan:
        """Ask a supervisor to agree."""
        return self.do(planning.propose, plan.pk, view=VIEW)

    def new_version(self) -> Plan:
        """Begin another version."""
        return self.do(planning.begin, reason="School begins in January.")

    def assess_risk(self, level: str) -> None:
        """Say how great the risk is."""
        self.do(risk.assess, level=level, assessed_on=today(), reason="Her aunt says so.")

    def end(self, plan: Plan, **given: Any) -> Plan:
        """Let the supervisor end the plan."""
        answers = {"outcomes": every_domain("reached"), "words": "She is well.", **given}
        return self.do(planning.end, plan.pk, by=self.office.supervisor, **answers)

    def review(self, plan: Plan, **given: Any) -> Any:
        """Record a review."""
        with self.office.world.acting(self.office.caseworker) as actor:
            found = [str(pk) for pk in access.goals(actor).of_plan(plan).values_list("pk", flat=True)]
        said = {
            "held_on": today(),
            "attendance": ["child", "caseworker"],
            "results": dict.fromkeys(found, "partly"),
            "decision": "continue",
            **given,
        }
        return self.do(reviewing.hold, plan.pk, held=reviewing.Held(**said), page=uuid4())

    def opened(self, plan: Plan) -> queries.OpenedPlan:
        """A plan as the caseworker reads it."""
        with self.office.world.acting(self.office.caseworker) as actor:
            return queries.open_plan(actor, access.plan_to_read(actor, plan.pk)[1])

    def service(self) -> tuple[Person, UUID]:
        """A shelter that helps the child, and the referral by which it does."""
        world = self.office.world
        shelter = world.agency("shelter")
        member = world.person(shelter, "service_provider")
        world.service(shelter)
        course = world.course(self.case_id, at=timezone.now()).go(referred(to=member), accepted)
        return member, course.referral_id


def given(**answers: Any) -> delivering.Given:
    """Six sessions of counselling, as in the worked example C10."""
    return delivering.Given(
        **{
            "service_kind": next(iter(pack().codes("service_kinds"))),
            "provider": "The house at the river",
            "first_day": date(2026, 2, 2),
            "last_day": date(2026, 3, 9),
            "amount": Decimal(6),
            "unit": "session",
            "paid_by": next(iter(pack().codes("payers"))),
            "public_cost": Decimal("90000.00"),
            **answers,
        }
    )


def set_up(world: World) -> Scene:
    """The office, with a case that the caseworker has taken."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    place = office(world)
    return Scene(place, place.case())
