"""A case whose child is to be interviewed, the agencies that take part, a space, and a team."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.agencies.models import Agency
from opennrm.cases import access as case_access
from opennrm.cases.models import TimelineEntry
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.interviews import basis, day, ending, planning, presence, requests, reviews, times, urgent
from opennrm.interviews.models import Interview
from opennrm.interviews.states import Capacity, Outcome, PhaseKind, Sequence, StoppedBy, Urgency, Where
from opennrm.joint_work import actions as joint_work
from opennrm.joint_work.terms import last_day_from, terms_for
from tests import kept
from tests.interviews import preparing, team
from tests.screening.cases import Office, office
from tests.world import Person, World

PURPOSE = "interview"
_WHERE = {
    "add_account": requests, "request": requests, "approve": requests, "refuse": requests, "cancel": requests,
    "add_time": planning, "declare_conflict": planning, "change_wish": planning, "relax": planning,
    "write_sheet": planning, "schedule": times, "replan": times, "no_show": times, "plan_again": times,
    "test_recorder": day, "start": day, "go_on": day, "recorder_failed": day, "finish": day, "stop": day,
    "come": presence, "leave": presence, "raise_flag": urgent, "act": urgent, "pass_slip": urgent,
    "settle_slip": urgent, "write_note": ending, "debrief": ending, "say_recorded": ending, "countersign": ending,
    "close": ending, "call": reviews, "confirm": basis,
}  # fmt: skip
OF_CASE = ("add_account", "request", "add_time", "declare_conflict")
WITH_PAGE = ("add_account", "request", "add_time", "come", "raise_flag", "pass_slip")


def tomorrow(hour: int = 10, *, days: int = 1) -> datetime:
    """An hour of a coming day in the country."""
    zone = pack().zone
    on = timezone.localdate(timezone=zone) + timedelta(days=days)
    return datetime.combine(on, datetime.min.time(), tzinfo=zone) + timedelta(hours=hour)


@dataclass
class Scene:
    """The case is the caseworker's. The police and the prosecution take part in the interview."""

    office: Office
    case_id: UUID
    police: Agency
    prosecution: Agency
    people: dict[str, Person]
    space_id: UUID = field(default_factory=uuid4)
    interview_id: UUID = field(default_factory=uuid4)

    @property
    def world(self) -> World:
        return self.office.world

    def person(self, name: str) -> Person:
        return self.people[name]

    def do(self, verb: str, *, by: str = "caseworker", of: UUID | None = None, **given: Any) -> Any:
        """Let somebody take a step, as a rule the caseworker, on the interview or the case."""
        given.setdefault("at", timezone.now())
        if verb in WITH_PAGE:
            given.setdefault("page", uuid4())
        subject = of or (self.case_id if verb in OF_CASE else self.interview_id)
        with self.world.acting(self.people[by]) as actor:
            return getattr(_WHERE[verb], verb)(subject, by=actor, **given)

    def ask(self, *, by: str = "caseworker", acknowledged=(), **answers: Any) -> UUID:
        """Ask for an interview; returns its id and keeps it."""
        page = answers.pop("page", uuid4())
        made = self.do("request", by=by, answers=request(**answers), acknowledged=acknowledged, page=page)
        self.interview_id = made.pk
        return made.pk

    def plan(self, *, by: str = "facilitator", **given: Any) -> Interview:
        """Give the interview a time: as a rule tomorrow at ten, with everybody whom the country asks for."""
        starts = given.pop("starts_at", tomorrow())
        people = given.pop("people", self.quorum())
        lead = given.pop("lead", "interviewer")
        return self.do(
            "schedule",
            by=by,
            space=self.space_id,
            lead=self.people[lead].membership.pk,
            people=[(capacity, self.people[name].membership.pk) for capacity, name in people],
            starts_at=starts,
            ends_at=given.pop("ends_at", starts + timedelta(hours=2)),
            **given,
        )

    def quorum(self) -> list[tuple[str, str]]:
        return [
            (Capacity.LAW_ENFORCEMENT.value, "inspector"),
            (Capacity.CHILD_PROTECTION.value, "colleague"),
            (Capacity.PROSECUTION.value, "observer"),
        ]

    def under_way(self) -> None:
        """The interview has begun just now."""
        self.ask()
        self.plan()
        self.begin()

    def begin(self) -> None:
        """The recorder works, and the interview begins."""
        now = timezone.now()
        self.do("test_recorder", by="interviewer")
        self.prepare()
        self.do("start", by="interviewer", protocol="NICHD 2014", state_before=["calm"], began_at=now)

    def prepare(self) -> None:
        """The child was told what the child has to be told, and the state and the child agreed to the recording."""
        told_by, leads = self.people["interviewer"], self.people["caseworker"]
        preparing.prepare(self.world, told_by, leads, self.case_id, self.interview_id)

    def agree(self, answer: str = "yes") -> None:
        """What the child and the state say to the recorded interview."""
        told_by, leads = self.people["interviewer"], self.people["caseworker"]
        preparing.agree(self.world, told_by, leads, self.case_id, answer)

    def finish(self, outcome: str = Outcome.ACCOUNT, **given: Any) -> None:
        """The part about what happened is over, and so is the interview."""
        now = timezone.now()
        self.do("go_on", by="interviewer", kind=PhaseKind.SUBSTANTIVE, started_at=now)
        given.setdefault("ended_at", timezone.now())
        self.do("finish", by="interviewer", outcome=outcome, state_after=["tired"], **given)

    def stop(self, by_whom: str = StoppedBy.CHILD) -> None:
        self.do("stop", by="interviewer", stopped_by=by_whom, state_after=[], ended_at=timezone.now())

    def come(self, name: str, came_at: datetime, left_at: datetime | None = None, **given: Any) -> Any:
        """Somebody is there, as a rule behind the glass for the prosecution."""
        answers = {
            "official": None,
            "name": name,
            "age": "",
            "occupation": "Prosecutor",
            "relation": "",
            "capacity": Capacity.PROSECUTION,
            "place": Where.BEHIND,
            **given,
        }
        return self.do("come", by="facilitator", came_at=came_at, left_at=left_at, **answers)

    def row(self) -> Interview:
        """The interview as it stands, read past the walls."""
        return Interview.objects.using("setup").get(pk=self.interview_id)

    def only(self) -> Interview:
        """The one interview of the case, read past the walls."""
        return Interview.objects.using("setup").get(case_id=self.case_id)

    def story(self) -> list[str]:
        found = TimelineEntry.objects.using("setup").filter(
            case_id=self.case_id, kind__startswith="interview."
        )
        return list(found.order_by("at", "id").values_list("kind", flat=True))

    def unread(self, name: str) -> set[str]:
        with self.world.acting(self.people[name]) as actor:
            return set(notices.unread_by(actor).values_list("kind", flat=True))

    def let_take_part(self, agency: Agency, by: str, purpose: str) -> None:
        """The agency is asked to take part for a purpose, and somebody there accepts."""
        now = timezone.now()
        with self.world.acting(self.people["caseworker"]) as actor:
            case = case_access.visible_to(actor).get(pk=self.case_id)
            terms = terms_for(case, agency, purpose, at=now)
            work = joint_work.ask(
                self.case_id,
                agency_id=agency.pk,
                purpose=purpose,
                basis=terms.legal_bases[0],
                scopes=terms.scopes,
                last_day=last_day_from(now) - timedelta(days=10),
                summary="We would like to plan this together.",
                by=actor,
                at=now,
            )
        with self.world.acting(self.people[by]) as actor:
            joint_work.accept(work.pk, by=actor, at=timezone.now())


