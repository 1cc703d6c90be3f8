"""The figures of a quarter: published by the secretariat, and restated beside what was published."""

import pytest
from django.utils import timezone

from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.prevention import activities, publishing, queries
from opennrm.prevention.models import Activity, Publication, Survey
from opennrm.prevention.rules import Quarter
from opennrm.prevention.states import State
from tests.prevention.scene import Scene, quarter_before, set_up, today


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def people(lines) -> int:
    return next(each["number"] for each in lines if (each["unit"], each["by"]) == ("people", ""))


def test_p8_late_sign_ins_restate_a_published_figure_and_never_change_it(scene):
    quarter = Quarter.of(quarter_before())
    training = scene.training(day=quarter_before())
    for each in range(2):
        scene.add(f"Person {each}", to=training)
    scene.publishable(training)
    with pytest.raises(NotAllowed):
        scene.do(publishing.publish, quarter)
    scene.do(publishing.publish, quarter, by=scene.secretary)
    assert Activity.objects.using("setup").get(pk=training).state == State.FROZEN
    with pytest.raises(Refused, match="Nothing has changed"):
        scene.do(publishing.publish, quarter, by=scene.secretary, reason="Late.")
    for each in range(2, 5):
        scene.add(f"Person {each}", to=training)
    with pytest.raises(Refused) as refused:
        scene.do(publishing.publish, quarter, by=scene.secretary)
    assert refused.value.field == "reason"
    scene.do(publishing.publish, quarter, by=scene.secretary, reason="Three sign-in sheets came late.")
    first, second = Publication.objects.using("setup").order_by("edition")
    assert (people(first.lines), people(second.lines)) == (2, 5)
    assert (first.reason, second.reason, second.rule_version) == ("", "Three sign-in sheets came late.", 1)


def test_a_quarter_is_published_when_it_is_over_and_counts_what_was_confirmed(scene):
    with pytest.raises(Refused, match="not over"):
        scene.do(publishing.publish, Quarter.of(today()), by=scene.secretary)
    scene.add("Ann Brown")
    scene.do(activities.hold, scene.training_id)
    scene.do(activities.report, scene.training_id)
    with scene.world.acting(scene.officer):
        assert queries.lines(Quarter.of(today())) == []
        assert queries.waiting(Quarter.of(today())) == 1


def test_surveys_and_what_others_counted_belong_to_their_agency(scene):
    asked = {"day": today(), "question": "Which offers are risky?", "phase": "before", "method": "Interviews"}
    survey = scene.do(publishing.add_survey, sample=200, knowing=50, **asked)
    with pytest.raises(Refused) as refused:
        scene.do(publishing.add_survey, sample=20, knowing=50, **asked)
    assert refused.value.field == "knowing"
    quarter = Quarter.of(today())
    given = {
        "kind": "hotline_contacts",
        "number": 30,
        "source": "The hotline",
        "among": "telephone",
        "area": "",
    }
    tally = scene.do(publishing.add_tally, quarter, **given)
    with pytest.raises(Refused, match="already"):
        scene.do(publishing.add_tally, quarter, **given)
    with pytest.raises(NotThere):
        scene.do(publishing.withdraw_survey, survey.pk, by=scene.other)
    with pytest.raises(NotAllowed):
        scene.do(publishing.withdraw_survey, survey.pk, by=scene.caseworker)
    scene.do(publishing.withdraw_survey, survey.pk)
    scene.do(publishing.withdraw_tally, tally.pk)
    with scene.world.acting(scene.officer):
        assert not queries.surveys(quarter).exists()
        assert not queries.tallies(quarter).exists()
    assert timezone.now() > Survey.objects.using("setup").get().withdrawn_at
