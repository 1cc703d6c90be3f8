"""A child whose case goes to court: the lead, the office that prosecutes, and those who stand beside the child."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.agencies.models import Agency
from opennrm.audit.models import AuditEvent
from opennrm.cases import access as case_access
from opennrm.cases.models import TimelineEntry
from opennrm.country.pack import pack
from opennrm.foundation.context import as_job
from opennrm.joint_work import actions as joint_work
from opennrm.joint_work.terms import last_day_from, terms_for
from opennrm.justice import actions, counts, hearings, restitution, sentencing, witness
from opennrm.justice.counts import Charge
from opennrm.justice.models import Accused, ChildInProceeding, Count, Hearing, Proceeding
from tests import kept
from tests.screening.cases import Office, office
from tests.world import Person, World

PURPOSE = "prosecution"
TRAFFICKING = Charge(offence="trafficking", basis="trafficking_law", facts="trafficking_facts")
_WHERE: dict[str, Any] = {
    verb: module
    for module, verbs in {
        actions: "open_proceeding add_child add_accused close_proceeding remind_later name_contact drop_out",
        counts: "lay amend plead dispose",
        sentencing: "sentence appeal decide_appeal make_final",
        hearings: "list_hearing call hold adjourn vacate",
        restitution: "ask order pay withdraw_payment set_aside",
        witness: "consider measure_to plan note_release told",
    }.items()
    for verb in verbs.split()
}
WITH_PAGE = (
    "open_proceeding", "add_accused", "lay", "amend", "dispose", "sentence", "appeal", "decide_appeal", "list_hearing",
    "adjourn", "order", "pay", "consider", "plan", "note_release",
)  # fmt: skip


def ago(days: int) -> date:
    """A day of the country that lies back."""
    return timezone.localdate(timezone=pack().zone) - timedelta(days=days)


def at_ten(*, days: int) -> datetime:
    """Ten o'clock on a day to come, or on one that lies back."""
    return datetime.combine(ago(-days), datetime.min.time(), tzinfo=pack().zone) + timedelta(hours=10)


@dataclass
class Scene:
    """The case is the caseworker's. The prosecution and victim support take part in it."""

    office: Office
    case_id: UUID
    people: dict[str, Person]
    proceeding_id: UUID
    child_id: UUID
    accused_id: UUID

    @property
    def world(self) -> World:
        return self.office.world

    def do(self, verb: str, of: UUID | None = None, *, by: str = "prosecutor", **given: Any) -> Any:
        """Let somebody take a step, as a rule the prosecutor."""
        given.setdefault("at", timezone.now())
        if verb in WITH_PAGE:
            given.setdefault("page", uuid4())
        with self.world.acting(self.people[by]) as actor:
            return getattr(_WHERE[verb], verb)(of or self.proceeding_id, by=actor, **given)

    def lay(self, charge: Charge = TRAFFICKING, *, on: date | None = None, **given: Any) -> Count:
        """Charge the accused."""
        given.setdefault("accused", self.accused_id)
        return self.do("lay", charge=charge, on=on or ago(30), **given)

    def convict(self, charge: Charge = TRAFFICKING) -> Count:
        """A count on which the accused was found guilty."""
        count = self.lay(charge)
        self.do("plead", count.pk, plea="not_guilty", on=ago(20))
        return self.do("dispose", count.pk, to="guilty", on=ago(10))

    def hearing(
        self, *, days: int = 30, kind: str = "trial", by: str = "prosecutor", **given: Any
    ) -> Hearing:
        """List a hearing for three hours."""
        starts = given.pop("starts_at", at_ten(days=days))
        times = {"starts_at": starts, "ends_at": starts + timedelta(hours=3)}
        needed = given.pop("child_needed", "in_person")
        return self.do("list_hearing", kind=kind, child_needed=needed, by=by, **times, **given)

    def work(self, run: Any) -> None:
        """Let the worker do something."""
        with self.world.connected_as("opennrm_worker"), as_job("clocks.watch"):
            run()

    def story(self) -> list[str]:
        """What the story of the case says, the newest last."""
        found = TimelineEntry.objects.using("setup").filter(case_id=self.case_id).order_by("at", "id")
        return list(found.values_list("kind", flat=True))


def events(*kinds: str) -> int:
    """How often something of these kinds was recorded."""
    return AuditEvent.objects.using("setup").filter(kind__in=kinds).count()


def set_up(world: World) -> Scene:
    """The scene, made once a run."""
    return kept.begin(world, _set_up)


def take_part(world: World, lead: Person, case_id: UUID, agency: Agency, answers: Person) -> None:
    """Let an agency take part in the case for the prosecution, with everything that the country allows for it."""
    with world.acting(lead) as actor:
        now = timezone.now()
        case = case_access.visible_to(actor).get(pk=case_id)
        terms = terms_for(case, agency, PURPOSE, at=now)
        given: Any = {"agency_id": agency.pk, "purpose": PURPOSE, "basis": terms.legal_bases[0]}
        given |= {"scopes": terms.scopes, "last_day": last_day_from(now)}
        work = joint_work.ask(case_id, **given, summary="For the proceeding.", by=actor, at=now)
    with world.acting(answers) as actor:
        joint_work.accept(work.pk, by=actor, at=timezone.now())


def people_of(world: World) -> dict[str, Person]:
    """The office that prosecutes, and victim support."""
    prosecution, services = world.agency("prosecution"), world.agency("victim_services")
    return {
        "prosecutor": world.person(prosecution, "prosecutor"),
        "clerk": world.person(prosecution, "court_clerk"),
        "other_prosecutor": world.person(world.agency("prosecution"), "prosecutor"),
        "support": world.person(services, "victim_support"),
    }


def _set_up(world: World) -> Scene:
    desk = office(world)
    case_id = desk.case()
    people = {"caseworker": desk.caseworker, "colleague": desk.colleague, **people_of(world)}
    for name in ("prosecutor", "support"):
        take_part(world, desk.caseworker, case_id, people[name].membership.agency, people[name])
    scene = Scene(desk, case_id, people, uuid4(), uuid4(), uuid4())
    opened: Proceeding = scene.do(
        "open_proceeding", case_id, role="both", court="supreme_court", reference="HC 12/2026", judge_alone=True,
        in_camera=True, opened_on=ago(40),
    )  # fmt: skip
    scene.proceeding_id = opened.pk
    scene.child_id = ChildInProceeding.objects.using("setup").get(proceeding_id=opened.pk).pk
    accused: Accused = scene.do(
        "add_accused", kind="natural", name="Ivan Invented", sex="M", citizenships=["JAM"]
    )
    scene.accused_id = accused.pk
    return scene
