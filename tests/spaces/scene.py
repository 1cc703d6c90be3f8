"""A space and the people of two agencies, and a facilitator who books them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.spaces import actions, bookings, team
from opennrm.spaces.models import Booking, Resource, Space, TeamMember
from tests import kept
from tests.world import Person, World

SPACE: dict[str, Any] = {
    "code": "KSA-1",
    "title": "The garden room",
    "area": "kingston",
    "equipment": ["fixed_recorder", "observation_room"],
    "usual_function": "victim_services",
    "opening": {"monday": [["09:00", "17:00"]], "tuesday": [["09:00", "12:00"], ["13:00", "17:00"]]},
    "closed_days": [],
    "turnaround_minutes": 0,
    "valid_from": date(2020, 1, 1),
    "address": "12 Invented Lane",
    "exclusions": "A cousin of a suspect works at the gate.",
}
MEMBER: dict[str, Any] = {
    "disciplines": ["interviewer"],
    "sex": "F",
    "languages": ["eng"],
    "home_area": "kingston",
    "travel_limit_minutes": 60,
    "max_per_day": 2,
}


def on(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of that day on the clocks of the country."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=pack().zone)


def next_monday() -> date:
    """The Monday after today, a day on which nobody of the scene is away."""
    today = timezone.localdate(timezone=pack().zone)
    return today + timedelta(days=7 - today.weekday())


@dataclass
class Scene:
    """The facilitator keeps the space and the interviewer; the officer is kept by the police supervisor."""

    world: World
    facilitator: Person
    colleague: Person
    interviewer: Person
    inspector: Person
    officer: Person
    stranger: Person
    space_id: UUID
    interviewer_id: UUID
    officer_id: UUID

    def do(self, module: Any, verb: str, *which: Any, by: Person | None = None, **given: Any) -> Any:
        """Let somebody, as a rule the facilitator, take a step."""
        given.setdefault("at", timezone.now())
        with self.world.acting(by or self.facilitator) as actor:
            return getattr(module, verb)(*which, by=actor, **given)

    def hold(
        self,
        *hours: int,
        of: Any = None,
        occasion: UUID | None = None,
        by: Person | None = None,
        **given: Any,
    ) -> UUID:
        """Hold the space, or whatever is named, on the next Monday from one hour to another."""
        day, occasion = next_monday(), occasion or uuid4()
        wanted = of or [(Resource.SPACE, self.space_id)]
        times = {"starts_at": on(day, hours[0]), "ends_at": on(day, hours[1])}
        self.do(bookings, "hold", occasion, wanted, by=by, **times, **given)
        return occasion

    def states(self, occasion: UUID) -> set[str]:
        """How the bookings for an occasion stand, read past the walls."""
        found = Booking.objects.using("setup").filter(occasion=occasion)
        return set(found.values_list("state", flat=True))


def set_up(world: World) -> Scene:
    """The scene, made once a run."""
    return kept.begin(world, _set_up)


def _set_up(world: World) -> Scene:
    office, police = world.agency("child_protection"), world.agency("police")
    facilitator = world.person(office, "facilitator")
    interviewer, inspector = world.person(office, "caseworker"), world.person(police, "supervisor")
    officer = world.person(police, "caseworker")
    now = timezone.now()
    with world.acting(facilitator) as actor:
        space: Space = actions.add_space(by=actor, at=now, **SPACE)
        leads: TeamMember = team.add_member(interviewer.membership.pk, by=actor, at=now, **MEMBER)
    with world.acting(inspector) as actor:
        watches = {**MEMBER, "disciplines": ["law_enforcement"], "sex": "M"}
        watcher: TeamMember = team.add_member(officer.membership.pk, by=actor, at=now, **watches)
    return Scene(
        world=world,
        facilitator=facilitator,
        colleague=world.person(world.agency("victim_services"), "facilitator"),
        interviewer=interviewer,
        inspector=inspector,
        officer=officer,
        stranger=world.person(office, "caseworker"),
        space_id=space.pk,
        interviewer_id=leads.pk,
        officer_id=watcher.pk,
    )
