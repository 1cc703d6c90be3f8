"""A raid of twelve: one plan for all children, why one of them has no time, and every other one booked at once."""

import pytest

from opennrm.interviews.models import Interview
from tests.interviews import raid
from tests.interviews.scene import Scene

pytestmark = pytest.mark.journey


@pytest.fixture
def scene(world) -> Scene:
    return raid.twelve(world)


def test_twelve_children_get_one_plan_and_those_who_have_a_time_are_booked_together(visit, scene):
    facilitator = visit(scene.person("facilitator"), java_script_enabled=False)
    facilitator.open("/interviews/together/")
    boxes = facilitator.page.get_by_role("checkbox")
    assert boxes.count() == 12
    for number in range(12):
        boxes.nth(number).check()
    facilitator.press("Make a plan")
    facilitator.sees("Waiting for its turn")
    raid.work(scene.world)
    facilitator.follow("Check again")

    facilitator.sees("Who has a time (11)", "Who has no time (1)", "How good this plan is")
    facilitator.sees("the interviewer is who the child wishes to talk to", "Only the child can change this")
    facilitator.sees("Why not all of them have a time", "No plan for all of them can keep all of this")
    facilitator.picture("interview-plan")
    facilitator.press("Book all")

    facilitator.sees("Every time of this plan is booked")
    assert Interview.objects.using("setup").filter(state="scheduled").count() == 11
