"""A case that one agency leads, and police who can take part in it: the scene of every test about joint work."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connections
from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.context import as_job
from opennrm.invented import concerns
from opennrm.invented.cases import taken
from opennrm.invented.people import Child
from opennrm.joint_work import actions
from opennrm.joint_work.models import JointWork
from tests.world import Person, World

CHILD = Child(given_names="Odessa", family_name="Merriweather", age=14, sex="female")
PURPOSE = "investigation"
SUMMARY = "She asked whether the police will speak with her."
SCOPES = ("identity", "timeline")


@dataclass
class Scene:
    """Who is there, and the case, which the caseworker has taken."""

    world: World
    case_id: UUID
    caseworker: Person
    supervisor: Person
    inspector: Person
    investigator: Person
    constable: Person

    @property
    def basis(self) -> str:
        """The legal basis that the country gives for it."""
        lead, police = (person.membership.agency.kind for person in (self.caseworker, self.inspector))
        return pack().sharing_to_take_part(lead, police, PURPOSE).legal_bases[0]

    def ask(self, *, by: Person | None = None, **given) -> JointWork:
        """Ask the police, as a rule by the caseworker."""
        answers = {
            "agency_id": self.inspector.membership.agency_id,
            "purpose": PURPOSE,
            "basis": self.basis,
            "scopes": SCOPES,
            "last_day": today() + timedelta(days=30),
            "summary": SUMMARY,
            "at": timezone.now(),
        }
        with self.world.acting(by or self.caseworker) as actor:
            return actions.ask(self.case_id, by=actor, **{**answers, **given})

    def do(self, person: Person, verb: str, work: JointWork, **given) -> JointWork:
        """Let a person take one step: "accept", "decline", "withdraw", "extend" or "end"."""
        with self.world.acting(person) as actor:
            return getattr(actions, verb)(work.pk, by=actor, **{"at": timezone.now(), **given})

    def taking_part(self) -> JointWork:
        """The police have been asked and take part."""
        return self.do(self.inspector, "accept", self.ask())

    def sees_case(self, person: Person) -> bool:
        """Whether a person finds the case: behind both walls, and in the database alone."""
        with self.world.acting(person) as actor:
            behind_both = Case.objects.visible_to(actor).filter(pk=self.case_id).exists()
            assert behind_both == Case.objects.filter(pk=self.case_id).exists()
            return behind_both

    def sees(self, person: Person, work: JointWork) -> bool:
        """Whether a person finds the joint work, in the same way."""
        with self.world.acting(person) as actor:
            behind_both = JointWork.objects.visible_to(actor).filter(pk=work.pk).exists()
            assert behind_both == JointWork.objects.filter(pk=work.pk).exists()
            return behind_both

    def notices_of(self, person: Person) -> set[str]:
        """The kinds of what a person is told about joint work and has not read."""
        with self.world.acting(person) as actor:
            kinds = notices.unread_by(actor).values_list("kind", flat=True)
            return {kind for kind in kinds if kind.startswith("joint_work.")}

    def state(self, work: JointWork) -> str:
        """Where it stands, read past the walls."""
        return JointWork.objects.using("setup").get(pk=work.pk).state

    def watch(self, at: datetime) -> None:
        """Let the watch over the clocks run, as the worker does."""
        with self.world.connected_as("opennrm_worker"), as_job("clocks.watch"):
            actions.watch(at=at)

    def let_pass(self, passed: timedelta) -> None:
        """Move the parts into the past: as if so much time had gone by."""
        with connections["setup"].cursor() as cursor:
            cursor.execute(
                "UPDATE sec.holding SET valid_until = valid_until - %s, offered_until = offered_until - %s",
                [passed, passed],
            )


def today() -> date:
    """The day in the country."""
    return timezone.localdate(timezone=pack().zone)


def set_up(world: World) -> Scene:
    """The whole scene."""
    constable, caseworker = world.known("constable"), world.known("caseworker")
    case_id = world.report(constable, **concerns.of(CHILD)).case_id
    world.course(case_id).go(taken)
    inspector = world.known("inspector")
    return Scene(
        world=world,
        case_id=case_id,
        caseworker=caseworker,
        supervisor=world.known("supervisor"),
        inspector=inspector,
        investigator=world.person(inspector.membership.agency, "caseworker"),
        constable=constable,
    )
