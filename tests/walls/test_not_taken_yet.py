"""While nobody has taken a case, the team of its lead agency sees it, and still nobody else does."""

import pytest
from django.urls import reverse

from opennrm.country.pack import pack
from tests.walls import cast as casting
from tests.walls.pages import expected

pytestmark = pytest.mark.database

TEAM = ("caseworker", "supervisor")
ABOUT_A_CASE = [
    page for page in expected().values() if "case_id" in page.kwargs.values() and "GET" in page.methods
]


@pytest.fixture
def scene(world):
    """A case that nobody has taken, its canaries, and people who look at it from inside and outside its team."""
    lead = world.agency("child_protection", code="aa-lead")
    other = world.agency("child_protection", code="zz-other")
    people = {role: world.person(lead, role) for role in TEAM}
    people |= {f"other {role}": world.person(other, role) for role in TEAM}
    people["shelter"] = world.person(world.agency("shelter"), "service_provider")
    people["reporter"] = world.person(world.agency("police"), "first_responder")
    canaries = casting.Canaries()
    return people, casting.report(world, people["reporter"], canaries).case_id, canaries


def test_the_team_sees_it_and_nobody_else(world, scene):
    people, case_id, canaries = scene
    service = world.service(people["shelter"].membership.agency)
    ids = {"case_id": case_id, "service_id": service.pk, "section": "act"}
    for page in ABOUT_A_CASE:
        if not set(page.kwargs) <= set(ids):
            continue
        address = reverse(page.name, kwargs={name: ids[name] for name in page.kwargs})
        for who, person in people.items():
            response = world.client(person).get(address)
            may = who in TEAM and not pack().roles[who].permissions.isdisjoint(page.may)
            allowed = (200, 302, 409) if may else (403, 404)
            assert response.status_code in allowed, (page.name, who, response.status_code)
            if who not in TEAM:
                assert not [word for word in canaries.all() if word in response.content.decode()], (
                    page.name,
                    who,
                )
