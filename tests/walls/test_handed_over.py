"""After a case was handed over, those who had it before ask every address of it, and find what they still may."""

import pytest

from opennrm.country.pack import pack
from opennrm.invented.handovers import taken_over
from tests.walls import cast as casting
from tests.walls.pages import expected

pytestmark = pytest.mark.database

KEPT = {"case-show", "case-story", "handover-show"}
"""What is still open to the supervisors of the agency before: what the pack shares then, and the handover itself."""
OF_THE_CASE = [page for page in expected().values() if page.seen_by is not None and "GET" in page.methods]


def test_whoever_led_a_case_finds_nothing_of_it_but_what_the_country_still_shows(world):
    cast = casting.make(world)
    assert pack().sharing_after_handover("child_protection", "child_protection").scopes == {
        "case",
        "timeline",
    }
    people = cast.people
    world.course(cast.case.pk).go(taken_over(by=people["receiving"]))
    looked = 0
    for who in ("lead_assigned", "lead_colleague", "lead_supervisor"):
        client = world.client(people[who])
        for page in OF_THE_CASE:
            for referral, address in page.addresses(cast):
                response = client.get(address)
                said = response.content.decode(errors="replace")
                asked = (page.name, referral, who, response.status_code)
                shown = [word for word in cast.canaries.all() if word in said]
                if who == "lead_supervisor" and page.name in KEPT:
                    assert response.status_code == 200, asked
                    assert shown in ([], [cast.canaries.handover]), asked
                elif response.status_code == 200:
                    # Of the case nothing: what it shares with the others.
                    assert who == "lead_supervisor", asked
                    assert shown == [], (asked, shown)
                else:
                    assert response.status_code in (302, 403, 404), asked
                    assert shown == [], asked
                looked += 1
        if who != "lead_supervisor":
            searched = client.post("/cases/search/", {"words": cast.canaries.family_name})
            assert cast.case.reference not in searched.content.decode()
    assert looked > 50
