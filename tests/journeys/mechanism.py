"""An invented mechanism with everybody whom a journey meets, and shortcuts to where a journey begins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from opennrm.agencies.models import Agency
from opennrm.cases.models import Case, Receipt
from opennrm.country.identification import Meaning
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.invented import cases, concerns, referrals, screening
from opennrm.referrals.models import Referral
from tests import kept
from tests.world import Person, World

KEISHA = {
    "age_known": "years",
    "age": 15,
    "sex": "female",
    "languages": ["eng"],
    "kinds": ["made_to_work"],
    "place": "Behind the old mill",
    "occurred": "Every day since March",
    "told_by": "teacher",
    "given_names": "Keisha",
    "family_name": "Dunmore",
    "address": "A yard behind the old mill, blue gate",
    "account": "She carries water from before sunrise. A man keeps her birth certificate.",
    "safe_to_contact": "no",
}
REASONS = "The child said so, a teacher saw it, and the answers of the screening fit together."


@dataclass
class Mechanism:
    """Who works where, and which services there are."""

    world: World
    protection: Agency
    house: Agency
    constable: Person
    inspector: Person
    nurse: Person
    caseworker: Person
    colleague: Person
    supervisor: Person
    manager: Person
    counsellor: Person
    other_caseworker: Person
    auditor: Person
    administrator: Person
    shelter: Service
    counselling: Service
    boys_house: Service

    def reported(self, by: Person | None = None, *, at: datetime | None = None, **answers) -> Receipt:
        """A concern that somebody has sent, as a rule the constable, with a photograph."""
        given = {**KEISHA, "area": pack().areas[3].code, **answers}
        files = [concerns.photograph(name="water.jpg")]
        return self.world.report(by or self.constable, at=at, files=files, **given)

    def taken(self, receipt: Receipt, *, by: Person | None = None) -> UUID:
        """The concern's case, which the caseworker has taken."""
        return self.world.course(receipt.case_id, worker=by or self.caseworker).go(cases.taken).case_id

    def screened(self, case_id: UUID) -> UUID:
        """The case, screened with answers by which the child may be presumed a victim."""
        return self.world.course(case_id).go(screening.screened).case_id

    def presumed(self, case_id: UUID) -> UUID:
        """The case, with the child screened and presumed a victim."""
        presumed = screening.decided(Meaning.PRESUMED, by=self.caseworker)
        return self.world.course(case_id, reasons=REASONS).go(screening.screened, presumed).case_id

    def referred(self, case_id: UUID, service: Service | None = None, **given) -> Referral:
        """A request to a service, as a rule to the shelter, that waits for an answer."""
        answers = {"note": "She would like to see the place first.", "at": timezone.now(), **given}
        with self.world.acting(self.caseworker) as actor:
            return referrals.send(case_id, service or self.shelter, by=actor, **answers)

    def accepted(self, referral: Referral) -> Referral:
        """The request, accepted by the manager of the house."""
        with self.world.acting(self.manager) as actor:
            return referrals.take_step("accept", referral.pk, by=actor, at=timezone.now())

    def case(self, case_id: UUID) -> Case:
        """The case as it stands, read past the walls."""
        return Case.objects.using("setup").get(pk=case_id)

    def count_of_cases(self) -> int:
        """How many cases there are, counted past the walls."""
        return Case.objects.using("setup").count()


def set_up(world: World) -> Mechanism:
    """Agencies, people and services."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Mechanism:
    protection, house = world.office("child_protection"), world.office("shelter")
    elsewhere = world.agency("child_protection", name="Second protection office", areas=["none"])
    names = (
        "constable",
        "inspector",
        "nurse",
        "caseworker",
        "colleague",
        "supervisor",
        "counsellor",
        "auditor",
    )
    return Mechanism(
        world=world,
        protection=protection,
        house=house,
        manager=world.known("shelter"),
        other_caseworker=world.person(elsewhere, "caseworker", name="Orville Medford"),
        administrator=world.person(protection, "administrator", name="Yvonne Tulloch"),
        **{name: world.known(name) for name in names},
        **services(world, house, world.office("victim_services")),
    )


def services(world: World, house: Agency, counsellors: Agency) -> dict[str, Service]:
    """Two shelters, of which one fits a girl of 15, and somebody to talk to."""
    return {
        "shelter": world.service(
            house,
            name="Rooms for girls",
            description="A house with eight rooms, staff day and night, and school lessons in the house.",
            age_from=8,
            age_to=17,
            sexes=["female"],
            languages=["eng"],
        ),
        "boys_house": world.service(
            house,
            name="Rooms for boys",
            age_from=8,
            age_to=17,
            sexes=["male"],
            places_free=0,
            confirmed_at=timezone.now() - timedelta(days=40),
        ),
        "counselling": world.service(
            counsellors, kind="psychosocial_support", name="Counselling for children"
        ),
    }
