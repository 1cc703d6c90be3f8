"""The team and the space of the scene, made past the walls: who keeps them is another context's."""

from datetime import timedelta
from uuid import UUID

from django.db import connections
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.spaces.models import Certificate, Space, TeamMember
from tests.world import Person, World

EVERY_DAY = {
    day: [["07:00", "20:00"]]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}
SEX = {"interviewer": "F", "second_interviewer": "M"}
DISCIPLINES = {
    "interviewer": "interviewer",
    "second_interviewer": "interviewer",
    "inspector": "law_enforcement",
    "colleague": "child_protection",
    "observer": "prosecution",
    "prosecutor": "prosecution",
}


def set_up(world: World, people: dict[str, Person]) -> UUID:
    """Everybody of these is of a team, both interviewers have a certificate, and there is one space."""
    space = Space(
        agency=people["facilitator"].membership.agency,
        code="SPACE-1",
        title="The yellow house",
        area=pack().areas[0].code,
        equipment=["fixed_recorder", "observation_room"],
        usual_function="victim_services",
        opening=EVERY_DAY,
        valid_from=timezone.localdate() - timedelta(days=400),
    )
    space.save(from_action=True, using="setup")
    for name in (each for each in DISCIPLINES if each in people):
        member = add_member(people[name], sex=SEX.get(name, "U"), discipline=DISCIPLINES[name])
        if "interviewer" in name:
            certify(member)
    return space.pk


def add_member(person: Person, *, sex: str = "U", discipline: str = "law_enforcement") -> TeamMember:
    readers = _bookers()
    member = TeamMember(
        membership=person.membership,
        agency=person.membership.agency,
        disciplines=[discipline],
        sex=sex,
        languages=[language.code for language in pack().languages],
        home_area=pack().areas[0].code,
        max_per_day=2,
        readers=readers,
        writers=readers,
    )
    member.save(from_action=True, using="setup")
    return member


def certify(member: TeamMember, *, days: int = 300) -> Certificate:
    """A certificate for so many days from today."""
    today = timezone.localdate()
    made = Certificate(
        member=member,
        kind="forensic_interview",
        valid_from=today - timedelta(days=100),
        valid_until=today + timedelta(days=days),
        readers=member.readers,
        writers=member.writers,
    )
    made.save(from_action=True, using="setup")
    return made


def _bookers() -> list[int]:
    with connections["setup"].cursor() as cursor:
        cursor.execute("SELECT id FROM sec.principal WHERE kind = 'group' AND name = 'spaces.bookers'")
        return [row[0] for row in cursor.fetchall()]
