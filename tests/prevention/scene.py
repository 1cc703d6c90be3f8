"""Two offices that train people, the secretariat, inspectors and an investigator; a curriculum and a training."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.prevention import activities, attendance, curricula
from opennrm.prevention.attendance import Entry
from opennrm.prevention.models import Kind
from tests import kept
from tests.world import Person, World

CURRICULUM: dict[str, Any] = {
    "code": "SCREEN",
    "title": "Screening children",
    "hours": Decimal(8),
    "audience": ["police", "social_worker"],
    "topics": ["identification"],
    "certificate_kind": "screening",
    "validity_months": 24,
    "pass_mark": 70,
    "is_refresher": False,
}
INSPECTION: dict[str, Any] = {
    "target": "night_club",
    "area": pack().areas[0].code,
    "is_announced": False,
    "reason": "routine",
    "employer": "The Blue Lagoon Lounge",
    "premises": "Harbour Street",
}
FOUND: dict[str, Any] = {
    "inspectors": 2,
    "trafficking_check": "done",
    "why_not": "",
    "result": "notice",
    "employer": "The Blue Lagoon Lounge",
    "premises": "Harbour Street",
    "women": 6,
    "men": 2,
    "others": 0,
    "nationalities": [],
    "under_18": 0,
    "signs": [],
    "penalty": "",
}


def today() -> date:
    """The day in the country."""
    return timezone.localdate(timezone=pack().zone)


def entry(name: str = "", **given: Any) -> Entry:
    """Somebody who was there."""
    facts: dict[str, Any] = {
        "role": "police",
        "sex": "female",
        "age_band": "from_25",
        "area": pack().areas[0].code,
        "agency": "Harbour police" if name else "",
        "hours": Decimal(8),
    }
    return Entry(name=name, **facts | given)


@dataclass
class Scene:
    """Who takes the steps, and what they made."""

    world: World
    officer: Person
    other: Person
    secretary: Person
    inspector: Person
    colleague: Person
    investigator: Person
    caseworker: Person
    curriculum_id: UUID
    training_id: UUID

    def do(self, verb: Any, *which: Any, by: Person | None = None, **given: Any) -> Any:
        """Let somebody, as a rule the officer, take a step."""
        given.setdefault("at", timezone.now())
        with self.world.acting(by or self.officer) as actor:
            return verb(*which, by=actor, **given)

    def training(self, *, day: date | None = None, curriculum_id: UUID | None = None, **given: Any) -> UUID:
        """Plan another training."""
        day = day or today()
        facts = {
            "title": "Screening children, Kingston",
            "first_day": day,
            "last_day": day,
            "area": pack().areas[0].code,
            "curriculum_id": curriculum_id or self.curriculum_id,
        }
        return self.plan(Kind.TRAINING, **facts | given)

    def plan(self, kind: Kind, *, by: Person | None = None, **facts: Any) -> UUID:
        """Plan an activity."""
        given = {"page": str(uuid4()), "by": by} | facts
        if "curriculum_id" in given:
            from opennrm.prevention.models import Curriculum

            given["curriculum"] = Curriculum.objects.using("setup").get(pk=given.pop("curriculum_id"))
        return self.do(activities.plan, kind, **given).pk

    def add(self, name: str = "", *, to: UUID | None = None, **given: Any) -> UUID:
        """Put somebody on the list."""
        who = entry(name, **given)
        return self.do(attendance.add, to or self.training_id, who, page=str(uuid4())).pk

    def publishable(self, activity_id: UUID) -> None:
        """Let an activity be held, reported and confirmed."""
        self.do(activities.hold, activity_id)
        self.do(activities.report, activity_id)
        self.do(activities.confirm, activity_id, by=self.secretary)


def set_up(world: World) -> Scene:
    """The scene, made once a run."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    school, labour, police = (world.agency(kind) for kind in ("education", "labour", "police"))
    officer = world.person(school, "prevention_officer")
    scene = Scene(
        world=world,
        officer=officer,
        other=world.person(world.agency("ngo"), "prevention_officer"),
        secretary=world.person(world.agency("coordination"), "data_officer"),
        inspector=world.person(labour, "inspector"),
        colleague=world.person(labour, "inspector"),
        investigator=world.person(police, "investigator"),
        caseworker=world.person(world.agency("child_protection"), "caseworker"),
        curriculum_id=uuid4(),
        training_id=uuid4(),
    )
    scene.curriculum_id = scene.do(curricula.add, **CURRICULUM).pk
    scene.training_id = scene.training()
    return scene


def quarter_before() -> date:
    """A day of a quarter that is over."""
    return today().replace(day=1) - timedelta(days=100)
