"""Three records of one office, of which some may be of one child: the scene of every test about ties."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from opennrm.cases import actions as cases
from opennrm.cases.models import CaseKey
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_job
from opennrm.invented import concerns
from opennrm.invented.people import Child
from opennrm.linkage import actions, duplicates, identities, queries
from opennrm.linkage.models import MATCHER, Verdict
from opennrm.people import comparable
from opennrm.people.known import Known
from opennrm.people.models import Person as Record
from tests.world import Person, World

CHILDREN = (
    Child(given_names="Zipporah", family_name="Quillfeather", age=14, sex="female"),
    Child(given_names="Zipporah", family_name="Quilfeather", age=14, sex="female"),
    Child(given_names="Zipora", family_name="Quillfeather", age=14, sex="female"),
)


@dataclass
class Tying:
    """Who is there, and the cases. The supervisor sees all, the caseworker has the first, a colleague the others."""

    world: World
    cases: list[UUID]
    caseworker: Person
    colleague: Person
    supervisor: Person

    @contextmanager
    def acting(self, person: Person) -> Iterator[Actor]:
        """Whatever a person does."""
        with self.world.acting(person) as actor:
            yield actor

    def same(self, one: UUID, other: UUID, *, by: Person | None = None, note="", at=None) -> Verdict:
        """Say that two records are of the same child, as a rule by the supervisor."""
        with self.acting(by or self.supervisor) as actor:
            return actions.same(one, other, note=note, by=actor, at=at or timezone.now())

    def different(self, one: UUID, other: UUID, *, by: Person | None = None, at=None) -> Verdict:
        """Say that they are of different children."""
        with self.acting(by or self.supervisor) as actor:
            return actions.different(one, other, by=actor, at=at or timezone.now())

    def take_back(self, verdict: Verdict, *, by: Person | None = None, reason="It was a cousin.") -> Verdict:
        """Take a verdict back."""
        with self.acting(by or self.supervisor) as actor:
            return actions.take_back(verdict.pk, reason=reason, by=actor, at=timezone.now())

    def elsewhere(self, case_id: UUID, *, by: Person | None = None) -> queries.Elsewhere:
        """What the page of a case says of other records."""
        with self.acting(by or self.supervisor) as actor:
            return queries.elsewhere(actor, case_id)

    def same_as(self, case_id: UUID, *, by: Person | None = None) -> list[UUID]:
        """The other cases of the same child."""
        return [each.case.pk for each in self.elsewhere(case_id, by=by).same]

    def offered(self, case_id: UUID) -> list[UUID]:
        """The cases that are offered as possibly of the same child."""
        with self.acting(self.supervisor) as actor:
            known = comparable.of_case(actor, case_id)
            return [each.case.pk for each in duplicates.find(actor, known, without=case_id).children]

    def known(self, case_id: UUID) -> Known:
        """What is known of the child of a case."""
        with self.acting(self.supervisor) as actor:
            return comparable.of_case(actor, case_id)

    def person_of(self, case_id: UUID) -> Record:
        """The child of a case, sealed, read past the walls."""
        return Record.objects.using("setup").get(case_id=case_id)

    def rebuild(self, *, since: datetime | None = None) -> int:
        """Let the matcher bring the identities in line, as the worker does."""
        with self.world.connected_as("opennrm_worker"), as_job(MATCHER) as entered:
            return identities.rebuild_identities(by=Actor(principals=entered.principals), since=since)

    def forget(self, case_id: UUID) -> None:
        """Destroy the key of a case."""
        CaseKey.objects.using("setup").filter(pk=case_id).update(wrapped=None, from_action=True)

    def give(self, case_id: UUID, to: Person) -> None:
        """Let somebody have a case."""
        with self.acting(self.supervisor) as actor:
            cases.assign(case_id, to=to.membership.pk, by=actor, at=timezone.now())


def set_up(world: World, count: int = 3) -> Tying:
    """The whole scene, with so many records."""
    constable, caseworker = world.known("constable"), world.known("caseworker")
    told = [CHILDREN[number % len(CHILDREN)] for number in range(count)]
    reported = [world.report(constable, **concerns.of(child), **concerns.enough()).case_id for child in told]
    scene = Tying(world, reported, caseworker, world.known("colleague"), world.known("supervisor"))
    for number, case_id in enumerate(reported):
        scene.give(case_id, scene.colleague if number else scene.caseworker)
    return scene
