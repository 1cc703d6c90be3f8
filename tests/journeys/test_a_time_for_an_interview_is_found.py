"""A time for an interview: why there is none, what would help and whom to ask, and then the best one is booked."""

import pytest
from django.utils import timezone

from opennrm.spaces.models import TeamMember
from tests.interviews.scene import Scene, set_up

pytestmark = pytest.mark.journey


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def test_an_interview_that_cannot_be_placed_says_why_and_gets_its_time_once_the_child_has_decided(
    visit, scene
):
    women = TeamMember.objects.using("setup").filter(sex="F")
    women.update(from_action=True, ended_on=timezone.localdate())
    scene.ask(wish="F")
    facilitator = visit(scene.person("facilitator"))
    facilitator.open(f"/interviews/{scene.interview_id}/")
    facilitator.press("Find a time")
    facilitator.sees("There is no time", "the interviewer is who the child wishes to talk to")
    facilitator.sees("Only the child can change this")
    facilitator.picture("interview-no-time")

    scene.do("change_wish", wish="none")

    facilitator.open(f"/interviews/{scene.interview_id}/")
    facilitator.press("Find a time")
    facilitator.picture("interview-find")
    facilitator.page.get_by_role("button", name="Book this time").first.click()
    facilitator.sees("The interview has a time", "Who is planned")
