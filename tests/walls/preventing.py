"""A prevention officer, an inspector and an investigator, with an activity and an inspection in each state."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.prevention import activities, attendance, certificates, curricula, inspections, publishing
from opennrm.prevention.models import Curriculum, Kind
from tests.prevention.scene import CURRICULUM, FOUND, INSPECTION, entry, today
from tests.world import Person, World


def people(world: World) -> dict[str, Person]:
    """Whoever plans for prevention, and whoever inspects."""
    return {
        "prevention_officer": world.person(world.agency("education"), "prevention_officer"),
        "labour_inspector": world.person(world.agency("labour"), "inspector"),
    }


def prevent(world: World, people: dict[str, Person]) -> dict[str, UUID]:
    """Make what addresses of prevention name."""
    made = _Making(world, people)
    course = made.do(curricula.add, **CURRICULUM)
    held = made.held(course)
    made.add(held, "The holder", email=people["labour_inspector"].account.email, post=90)
    made.do(activities.hold, held)
    issued = made.do(certificates.issue, held)
    listed = made.add(held, "Somebody else", post=90)
    heads = {"role": "police", "sex": "female", "age_band": "from_25", "area": pack().areas[0].code}
    campaign = made.plan(Kind.CAMPAIGN, channel="radio", message="Ask first")
    reach = {"measure": "listeners", "number": 120_000, "source": "The station", "is_estimate": True}
    ids = {
        "curriculum_id": course.pk,
        "activity_id": made.plan(Kind.OUTREACH, setting="community"),
        "held_activity_id": held,
        "training_certificate_id": issued.certificates[0].pk,
        "attendance_id": listed,
        "head_count_id": made.do(activities.add_head_count, held, number=30, **heads).pk,
        "campaign_id": campaign,
        "reach_id": made.do(activities.add_reach, campaign, **reach).pk,
        "reported_activity_id": made.reported(course),
    }
    return ids | made.counted() | made.inspected()


class _Making:
    def __init__(self, world: World, people: dict[str, Person]) -> None:
        self.world, self.people = world, people

    def do(self, verb: Any, *which: Any, by: str = "prevention_officer", **given: Any) -> Any:
        with self.world.acting(self.people[by]) as actor:
            return verb(*which, **given, by=actor, at=timezone.now())

    def plan(self, kind: Kind, **facts: Any) -> UUID:
        given = {
            "title": f"A {kind}",
            "first_day": today(),
            "last_day": today(),
            "area": pack().areas[0].code,
        }
        return self.do(activities.plan, kind, page=str(uuid4()), **given | facts).pk

    def held(self, course: Curriculum) -> UUID:
        return self.plan(Kind.TRAINING, curriculum=course, mode="room")

    def add(self, activity_id: UUID, name: str, **facts: Any) -> UUID:
        who = entry(name, hours=Decimal(8), **facts)
        return self.do(attendance.add, activity_id, who, page=str(uuid4())).pk

    def reported(self, course: Curriculum) -> UUID:
        row = self.held(course)
        self.add(row, "Ann Brown")
        self.do(activities.hold, row)
        self.do(activities.report, row)
        return row

    def counted(self) -> dict[str, UUID]:
        """A survey, and a number that somebody else counted."""
        asked = {
            "day": today(),
            "question": "Which offers are risky?",
            "phase": "once",
            "method": "At the door",
        }
        given = {"kind": "hotline_contacts", "number": 30, "source": "The hotline", "among": "", "area": ""}
        quarter = publishing.Quarter.of(today() - timedelta(days=1))
        return {
            "survey_id": self.do(publishing.add_survey, sample=9, knowing=3, **asked).pk,
            "tally_id": self.do(publishing.add_tally, quarter, **given).pk,
        }

    def inspected(self) -> dict[str, UUID]:
        """An inspection that is planned, one that was made, and one that waits for a concern."""
        by = {"by": "labour_inspector"}
        planned, done, waiting = (
            self.do(inspections.plan, day=today(), page=str(uuid4()), **INSPECTION, **by).pk
            for _each in "abc"
        )
        self.do(inspections.do, done, day=today(), **FOUND, **by)
        self.do(inspections.do, waiting, day=today(), **{**FOUND, "under_18": 2}, **by)
        return {"inspection_id": planned, "done_inspection_id": done, "waiting_inspection_id": waiting}
