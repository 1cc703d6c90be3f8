"""The interviews of the cast: one that was held, one that waits for an answer, and one in each other state."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.cases import access as case_access
from opennrm.cases.actions import assign
from opennrm.country.pack import pack
from opennrm.interviews import (
    access,
    day,
    planning,
    presence,
    raids,
    requests,
    restrictions,
    reviews,
    times,
    urgent,
)
from opennrm.interviews.states import Capacity, Flag, Outcome, PhaseKind, Where
from opennrm.joint_work import actions as joint_work
from opennrm.joint_work.terms import last_day_from, terms_for
from tests.interviews import preparing, raid
from tests.interviews import team as teams
from tests.interviews.scene import request, tomorrow
from tests.world import Person, World

if TYPE_CHECKING:
    from tests.walls.cast import Canaries


def team(world: World) -> dict[str, Person]:
    """Whoever arranges the interviews, and whoever leads them."""
    police = world.agency("police")
    return {
        "host": world.person(world.agency("victim_services"), "facilitator"),
        "interviewer": world.person(police, "interviewer"),
    }


def interview(
    world: World, people: dict[str, Person], canaries: "Canaries", case_id: UUID
) -> dict[str, UUID]:
    """Make all of them, with a word that gives the case away in all that is sealed; returns ids for addresses."""
    told = {"facilitator": people["host"], "interviewer": people["interviewer"]}
    chief = world.person(people["interviewer"].membership.agency, "supervisor")
    space_id = teams.set_up(world, told | {"inspector": chief})
    made = _Making(world, people, canaries.interview, chief, space_id)
    ids = made.held(case_id)
    ids["awaiting_interview_id"] = made.ask(case_id, sequence="supplementary", reason_code="new_facts")
    made.word = canaries.other_interview
    ready, scheduled, under_way = (made.case() for _each in range(3))
    ids |= {
        "ready_interview_id": made.ready(ready),
        "scheduled_interview_id": made.prepared(scheduled, days=-1),
        "interview_space_id": space_id,
        "ready_interview_case_id": ready,
        "scheduled_interview_case_id": scheduled,
    }
    ids |= made.under_way(under_way)
    return ids | made.plan([ids["ready_interview_id"], made.ready(made.case())])


class _Making:
    def __init__(
        self, world: World, people: dict[str, Person], word: str, chief: Person, space_id: UUID
    ) -> None:
        self.world, self.people, self.word, self.space_id = world, people, word, space_id
        self.chief = chief
        people["interview_chief"] = chief

    def do(self, who: str, verb: Any, of: UUID, **given: Any) -> Any:
        with self.world.acting(self.people[who]) as actor:
            return verb(of, **given, by=actor, at=timezone.now())

    def case(self) -> UUID:
        """Another case of whoever leads the first, in which both agencies take part."""
        nurse = self.world.person(self.world.agency("health"), "first_responder")
        case_id = self.world.opened(nurse)
        self.do("lead_supervisor", assign, case_id, to=self.people["lead_assigned"].membership.pk)
        return case_id

    def let_take_part(self, case_id: UUID) -> None:
        for name, answers in (("host", "host"), ("interviewer", "interview_chief")):
            agency = self.people[name].membership.agency
            with self.world.acting(self.people["lead_assigned"]) as actor:
                now = timezone.now()
                case = case_access.visible_to(actor).get(pk=case_id)
                terms = terms_for(case, agency, "interview", at=now)
                given: Any = {"agency_id": agency.pk, "purpose": "interview", "basis": terms.legal_bases[0]}
                given |= {"scopes": terms.scopes, "last_day": last_day_from(now) - timedelta(days=10)}
                work = joint_work.ask(case_id, **given, summary="We plan this together.", by=actor, at=now)
            self.do(answers, joint_work.accept, work.pk)

    def ask(self, case_id: UUID, **given: Any) -> UUID:
        words = {"reason": f"{self.word} told a teacher.", "name_to_use": self.word, "aids": self.word}
        answers = request(**words, companion=self.word, **given)
        accounts = self._account(case_id) if "sequence" not in given else self._accounts(case_id)
        made = self.do(
            "lead_assigned", requests.request, case_id, answers=answers, acknowledged=accounts, page=uuid4()
        )
        return made.pk

    def _account(self, case_id: UUID) -> list[UUID]:
        told_on = timezone.localdate(timezone=pack().zone)
        given: Any = {"asked_by": None, "told_on": told_on, "form": "notes", "reference": self.word}
        return [self.do("lead_assigned", requests.add_account, case_id, **given, page=uuid4()).pk]

    def _accounts(self, case_id: UUID) -> list[UUID]:
        with self.world.acting(self.people["lead_assigned"]) as actor:
            return list(access.accounts_of(actor, case_id).values_list("pk", flat=True))

    def ready(self, case_id: UUID) -> UUID:
        """One that can be given a time."""
        self.let_take_part(case_id)
        interview_id = self.ask(case_id, shielded=False)
        for each in pack().interviews.quorum:
            said: Any = {"condition": f"quorum({each})", "words": f"{self.word} cannot come."}
            self.do("interview_chief", planning.relax, interview_id, **said)
        return interview_id

    def scheduled(self, case_id: UUID, *, days: int) -> UUID:
        """One with a time on this day."""
        interview_id = self.ready(case_id)
        starts = tomorrow(days=days)
        given: Any = {"space": self.space_id, "lead": self.people["interviewer"].membership.pk, "people": []}
        given |= {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
        self.do("host", times.schedule, interview_id, **given)
        return interview_id

    def plan(self, interviews: list[UUID]) -> dict[str, UUID]:
        """One plan for these, made by the worker."""
        asked = self.do("host", raids.request, interviews, page=uuid4())
        raid.work(self.world)
        return {"plan_id": asked.pk, "planned_too_id": interviews[1]}

    def prepared(self, case_id: UUID, *, days: int) -> UUID:
        """One that can begin."""
        interview_id = self.scheduled(case_id, days=days)
        leads = self.people["interviewer"], self.people["lead_assigned"]
        preparing.prepare(self.world, *leads, case_id, interview_id)
        self.do("interviewer", day.test_recorder, interview_id)
        return interview_id

    def begun(self, case_id: UUID, *, days: int) -> UUID:
        interview_id = self.prepared(case_id, days=days)
        now = timezone.now()
        given: Any = {"protocol": "NICHD", "state_before": [], "began_at": now}
        self.do("interviewer", day.start, interview_id, **given)
        return interview_id

    def held(self, case_id: UUID) -> dict[str, UUID]:
        """One that was held, with something that cannot wait, and a case review that was called and held."""
        interview_id = self.begun(case_id, days=3)
        flag = self.do(
            "interviewer", urgent.raise_flag, interview_id, flag=Flag.UNSAFE, words=self.word, page=uuid4()
        )
        now = timezone.now()
        self.do("interviewer", day.go_on, interview_id, kind=PhaseKind.SUBSTANTIVE, started_at=now)
        given: Any = {"outcome": Outcome.ACCOUNT, "state_after": [], "ended_at": timezone.now()}
        self.do("interviewer", day.finish, interview_id, **given)
        review = self.do("host", reviews.call, interview_id, planned_on=timezone.localdate())
        self.do("host", reviews.hold, review.pk, disciplines=["medical"], remote=False)
        due: Any = {
            "owner": self.people["lead_assigned"].membership.agency_id,
            "due_on": timezone.localdate(),
        }
        decided = self.do("host", reviews.decide, review.pk, decision="plan_again", words=self.word, **due)
        return {
            "held_interview_id": interview_id,
            "held_flag_id": flag.pk,
            "review_id": review.pk,
            "review_decision_id": decided.pk,
        }

    def under_way(self, case_id: UUID) -> dict[str, UUID]:
        """One that is under way, with somebody present, a question, and times of the child."""
        now = tomorrow(hour=17)
        given: Any = {"starts_at": now, "ends_at": now + timedelta(hours=1), "kind": "school", "hard": False}
        child_time = self.do("lead_assigned", planning.add_time, case_id, **given, page=uuid4())
        interview_id = self.begun(case_id, days=5)
        away: Any = {"official": self.people["interview_chief"].membership.pk, "kind": "neighbour"}
        conflict = self.do("lead_assigned", planning.declare_conflict, case_id, **away)
        [restriction] = self.do("lead_assigned", restrictions.limit_way, case_id, minutes=60)
        slip = self.do(
            "lead_assigned", urgent.pass_slip, interview_id, text=f"Who is {self.word}?", page=uuid4()
        )
        who: Any = {"official": None, "name": self.word, "age": "", "occupation": "", "relation": self.word}
        who |= {
            "capacity": Capacity.COMPANION,
            "place": Where.WAITING,
            "came_at": timezone.now(),
            "left_at": None,
        }
        present = self.do("host", presence.come, interview_id, **who, page=uuid4())
        return {
            "interview_id": interview_id,
            "presence_id": present.pk,
            "slip_id": slip.pk,
            "time_id": child_time.pk,
            "conflict_id": conflict.pk,
            "restriction_id": restriction.pk,
            "conflict_case_id": case_id,
        }