def request(**answers: Any) -> dict[str, Any]:
    """The answers of a request; whatever is not given is what most of them say."""
    return {
        "sequence": Sequence.FIRST.value,
        "reason_code": "",
        "reason": "She has told a teacher what her aunt makes her do.",
        "urgency": Urgency.WITHIN_7_DAYS.value,
        "not_before": None,
        "must_before": None,
        "language": next(iter(pack().listed("languages"))),
        "interpreter": "none",
        "wish": "none",
        "needs": [],
        "name_to_use": "Kay",
        "aids": "",
        "companion": "",
        "medical_window_end": None,
        "shielded": True,
        **answers,
    }


def set_up(world: World) -> Scene:
    """The whole scene."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    place = office(world)
    police, prosecution = world.agency("police"), world.agency("prosecution")
    victims = world.agency("victim_services")
    people = {
        "caseworker": place.caseworker,
        "supervisor": place.supervisor,
        "colleague": place.colleague,
        "inspector": world.person(police, "supervisor"),
        "interviewer": world.person(police, "interviewer"),
        "second_interviewer": world.person(police, "interviewer"),
        "facilitator": world.person(victims, "facilitator"),
        "prosecutor": world.person(prosecution, "supervisor"),
        "observer": world.person(prosecution, "observer"),
    }
    scene = Scene(place, place.case(), police, prosecution, people)
    scene.let_take_part(police, "inspector", PURPOSE)
    scene.let_take_part(prosecution, "prosecutor", PURPOSE)
    scene.let_take_part(victims, "facilitator", PURPOSE)
    scene.space_id = team.set_up(world, people)
    return scene


def in_days(days: int) -> date:
    return timezone.localdate(timezone=pack().zone) + timedelta(days=days)
