"""Lets the matcher run in a test, and makes two agencies that know one child without knowing of each other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.handovers import actions as handovers
from opennrm.invented import concerns
from opennrm.invented.people import Child
from opennrm.linkage import jobs
from opennrm.linkage.models import MatchToken, Pair
from opennrm.people import corrections, earlier
from opennrm.people.corrections import NameBefore
from opennrm.people.models import Person as Record
from tests.world import Person, World

CHILD = Child(given_names="Zipporah", family_name="Quillfeather", age=14, sex="female")
ALIKE = Child(given_names="Zippora", family_name="Quilfeather", age=14, sex="female")
ANOTHER = Child(given_names="Obadiah", family_name="Thistlewood", age=9, sex="male")
BORN = "2012-03-27"


@dataclass
class Scene:
    """Two offices of child protection that lead different areas, and an officer who reports to both."""

    world: World
    here: Person
    there: Person
    reporter: Person

    def report(self, child: Child = CHILD, *, to: Person, at=None, **answers) -> UUID:
        """A report of a child to the office of this person."""
        area = to.membership.agency.areas[0]
        told = {**concerns.of(child), **concerns.enough(), "birth_date": BORN, "area": area, **answers}
        return self.world.report(self.reporter, at=at, **told).case_id

    def run(self) -> None:
        """The matcher looks once, as the worker lets it."""
        with self.world.connected_as("opennrm_worker"):
            jobs.match()

    def look_at_all(self) -> None:
        """A night passes."""
        with self.world.connected_as("opennrm_worker"):
            jobs.look_at_all()
        self.run()

    def correct(self, case_id: UUID, *, seen: int = 0, at: datetime | None = None, **given: str) -> None:
        """Correct who the child of a case is, by whoever leads it."""
        lead = {person.membership.agency_id: person for person in (self.here, self.there)}
        case = Case.objects.using("setup").get(pk=case_id)
        with self.world.acting(lead[case.lead_agency_id]) as actor:
            stands, _version = earlier.identity_to_correct(actor, case_id)
            corrections.correct_identity(
                case_id,
                given={**stands, **given},
                name_before=NameBefore.OF_SOMEBODY_ELSE,
                reason="The birth certificate says so.",
                seen=seen,
                by=actor,
                at=at or timezone.now(),
            )

    def hand_over(self, case_id: UUID, by: Person, *, to: Person) -> None:
        """Give a case to the other office."""
        with self.world.acting(by) as actor:
            asked = handovers.ask(
                case_id,
                agency_id=to.membership.agency_id,
                reason=next(iter(pack().codes("handover_reasons"))),
                summary="The family has moved.",
                by=actor,
                at=timezone.now(),
            )
        with self.world.acting(to) as actor:
            handovers.accept(asked.pk, by=actor, at=timezone.now())

    def tokens_of(self, case_id: UUID) -> int:
        """By how many tokens the matcher finds the child of a case."""
        return MatchToken.objects.using("setup").filter(person=child_of(case_id)).count()

    def sees_pair(self, person: Person, pair: Pair) -> bool:
        """Whether a person finds a pair: behind both walls, and in the database alone."""
        with self.world.acting(person) as actor:
            behind_both = Pair.objects.visible_to(actor).filter(pk=pair.pk).exists()
            assert behind_both == Pair.objects.filter(pk=pair.pk).exists()
            return behind_both


def set_up(world: World) -> Scene:
    """The whole scene."""
    near, far = pack().areas[0].code, pack().areas[1].code
    here = world.agency("child_protection", code="here", areas=[near])
    there = world.agency("child_protection", code="there", areas=[far])
    return Scene(
        world,
        here=world.person(here, "supervisor"),
        there=world.person(there, "supervisor"),
        reporter=world.person(world.agency("police"), "first_responder"),
    )


def child_of(case_id: UUID) -> Record:
    """The child of a case, read past the walls."""
    return Record.objects.using("setup").get(case_id=case_id)


def pairs() -> list[Pair]:
    """All pairs, read past the walls."""
    return list(Pair.objects.using("setup").order_by("found_at", "id"))


def pair_of(one: UUID, other: UUID) -> Pair | None:
    """The pair of the children of two cases, read past the walls."""
    low, high = sorted([child_of(one).pk, child_of(other).pk])
    return Pair.objects.using("setup").filter(low_id=low, high_id=high).first()
