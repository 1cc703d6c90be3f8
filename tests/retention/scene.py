"""An office with a case whose time is over, and the steps of erasing it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.invented.cases import taken
from opennrm.invented.closing import closed
from opennrm.invented.retention import followed_up
from opennrm.invented.screening import not_confirmed
from opennrm.retention import actions, holds, jobs
from opennrm.retention.models import Erasure, Hold
from tests import kept
from tests.screening.cases import Office, office
from tests.world import Person, World

NAME = "Thessalie"
YEARS = 60
"""As long ago, no class of records of a country is kept any more."""


@dataclass
class Scene:
    """The case was closed decades ago and followed up. The officer decides on erasing; the other one does too."""

    office: Office
    case_id: UUID
    officer: Person
    other_officer: Person

    @property
    def world(self) -> World:
        return self.office.world

    @property
    def case(self) -> Case:
        """The case as it stands, read past the walls."""
        return Case.objects.using("setup").get(pk=self.case_id)

    @property
    def erasure(self) -> Erasure:
        """The last request as it stands, read past the walls."""
        return Erasure.objects.using("setup").filter(case_id=self.case_id).order_by("-asked_at")[0]

    @property
    def hold(self) -> Hold:
        """The last hold as it stands, read past the walls."""
        return Hold.objects.using("setup").filter(case_id=self.case_id).order_by("-set_at")[0]

    def ask(self, *, by: Person | None = None, at: datetime | None = None) -> Erasure:
        """Ask to erase the case, as a rule as the supervisor."""
        with self.world.acting(by or self.office.supervisor) as actor:
            return actions.ask(self.case_id, by=actor, at=at or timezone.now())

    def decide(
        self, verb: str, *, by: Person | None = None, at: datetime | None = None, **given: Any
    ) -> Erasure:
        """Let somebody, as a rule the officer, "approve", "refuse" or "withdraw" what was asked last."""
        erasure_id = self.erasure.pk
        with self.world.acting(by or self.officer) as actor:
            return getattr(actions, verb)(erasure_id, by=actor, at=at or timezone.now(), **given)

    def set_hold(self, *, by: Person | None = None, days: int = 30, reason: str = "") -> Hold:
        """Set a legal hold, as a rule as the supervisor."""
        with self.world.acting(by or self.office.supervisor) as actor:
            return holds.set_hold(self.case_id, **hold(days=days, reason=reason), by=actor, at=timezone.now())

    def call(self, person: Person, statement: str, *parameters: Any) -> Any:
        """What the database answers to a statement of this person."""
        with self.world.acting(person), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchone()[0]

    def decide_by_hand(self, person: Person) -> None:
        """Approve by a statement that no page would send."""
        self.call(
            person,
            "SELECT sec.decide_on_erasing(%s, '', now() - interval '1 day', now())",
            str(self.erasure.pk),
        )

    def run(self) -> None:
        """Let the worker erase what is due."""
        with self.world.connected_as("opennrm_worker"):
            jobs.erase_cases()

    def erase(self) -> None:
        """Ask, approve long enough ago, and let the worker erase the case."""
        long_ago = timezone.now() - timedelta(days=pack().erasing.waiting_days + 1)
        self.ask(at=long_ago)
        self.decide("approve", at=long_ago)
        self.run()


def hold(*, days: int = 30, reason: str = "") -> dict[str, Any]:
    """What somebody says who sets a hold."""
    today = timezone.now().astimezone(pack().zone).date()
    return {
        "reason": reason or next(iter(pack().codes("hold_reasons"))),
        "review_on": today + timedelta(days=days),
    }


def set_up(world: World) -> Scene:
    """The office, and the case."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    place = office(world)
    long_ago = timezone.now() - timedelta(days=366 * YEARS)
    case_id = world.report(place.constable, at=long_ago, given_names=NAME).case_id
    people = {"worker": place.caseworker, "supervisor": place.supervisor}
    course = world.course(case_id, at=long_ago, **people)
    course.pace = timedelta(hours=1)
    course.go(taken, not_confirmed, closed(), followed_up)
    coordination = world.agency("coordination")
    officers = [world.person(coordination, "data_officer") for _each in range(2)]
    return Scene(place, case_id, *officers)
