"""Cases for the tests of screenings, decisions and time limits: reported by one agency, led by another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.invented.cases import taken
from opennrm.screening.rules import Answer
from tests import kept
from tests.screening.instruments import child_screening
from tests.world import Person, World

INSTRUMENT = "child_screening"


@dataclass
class Office:
    """The lead agency with its people, and the constable who reports to it."""

    world: World
    constable: Person
    caseworker: Person
    colleague: Person
    supervisor: Person

    def case(self, *, at: datetime | None = None, assigned: bool = True, **facts: Any) -> UUID:
        """Open a case; unless it stays unassigned, the caseworker takes it."""
        at = at or timezone.now()
        case_id = self.world.opened(self.constable, at=at, **facts)
        if assigned:
            self.world.course(case_id, at=at).go(taken)
        return case_id


def office(world: World) -> Office:
    """An agency that leads cases, and the police."""
    return kept.begin(world, _office)


def _office(world: World) -> Office:
    names = ("constable", "caseworker", "colleague", "supervisor")
    return Office(world, *(world.known(name) for name in names))


def case_of(actor, case_id: UUID) -> Case:
    """The case as this actor sees it."""
    return Case.objects.visible_to(actor).get(pk=case_id)


def enough_to_presume() -> dict[str, Answer]:
    """Answers that show an act and the purpose, and nothing of the means."""
    instrument = child_screening()
    override = instrument.overrides[0]
    return {instrument.act.items[0].code: Answer.YES, override.any_of[0]: Answer.YES}
