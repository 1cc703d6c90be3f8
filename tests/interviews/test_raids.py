"""One plan for several interviews: made by the worker, seen by whoever asked, booked as a whole or not at all."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.foundation.context import as_job
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.interviews import access, raid_work, raids
from opennrm.interviews.models import Interview, RaidPlan
from opennrm.interviews.raid_states import PlanState
from opennrm.spaces.models import Space, TeamMember
from tests.interviews import raid
from tests.interviews.scene import Scene, tomorrow


@pytest.fixture
def scene(world) -> Scene:
    return raid.four(world)


def made(scene: Scene):
    plan_id = raid.ask(scene)
    assert raid.work(scene.world) == 1
    return plan_id


def opened(scene: Scene, plan_id) -> dict:
    with scene.world.acting(scene.person("facilitator")) as actor:
        return access.open_plan(access.plan_to_read(actor, plan_id))


def booked() -> int:
    return Interview.objects.using("setup").filter(state="scheduled").count()


def test_every_child_of_a_plan_is_booked_at_once_and_the_audit_says_so(scene):
    plan_id = made(scene)
    result = opened(scene, plan_id)
    assert len(result["slots"]) == 4
    assert result["group"] is None
    assert result["left_out"] == []

    raid.book(scene, plan_id)

    assert raid.stored(plan_id).state == PlanState.BOOKED
    rows = Interview.objects.using("setup").filter(state="scheduled")
    assert {str(row.pk): row.starts_at for row in rows} == {
        each["slot"][0]: raids.raid_answers.moment(each["starts_at"]) for each in result["slots"]
    }
    told = AuditEvent.objects.using("setup").filter(kind__startswith="interviews.plan_").order_by("sequence")
    assert [event.kind.removeprefix("interviews.plan_") for event in told] == [
        "asked", "begun", "made", "opened", "opened", "booked",
    ]  # fmt: skip


def test_a_plan_is_booked_once(scene):
    plan_id = made(scene)
    raid.book(scene, plan_id)
    with pytest.raises(TransitionRefused):
        raid.book(scene, plan_id)


def test_a_plan_is_not_booked_before_it_is_made(scene):
    with pytest.raises(TransitionRefused):
        raid.book(scene, raid.ask(scene))


def test_a_plan_of_which_a_child_got_another_time_books_nothing_and_names_the_case(scene):
    plan_id = made(scene)
    people = scene.quorum()
    scene.plan(starts_at=tomorrow(hour=11, days=2), people=people)
    reference = scene.row().case.reference

    with pytest.raises(raids.NoLongerFits, match=reference):
        raid.book(scene, plan_id)

    assert booked() == 1
    assert raid.stored(plan_id).state == PlanState.DONE


def test_a_plan_is_refused_when_anything_has_changed_that_it_was_made_from(scene):
    plan_id = made(scene)
    Space.objects.using("setup").update(from_action=True, turnaround_minutes=17)
    with pytest.raises(raids.NoLongerFits, match="Something has changed"):
        raid.book(scene, plan_id)
    assert booked() == 0


def test_a_plan_names_the_children_whose_people_left(scene):
    plan_id = made(scene)
    TeamMember.objects.using("setup").filter(disciplines=["prosecution"]).update(
        from_action=True, ended_on=timezone.localdate()
    )
    with pytest.raises(raids.NoLongerFits, match="no longer fit"):
        raid.book(scene, plan_id)


def test_a_plan_whose_first_time_has_passed_is_not_booked(scene):
    plan_id = made(scene)
    with pytest.raises(raids.NoLongerFits, match="no longer fit"):
        raid.book(scene, plan_id, at=timezone.now() + timedelta(days=30))
    assert booked() == 0


def test_where_one_time_is_refused_while_booking_none_is_booked(scene, monkeypatch):
    plan_id = made(scene)
    schedule, calls = raids.times.schedule, []

    def refusing_the_third(*given, **said):
        calls.append(given)
        if len(calls) == 3:
            raise Refused("Somebody was quicker.")
        return schedule(*given, **said)

    monkeypatch.setattr(raids.times, "schedule", refusing_the_third)
    with pytest.raises(raids.NoLongerFits):
        raid.book(scene, plan_id)
    assert booked() == 0


def test_a_child_without_a_time_is_explained_and_the_others_are_booked(scene):
    TeamMember.objects.using("setup").filter(sex="F").update(from_action=True, sex="M")
    scene.do("change_wish", wish="F")
    plan_id = made(scene)

    result = opened(scene, plan_id)
    (left,) = result["left_out"]

    assert result["group"]["conflict"] == [f"moved({scene.interview_id})", "wished_sex"]
    assert [["wished_sex", "child"]] in result["group"]["corrections"]
    assert left["child"] == str(scene.interview_id)
    assert left["conflict"] == ["wished_sex"]
    assert left["corrections"][0]["conditions"] == [["wished_sex", "child"]]
    raid.book(scene, plan_id)
    assert booked() == 3


def test_what_a_plan_says_is_sealed_and_the_queue_holds_ids_only(scene):
    plan_id = raid.ask(scene)
    (job,) = raid.jobs()
    assert set(job) == {"plan_id", "errand_id"}
    raid.work(scene.world)
    row = raid.stored(plan_id)
    assert str(scene.interview_id).encode() not in bytes(row.question) + bytes(row.result)


def test_a_plan_is_seen_by_whoever_asked_alone(scene):
    plan_id = made(scene)
    colleague = scene.world.person(scene.person("facilitator").membership.agency, "facilitator")
    for other in (colleague, scene.person("caseworker")):
        with scene.world.acting(other) as actor, pytest.raises(NotThere):
            access.plan_to_read(actor, plan_id)


def test_whoever_does_not_arrange_interviews_asks_for_no_plan(scene):
    with scene.world.acting(scene.person("caseworker")) as actor, pytest.raises(NotAllowed):
        raids.request(raid.ready(), page=uuid4(), by=actor, at=timezone.now())


def test_a_plan_is_for_several_interviews_that_have_no_time(scene):
    with pytest.raises(Refused, match="at least 2"):
        raid.ask(scene, raid.ready()[:1])
    scene.plan()
    with pytest.raises(Refused, match="has a time by now"):
        raid.ask(scene, [*raid.ready(), scene.interview_id])


def test_a_page_sent_twice_asks_for_one_plan(scene):
    page = uuid4()
    assert raid.ask(scene, page=page) == raid.ask(scene, page=page)
    assert len(raid.jobs()) == 1


def test_a_plan_is_made_again_for_those_who_still_have_no_time(scene):
    first = made(scene)
    scene.plan(starts_at=tomorrow(hour=11, days=2))
    with scene.world.acting(scene.person("facilitator")) as actor:
        again = raids.ask_again(first, page=uuid4(), by=actor, at=timezone.now()).pk
    raid.work(scene.world)
    assert len(opened(scene, again)["slots"]) == 3


def test_a_plan_that_is_being_made_is_not_asked_for_again(scene):
    plan_id = raid.ask(scene)
    with scene.world.acting(scene.person("facilitator")) as actor:
        given = {"page": uuid4(), "by": actor}
        with pytest.raises(TransitionRefused):
            raids.ask_again(plan_id, at=timezone.now(), **given)
        assert raids.ask_again(plan_id, at=timezone.now() + access.SILENT_AFTER, **given).pk != plan_id


def test_a_plan_says_that_it_could_not_be_made(scene, monkeypatch):
    def failing(*_given, **_said):
        raise RuntimeError

    monkeypatch.setattr(raid_work, "plan_for_all", failing)
    plan_id = raid.ask(scene)
    with pytest.raises(RuntimeError):
        raid.work(scene.world)
    assert raid.stored(plan_id).state == PlanState.FAILED


def test_a_plan_is_deleted_when_its_time_is_over(scene):
    plan_id = raid.ask(scene)
    with scene.world.connected_as("opennrm_worker"), as_job(raids.EXPIRY):
        assert raids.expire(at=timezone.now()) == 0
        assert raids.expire(at=timezone.now() + raids.KEPT_FOR) == 1
    assert not RaidPlan.objects.using("setup").filter(pk=plan_id).exists()
