"""One meeting about several children: a decision for each, and every agency sees only its own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.foundation.refusals import NotThere, Refused
from opennrm.interviews import queries, reviews
from opennrm.interviews.models import CaseReview, ReviewDecision
from tests.interviews import scene as one
from tests.interviews.scene import Scene, in_days, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


@pytest.fixture
def second(scene):
    """An interview of another child, in which the prosecution takes no part; the scene is about the first again."""
    first_case, first = scene.case_id, scene.ask()
    scene.case_id = scene.office.case()
    scene.let_take_part(scene.person("facilitator").membership.agency, "facilitator", one.PURPOSE)
    second = scene.ask()
    scene.case_id, scene.interview_id = first_case, first
    return second


def call(scene: Scene, *others, by: str = "facilitator") -> CaseReview:
    return scene.do("call", by=by, planned_on=in_days(1), others=others)


def hold(scene: Scene, review: CaseReview) -> None:
    with scene.world.acting(scene.person("facilitator")) as actor:
        given = {"disciplines": ["medical"], "remote": False, "at": timezone.now()}
        reviews.hold(review.pk, by=actor, **given)


def test_one_meeting_is_held_once_and_decides_about_each_child(scene, second):
    review = call(scene, second)
    hold(scene, review)
    rows = CaseReview.objects.using("setup").filter(meeting=review.meeting)
    assert rows.count() == rows.exclude(held_at=None).count() == 2
    with scene.world.acting(scene.person("facilitator")) as actor:
        for each in rows:
            about = {"decision": "plan_again", "words": "", "owner": actor.agency_id, "due_on": in_days(3)}
            reviews.decide(each.pk, by=actor, at=timezone.now(), **about)
        assert [len(decided) for _case, _row, decided in queries.of_meeting(actor, review)] == [1, 1]
    assert ReviewDecision.objects.using("setup").count() == 2


def test_an_agency_sees_of_a_meeting_only_the_children_whose_interview_it_takes_part_in(scene, second):
    review = call(scene, second)
    with scene.world.acting(scene.person("prosecutor")) as actor:
        assert CaseReview.objects.get().pk == review.pk
        assert len(queries.of_meeting(actor, review)) == 1
        with pytest.raises(NotThere):
            reviews.call(second, planned_on=in_days(1), by=actor, at=timezone.now())


def test_a_child_is_talked_about_at_one_meeting_at_a_time(scene, second):
    call(scene, second)
    with pytest.raises(Refused, match="already"):
        scene.do("call", by="facilitator", of=second, planned_on=in_days(2))
    with pytest.raises(Refused, match="past"):
        scene.do("call", by="facilitator", planned_on=in_days(0) - timedelta(days=1))
