"""What is counted of interviews, and what they put in the way of closing a case."""

import pytest
from django.utils import timezone

from opennrm.cases import access as case_access
from opennrm.interviews import counting, obstacles
from opennrm.interviews.counting import Share
from opennrm.interviews.states import Outcome
from tests.interviews.scene import Scene, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def test_an_interview_is_counted_with_who_was_there_and_as_the_child_wished(scene):
    scene.ask(wish="F")
    scene.plan()
    scene.begin()
    scene.finish(Outcome.NOTHING)
    # The supervisor of the lead sees nobody of the police's team, and counts all the same.
    with scene.world.acting(scene.person("supervisor")) as actor:
        found = counting.of_year(actor, at=timezone.now())
    assert (found.held, found.in_space, found.children, found.per_child) == (1, 1, 1, 1)
    assert sum(found.open_spaces.values()) == 1
    assert found.more_than_one == Share(number=0, of=1)
    assert found.full_quorum == found.wished_sex == Share(number=1, of=1)
    assert found.interpreted.percent is None


def test_a_case_is_not_closed_while_work_on_an_interview_goes_on(scene):
    scene.ask()
    with scene.world.acting(scene.person("caseworker")) as actor:
        case = case_access.visible_to(actor).get(pk=scene.case_id)
        assert [each.about for find in obstacles.OBSTACLES for each in find(actor, case)] == ["interview"]
