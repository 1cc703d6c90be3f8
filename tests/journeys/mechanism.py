"""An invented mechanism with everybody whom a journey meets, and shortcuts to where a journey begins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from opennrm.agencies.models import Agency
from opennrm.cases import actions as case_actions
from opennrm.cases.models import Case, Receipt
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.referrals import actions as referral_actions
from opennrm.referrals.models import ChildView, Referral
from opennrm.screening import actions as screening_actions
from tests.concerns import reporting
from tests.walls.cast import presuming_answers
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
        files = [reporting.photograph("teal", "water.jpg")]
        given = {**KEISHA, "area": pack().areas[3].code, **answers}
        return reporting.report(self.world, by or self.constable, at=at, files=files, **given)

    def taken(self, receipt: Receipt, *, by: Person | None = None) -> UUID:
        """The concern's case, which the caseworker has taken."""
        with self.world.acting(by or self.caseworker) as actor:
            case_actions.assign(receipt.case_id, to=actor.membership_id, by=actor, at=timezone.now())
        return receipt.case_id

    def screened(self, case_id: UUID) -> UUID:
        """The case, screened with answers by which the child may be presumed a victim."""
        with self.world.acting(self.caseworker) as actor:
            given = {"instrument": "child_screening", "answers": presuming_answers()}
            screening_actions.screen(case_id, by=actor, at=timezone.now(), **given)
        return case_id

    def presumed(self, case_id: UUID) -> UUID:
        """The case, with the child screened and presumed a victim."""
        self.screened(case_id)
        with self.world.acting(self.caseworker) as actor:
            today = timezone.localdate(timezone=pack().zone)
            given = {"to": "presumed", "reasons": REASONS, "decided_on": today}
            screening_actions.decide(case_id, by=actor, at=timezone.now(), **given)
        return case_id

    def referred(self, case_id: UUID, service: Service | None = None, **given) -> Referral:
        """A request to a service, as a rule to the shelter, that waits for an answer."""
        service = service or self.shelter
        rule = pack().sharing_for(self.protection.kind, service.agency.kind, service.kind, "accepted")
        answers = {
            "basis": rule.legal_bases[0],
            "child_agrees": ChildView.AGREES,
            "note": "She would like to see the place first.",
            "at": timezone.now(),
        }
        with self.world.acting(self.caseworker) as actor:
            return referral_actions.send(case_id, service_id=service.pk, by=actor, **(answers | given))

    def accepted(self, referral: Referral) -> Referral:
        """The request, accepted by the manager of the house."""
        with self.world.acting(self.manager) as actor:
            return referral_actions.accept(referral.pk, by=actor, at=timezone.now())

    def case(self, case_id: UUID) -> Case:
        """The case as it stands, read past the walls."""
        return Case.objects.using("setup").get(pk=case_id)

    def count_of_cases(self) -> int:
        """How many cases there are, counted past the walls."""
        return Case.objects.using("setup").count()


def set_up(world: World) -> Mechanism:
    """Agencies, people and services."""
    police = world.agency("police", name="Harbour police station")
    health = world.agency("health", name="Hillside health centre")
    protection = world.agency("child_protection", name="Child protection office")
    house = world.agency("shelter", name="Morning House")
    counsellors = world.agency("victim_services", name="Victim support office")
    elsewhere = world.agency("child_protection", name="Second protection office", areas=["none"])
    return Mechanism(
        world=world,
        protection=protection,
        house=house,
        constable=world.person(police, "first_responder", name="Dwayne Hartwell"),
        inspector=world.person(police, "supervisor", name="Errol Whitfield"),
        nurse=world.person(health, "first_responder", name="Pauline Estwick"),
        caseworker=world.person(protection, "caseworker", name="Marcia Denholm"),
        colleague=world.person(protection, "caseworker", name="Tyrone Ashby"),
        supervisor=world.person(protection, "supervisor", name="Sonia Bramwell"),
        manager=world.person(house, "service_provider", name="Ruth Callender"),
        counsellor=world.person(counsellors, "service_provider", name="Neville Pryce"),
        other_caseworker=world.person(elsewhere, "caseworker", name="Orville Medford"),
        auditor=world.person(
            world.agency("oversight", name="Oversight office"), "auditor", name="Clive Merriman"
        ),
        administrator=world.person(protection, "administrator", name="Yvonne Tulloch"),
        **services(world, house, counsellors),
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
