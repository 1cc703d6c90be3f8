"""Cases for the tests of screenings, decisions and time limits: reported by one agency, led by another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.cases.actions import assign
from opennrm.cases.models import Case, CaseKey
from opennrm.cases.telling import tell
from opennrm.concerns.actions import open_case
from opennrm.concerns.events import received
from opennrm.concerns.models import ConcernDraft
from opennrm.foundation import sealing
from opennrm.screening.rules import Answer
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
        with self.world.acting(self.constable) as constable:
            case_id = uuid4()
            mine = {"readers": [constable.own_principal], "writers": [constable.own_principal]}
            CaseKey(id=case_id, wrapped=sealing.wrap_key(case_id, sealing.new_data_key()), **mine).save(
                from_action=True, force_insert=True
            )
            ConcernDraft(
                id=case_id,
                membership_id=constable.membership_id,
                created_at=at,
                updated_at=at,
                expires_at=at,
                **mine,
            ).save(from_action=True, force_insert=True)
            case, _receipt = open_case(case_id, by=constable, at=at, **facts)
            tell(received(is_urgent=case.is_urgent), case.pk, subject=case, by=constable, at=at, seen_by=[])
        if assigned:
            with self.world.acting(self.caseworker) as caseworker:
                assign(case_id, to=caseworker.membership_id, by=caseworker, at=at)
        return case_id


def office(world: World) -> Office:
    """An agency that leads cases, and the police."""
    lead, police = world.agency("child_protection"), world.agency("police")
    return Office(
        world=world,
        constable=world.person(police, "first_responder"),
        caseworker=world.person(lead, "caseworker"),
        colleague=world.person(lead, "caseworker"),
        supervisor=world.person(lead, "supervisor"),
    )


def case_of(actor, case_id: UUID) -> Case:
    """The case as this actor sees it."""
    return Case.objects.visible_to(actor).get(pk=case_id)


def enough_to_presume() -> dict[str, Answer]:
    """Answers that show an act and the purpose, and nothing of the means."""
    instrument = child_screening()
    override = instrument.overrides[0]
    return {instrument.act.items[0].code: Answer.YES, override.any_of[0]: Answer.YES}
