"""After a case was handed over, those who had it before ask every address of it, and find what they still may."""

import pytest

from opennrm.country.pack import pack
from opennrm.invented.handovers import taken_over
from tests.walls import cast as casting
from tests.walls.pages import expected

pytestmark = pytest.mark.database

KEPT = {"case-show", "case-story", "handover-show"}
"""What is still open to the supervisors of the agency before: what the pack shares then, and the handover itself."""
NAMING_IT = {
    *("case_id", "clock_id", "task_id", "referral", "conference_id", "held_conference_id", "handover_id"),
    *("work_id", "asked_work_id"),
}
"""What addresses of this case are made of: what somebody has of other cases is still theirs."""
OF_THE_CASE = [
    page
    for page in expected().values()
    if page.seen_by is not None and "GET" in page.methods and NAMING_IT & set(page.kwargs.values())
]


def test_whoever_led_a_case_finds_nothing_of_it_but_what_the_country_still_shows(world):
    cast = casting.begin(world)
    assert pack().sharing_after_handover("child_protection", "child_protection").scopes == {
        "case",
        "timeline",
    }
    world.course(cast.case.pk).go(taken_over(by=cast.people["receiving"]))
    # With the case come the reasons of corrections and of the risk, as for everybody who sees a case.
    kept = {cast.canaries.handover, cast.canaries.reasons}
    opened = {
        who: set(
            _found(world.client(cast.people[who]), cast, may_show=kept if who == "lead_supervisor" else set())
        )
        for who in ("lead_assigned", "lead_colleague", "lead_supervisor")
    }
    assert opened["lead_assigned"] == opened["lead_colleague"] == set()
    assert opened["lead_supervisor"] >= KEPT
    assert opened["lead_supervisor"].isdisjoint(
        {"document-open", "note-show", "screening-show", "case-audit"}
    )
    searched = world.client(cast.people["lead_supervisor"]).post(
        "/cases/search/", {"words": cast.canaries.family_name}
    )
    assert cast.case.reference not in searched.content.decode()


def _found(client, cast, *, may_show):
    """The pages of the case that this browser is shown, without a word of the child that it may not show."""
    for page in OF_THE_CASE:
        for referral, address in page.addresses(cast):
            response = client.get(address)
            said = response.content.decode(errors="replace")
            shown = {word for word in cast.canaries.all() if word in said} - may_show
            assert (page.name, referral, shown) == (page.name, referral, set())
            if response.status_code == 200:
                yield page.name
            else:
                assert response.status_code in (302, 403, 404), (page.name, referral)
