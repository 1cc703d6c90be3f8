"""A case that is led by one agency, and a shelter that can be asked: the scene of every test about referrals."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections
from django.utils import timezone

from opennrm.agencies.models import Agency
from opennrm.cases import access as case_access
from opennrm.cases.models import Case, Clock
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.foundation.context import as_job
from opennrm.invented import referrals
from opennrm.invented.cases import taken
from opennrm.people.models import Person as Child
from opennrm.referrals import actions
from opennrm.referrals.models import Referral
from tests import kept
from tests.world import Person, World, secret_word


@dataclass
class Scene:
    """Who is there, and the case about a girl of 14."""

    world: World
    case_id: UUID
    lead: Agency
    house: Agency
    shelter: Service
    constable: Person
    caseworker: Person
    colleague: Person
    supervisor: Person
    manager: Person
    night_manager: Person
    house_administrator: Person
    other_manager: Person
    child_name: str
    note: str

    @property
    def basis(self) -> str:
        """The one legal basis that the rules give for this shelter."""
        return (
            pack().sharing_for(self.lead.kind, self.house.kind, self.shelter.kind, "accepted").legal_bases[0]
        )

    def send(self, *, by: Person | None = None, service: Service | None = None, **given) -> Referral:
        """Ask a service, as a rule the shelter, as a rule by the caseworker."""
        with self.world.acting(by or self.caseworker) as actor:
            answers = {"note": self.note, "at": timezone.now(), **given}
            return referrals.send(self.case_id, service or self.shelter, by=actor, **answers)

    def do(self, person: Person, verb: str, referral: Referral, **given) -> Referral:
        """Let a person take one step on a referral: "accept", "decline", ..."""
        with self.world.acting(person) as actor:
            return referrals.take_step(verb, referral.pk, by=actor, **{"at": timezone.now(), **given})

    def sees(self, person: Person, referral: Referral) -> bool:
        """Whether a person finds the referral: behind both walls, and in the database alone."""
        with self.world.acting(person) as actor:
            behind_both = Referral.objects.visible_to(actor).filter(pk=referral.pk).exists()
            assert behind_both == Referral.objects.filter(pk=referral.pk).exists()
            return behind_both

    def sees_case(self, person: Person) -> bool:
        """Whether a person finds the case."""
        with self.world.acting(person):
            return Case.objects.filter(pk=self.case_id).exists()

    def state(self, referral: Referral) -> str:
        """Where the referral stands, read past the walls."""
        return Referral.objects.using("setup").get(pk=referral.pk).state

    def watch(self, at: datetime) -> None:
        """Let the watch over the clocks run, as the worker does."""
        with self.world.connected_as("opennrm_worker"), as_job("clocks.watch"):
            actions.watch(at=at)

    def let_pass(self, referral: Referral, passed: timedelta) -> None:
        """Move everything about the referral into the past: as if so much time had gone by."""
        shift = (
            "UPDATE sec.holding SET offered_until = offered_until - %s, valid_until = valid_until - %s",
            "UPDATE referrals_referral SET sent_at = sent_at - %s, expires_at = expires_at - %s "
            "WHERE id = %s",
            "UPDATE cases_clock SET started_at = started_at - %s, due_at = due_at - %s WHERE subject_id = %s",
            "UPDATE cases_participation SET offered_until = offered_until - %s",
        )
        with connections["setup"].cursor() as cursor:
            for statement in shift:
                times = statement.count("%s") - statement.count("id = %s")
                target = [referral.pk] if "id = %s" in statement else []
                cursor.execute(statement, [passed] * times + target)


def due_at(referral: Referral) -> datetime:
    """When the answer to a referral is due, by its clock."""
    return Clock.objects.using("setup").get(subject_id=referral.pk).due_at


def record_child(world: World, caseworker: Person, case_id: UUID, name: str) -> None:
    """Seal a name into the case."""
    now = timezone.now()
    with world.acting(caseworker) as actor:
        case = Case.objects.get(pk=case_id)
        child = Child.make(case, now, recorded_at=now, changed_at=now)
        case_access.seal(actor, case_id).close_field(child, "given_names", name)
        child.save(from_action=True, force_insert=True)


def set_up(world: World) -> Scene:
    """The whole scene; the case is assigned to the caseworker."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    house, other_house = world.office("shelter"), world.agency("shelter")
    constable, caseworker = world.known("constable"), world.known("caseworker")
    area = pack().areas[0].code
    case_id = world.opened(constable, area=area, sex="female", age=14, languages=["eng"])
    world.course(case_id).go(taken)
    child_name, note = secret_word(), secret_word()
    record_child(world, caseworker, case_id, child_name)
    return Scene(
        world=world,
        case_id=case_id,
        lead=caseworker.membership.agency,
        house=house,
        shelter=world.service(
            house, name="Invented shelter", areas=[area], sexes=["female"], languages=["eng"]
        ),
        constable=constable,
        caseworker=caseworker,
        colleague=world.known("colleague"),
        supervisor=world.known("supervisor"),
        manager=world.known("shelter"),
        night_manager=world.person(house, "service_provider"),
        house_administrator=world.person(house, "administrator"),
        other_manager=world.person(other_house, "service_provider"),
        child_name=child_name,
        note=note,
    )
