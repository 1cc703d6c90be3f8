"""Leaving care and follow-up: what is reckoned and never kept, and how each follow-up ends."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.care_plans import following_up, leaving
from opennrm.care_plans.after_care import FollowUp
from opennrm.care_plans.states import FollowUpState
from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.context import as_job
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.tasks.models import Task
from tests.care_plans.scene import set_up as care
from tests.care_plans.scene import today
from tests.closing.scene import Scene, set_up

# --- Leaving care


def test_c4_the_days_are_reckoned_by_what_the_country_says():
    assert leaving.days_of(date(2008, 7, 15)) == (date(2026, 7, 15), date(2026, 4, 6))
    assert leaving.days_of(None) == (None, None)


def test_what_was_said_last_counts_and_what_is_missing_is_named(world):
    scene = care(world)
    given = {"item": next(iter(pack().codes("leaving_care_items"))), "words": ""}
    with pytest.raises(Refused) as refused:
        scene.do(leaving.say, readiness="not_ready", page=uuid4(), **given)
    assert refused.value.field == "words"
    with pytest.raises(NotThere):
        scene.do(leaving.say, by=scene.office.constable, readiness="ready", page=uuid4(), **given)
    for readiness in ("not_needed", "ready"):
        scene.do(leaving.say, readiness=readiness, page=uuid4(), **given)
    with world.acting(scene.office.caseworker) as actor:
        case = case_access.visible_to(actor).get(pk=scene.case_id)
        found = leaving.open_leaving(actor, case, at=timezone.now())
    assert found.items[0].step.readiness == "ready"
    assert not found.is_complete


# --- Follow-up


@pytest.fixture
def scene(world) -> Scene:
    made = set_up(world)
    made.close()
    return made


def rows(scene) -> list[FollowUp]:
    return list(FollowUp.objects.using("setup").filter(case_id=scene.case_id).order_by("due_on"))


def do(scene, verb, row, *, by=None, **given):
    with scene.world.acting(by or scene.office.caseworker) as actor:
        return verb(row.pk, by=actor, at=given.pop("at", timezone.now()), **given)


def found(**answers):
    said = {"safe": "yes", "in_school_or_work": "yes", "re_exploited": "no"}
    return following_up.Found(
        **{**said, "living_situation": next(iter(pack().codes("living_situations"))), **answers}
    )


def tries(scene, row, number):
    way = next(iter(pack().codes("contact_ways")))
    for _each in range(number):
        do(scene, following_up.try_to_reach, row, on=today(), way=way, words="", page=uuid4())


def test_a_closed_case_is_followed_up_after_the_months_of_the_country(scene):
    assert [row.months for row in rows(scene)] == list(pack().care.follow_up_months)
    assert all(row.last_day - row.due_on == timedelta(days=21) for row in rows(scene))


@pytest.mark.parametrize("reason", ["died", "opened_in_error"])
def test_after_some_reasons_nobody_asks(world, reason):
    scene = set_up(world)
    scene.ask(reason=reason)
    scene.decide("approve")
    assert rows(scene) == []


def test_how_the_child_is_ends_the_follow_up_and_what_a_rule_asked_for(scene):
    first = rows(scene)[0]
    with pytest.raises(NotThere):
        do(scene, following_up.reach, first, by=scene.office.constable, found=found())
    with pytest.raises(Refused) as refused:
        do(scene, following_up.reach, first, found=found(safe=""))
    assert refused.value.field == "safe"
    with pytest.raises(TransitionRefused):
        do(scene, following_up.finish, first)
    do(scene, following_up.reach, first, found=found())
    task = Task.objects.using("setup").get(case_id=scene.case_id, rule="follow_up_3")
    assert (rows(scene)[0].state, task.state) == (FollowUpState.REACHED, "done")
    do(scene, following_up.finish, first)
    assert rows(scene)[0].state == FollowUpState.CLOSED
    with pytest.raises(Refused):
        do(scene, following_up.reach, first, found=found())


def test_a_child_counts_as_not_reached_after_enough_tries(scene):
    first = rows(scene)[0]
    tries(scene, first, pack().care.follow_up_tries - 1)
    with pytest.raises(Refused, match="Try at least"):
        do(scene, following_up.give_up, first, words="Nobody knows.")
    tries(scene, first, 1)
    do(scene, following_up.give_up, first, words="Nobody knows.")
    assert rows(scene)[0].state == FollowUpState.NOT_REACHED


def test_a_follow_up_that_nobody_tried_in_time_was_missed(scene):
    first, second, *_rest = rows(scene)
    tries(scene, second, 1)
    after = datetime.combine(second.last_day + timedelta(days=1), datetime.min.time(), tzinfo=pack().zone)
    with scene.world.connected_as("opennrm_worker"), as_job("clocks.watch"):
        following_up.miss(at=after)
    states = {row.pk: row.state for row in rows(scene)}
    assert (states[first.pk], states[second.pk]) == (FollowUpState.MISSED, FollowUpState.DUE)


def test_a_case_that_is_reopened_is_not_followed_up(scene):
    scene.reopen()
    assert {row.state for row in rows(scene)} == {FollowUpState.CANCELLED}
