"""The worked examples of interviews, and what each step refuses."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from opennrm.custody import receiving
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.interviews import queries
from opennrm.interviews.basis import NoBasis
from opennrm.interviews.models import Interview, MustAct, Presence
from opennrm.interviews.states import (
    Act,
    Capacity,
    Flag,
    Outcome,
    Recorded,
    Sequence,
    State,
    StoppedBy,
    Where,
)
from opennrm.interviews.times import CannotBe
from tests.custody.scene import film
from tests.interviews import team
from tests.interviews.scene import Scene, in_days, set_up, tomorrow


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def again(**answers):
    return {"sequence": Sequence.SUPPLEMENTARY.value, "reason_code": "new_facts", **answers}


# --- Asking


def test_a_first_interview_can_be_given_a_time_at_once(scene):
    scene.ask()
    assert scene.row().state == State.READY
    assert scene.story() == ["interview.requested"]
    assert "interview.to_arrange" in scene.unread("facilitator")


def test_nobody_asks_before_they_have_read_what_the_child_told_before(scene):
    account = scene.do(
        "add_account", asked_by=None, told_on=in_days(-3), form="notes", reference="With the class teacher"
    )
    with pytest.raises(Refused) as refused:
        scene.ask()
    assert refused.value.field == "acknowledged"
    scene.ask(acknowledged=[account.pk])


def test_a_page_that_is_sent_twice_asks_once(scene):
    page = uuid4()
    assert scene.ask(page=page) == scene.ask(page=page)


@pytest.mark.parametrize(
    "given, field",
    [
        ({"urgency": "soon"}, "urgency"),
        ({"wish": "a friend"}, "wish"),
        ({"reason": " "}, "reason"),
        ({"needs": ["a garden"]}, "needs"),
        ({"language": "xxx"}, "language"),
        ({"not_before": tomorrow(12), "must_before": tomorrow(9)}, "must_before"),
    ],
)
def test_a_request_that_cannot_be_so_is_refused_with_what_to_correct(scene, given, field):
    with pytest.raises(Refused) as refused:
        scene.ask(**given)
    assert refused.value.field == field


def test_whoever_has_no_part_in_the_interview_finds_none(scene):
    scene.ask()
    stranger = scene.world.person(scene.world.agency("police"), "supervisor")
    with scene.world.acting(stranger) as actor:
        assert not Interview.objects.exists()
        with pytest.raises(NotThere):
            queries.open_interview(actor, scene.interview_id)


def test_whoever_only_watches_does_not_read_the_request(scene):
    scene.ask()
    with scene.world.acting(scene.person("observer")) as actor, pytest.raises(NotAllowed):
        queries.open_interview(actor, scene.interview_id)


# --- I1, I2: a further interview


@pytest.fixture
def held(scene) -> Scene:
    scene.under_way()
    scene.finish()
    return scene


def test_i1_a_further_interview_waits_for_another_agency_and_shows_what_there_is(held):
    with pytest.raises(Refused) as refused:
        held.ask()
    assert refused.value.field == "sequence"
    held.ask(**again())
    assert held.row().state == State.AWAITING_APPROVAL
    with held.world.acting(held.person("caseworker")) as actor:
        [earlier] = queries.earlier(actor, held.case_id)
    assert (earlier.interviewer, earlier.is_recorded) == (held.person("interviewer").account.name, True)
    assert not hasattr(earlier, "note")


def test_i2_the_requesters_own_supervisor_does_not_approve(held):
    held.ask(**again())
    with pytest.raises(NotAllowed, match="another agency"):
        held.do("approve", by="supervisor")
    assert "interview.to_approve" in held.unread("prosecutor")
    held.do("approve", by="prosecutor")
    assert held.row().state == State.READY


def test_a_refusal_ends_the_request(held):
    held.ask(**again())
    held.do("refuse", by="prosecutor", words="Everything is recorded.")
    assert held.row().state == State.CANCELLED
    with pytest.raises(TransitionRefused):
        held.do("approve", by="prosecutor")


# --- I3, I4, I9: a time


def test_i3_a_certificate_is_valid_on_the_day_of_the_interview(scene):
    scene.people["third"] = scene.world.person(scene.police, "interviewer")
    team.certify(team.add_member(scene.people["third"], sex="F"), days=11)
    scene.ask()
    with pytest.raises(CannotBe) as refused:
        scene.plan(lead="third", starts_at=tomorrow(days=13))
    assert refused.value.conditions == ("certificate",)
    scene.plan(lead="third", starts_at=tomorrow(days=11))


def test_a_child_is_at_one_interview_at_a_time(scene):
    scene.ask()
    scene.plan()
    Interview.objects.using("setup").filter(pk=scene.interview_id).update(sequence="first", from_action=True)
    with pytest.raises(TransitionRefused):
        scene.plan()


def test_i9_what_the_child_wishes_only_the_child_changes(scene):
    scene.ask(wish="F")
    with pytest.raises(CannotBe) as refused:
        scene.plan(lead="second_interviewer")
    assert refused.value.conditions == ("wished_sex",)
    for somebody in ("facilitator", "supervisor", "caseworker"):
        with pytest.raises(Refused, match="Only the child"):
            scene.do("relax", by=somebody, condition="wished_sex", words="There is nobody else.")
    scene.do("change_wish", wish="none")
    scene.plan(lead="second_interviewer")


def test_each_condition_is_relaxed_by_its_owner_alone(scene):
    scene.ask()
    scene.do("add_time", starts_at=tomorrow(9), ends_at=tomorrow(11), kind="school", hard=True)
    with pytest.raises(CannotBe) as refused:
        scene.plan()
    assert refused.value.conditions == ("child_time",)
    with pytest.raises(NotAllowed):
        scene.do("relax", by="facilitator", condition="child_time", words="It cannot be otherwise.")
    scene.do("relax", condition="child_time", words="She would rather miss the lesson.")
    scene.plan()


def test_what_nobody_may_relax_always_counts(scene):
    scene.ask()
    with pytest.raises(Refused, match="always counts"):
        scene.do("relax", by="facilitator", condition="certificate", words="She is good.")
    scene.do(
        "declare_conflict",
        by="inspector",
        official=scene.person("interviewer").membership.pk,
        kind="relative",
    )
    with pytest.raises(CannotBe) as refused:
        scene.plan()
    assert refused.value.conditions == ("conflict_of_interest",)


# --- Losing a time


def test_planning_anew_releases_everybody_and_is_counted(scene):
    scene.ask()
    scene.plan()
    scene.do("replan", by="facilitator", reason="child", words="She has a test at school.")
    row = scene.row()
    assert (row.state, row.replanned, row.lead_id, row.starts_at) == (State.READY, 1, None, None)
    with scene.world.acting(scene.person("facilitator")) as actor:
        opened = queries.open_interview(actor, scene.interview_id)
    assert opened.places == []
    assert [words for _lost, words in opened.lost] == ["She has a test at school."]


def test_after_two_misses_a_case_review_is_called_first(scene):
    scene.ask()
    for _time in range(2):
        starts = timezone.now() + timedelta(minutes=5)
        scene.plan(starts_at=tomorrow())
        scene.do(
            "no_show", by="facilitator", reason="frightened", words="", at=tomorrow() + timedelta(hours=1)
        )
        if _time == 0:
            scene.do("plan_again", by="facilitator")
    with pytest.raises(Refused, match="case review"):
        scene.do("plan_again", by="facilitator")
    scene.do("call", by="facilitator", planned_on=in_days(4), at=tomorrow() + timedelta(hours=2))
    scene.do("plan_again", by="facilitator", at=starts + timedelta(days=2))
    assert (scene.row().state, scene.row().missed) == (State.READY, 2)


# --- The day


def test_an_interview_does_not_begin_before_everything_is_there(scene):
    scene.ask()
    scene.plan()
    with pytest.raises(Refused, match="recorder"):
        scene.do("start", by="interviewer", protocol="", state_before=[], began_at=timezone.now())
    scene.begin()
    assert scene.row().state == State.UNDER_WAY


def test_only_whoever_leads_it_writes_the_notes(scene):
    scene.under_way()
    with pytest.raises(NotAllowed):
        scene.do("write_note", by="second_interviewer", text="She drew a house.")
    scene.do("write_note", by="interviewer", text="She drew a house.")


def test_i5_the_child_stops_without_a_reason(scene):
    scene.under_way()
    scene.stop()
    row = scene.row()
    assert (row.state, row.outcome, row.stopped_by) == (State.STOPPED, Outcome.STOPPED, StoppedBy.CHILD)
    with scene.world.acting(scene.person("caseworker")) as actor:
        assert not Interview.objects.visible_to(actor).in_state(State.READY, State.AWAITING_APPROVAL).exists()
    scene.do("debrief", by="interviewer", text="We let her go home.")
    with pytest.raises(Refused, match="seal the recording"):
        scene.do("close", by="interviewer")


def seal_a_recording(scene, *, of: UUID) -> None:
    """A custodian of the police receives a whole recording of this occasion."""
    custodian = scene.world.person(scene.police, "evidence_custodian")
    with scene.world.acting(custodian) as actor:
        by: Any = {"by": actor, "at": timezone.now()}
        announced = receiving.announce(
            scene.case_id, device="Fixed recorder 1", clock="unknown", started_at=None, ended_at=None, occasion=of,
            page=uuid4(), **by,
        )  # fmt: skip
        content = film(2000)
        receiving.begin(announced.pk, size=len(content), **by)
        receiving.take(announced.pk, offset=0, content=content, **by)


def test_an_interview_closes_with_a_sealed_recording_of_its_own(scene, tmp_path, settings):
    settings.CUSTODY_STORE = tmp_path / "custody"
    scene.under_way()
    scene.finish()
    scene.do("debrief", by="interviewer", text="She went home with her aunt.")
    seal_a_recording(scene, of=uuid4())
    with pytest.raises(Refused, match="seal the recording"):
        scene.do("close", by="interviewer")
    seal_a_recording(scene, of=scene.interview_id)
    scene.do("close", by="interviewer")
    assert scene.row().state == State.CLOSED


def test_i6_a_failed_recorder_needs_two_people_to_say_so(scene):
    scene.under_way()
    scene.do("recorder_failed", by="facilitator", failed_at=timezone.now())
    scene.finish()
    assert scene.row().outcome == Outcome.ACCOUNT
    scene.do("debrief", by="interviewer", text="The notes are complete.")
    with pytest.raises(Refused, match="seal the recording"):
        scene.do("close", by="interviewer")
    scene.do("say_recorded", by="interviewer", recorded=Recorded.PARTLY, words="It stopped after 20 minutes.")
    with pytest.raises(Refused, match="second person"):
        scene.do("close", by="interviewer")
    with pytest.raises(NotAllowed):
        scene.do("countersign", by="interviewer")
    scene.do("countersign", by="facilitator")
    scene.do("close", by="interviewer")
    assert scene.row().state == State.CLOSED


def test_i7_who_watched_is_one_row_with_its_times(scene):
    scene.under_way()
    began = scene.row().began_at
    scene.come("Counsel Amaya Reid", began, None)
    with scene.world.acting(scene.person("caseworker")) as actor:
        [(row, words)] = queries.day_of(actor, scene.row()).presences
    left = timezone.now()
    scene.do("leave", by="facilitator", presence_id=row.pk, left_at=left)
    kept = Presence.objects.using("setup").get(pk=row.pk)
    assert (kept.place, kept.came_at, kept.left_at) == (Where.BEHIND, began, left)
    assert words["name"] == "Counsel Amaya Reid"


@pytest.mark.parametrize(
    "given",
    [{"place": Where.ROOM}, {"capacity": Capacity.COMPANION, "place": Where.BEHIND}, {"place": "attic"}],
)
def test_nobody_is_where_they_may_not_be(scene, given):
    scene.under_way()
    with pytest.raises(Refused) as refused:
        scene.come("Aunt Velma", scene.row().began_at, **given)
    assert refused.value.field == "place"


def test_whoever_is_still_there_leaves_with_the_end(held):
    assert not Presence.objects.using("setup").filter(interview_id=held.interview_id, left_at=None).exists()


def test_nothing_that_happened_is_asked_before_an_interview_ends(scene):
    scene.under_way()
    with pytest.raises(Refused) as refused:
        scene.do("finish", by="interviewer", outcome=Outcome.NOTHING, state_after=[], ended_at=timezone.now())
    assert refused.value.field == "outcome"
    scene.finish(Outcome.NOTHING)
    assert scene.row().state == State.HELD


def test_i10_what_cannot_wait_has_an_action_before_it_is_closed(scene):
    scene.under_way()
    flag = scene.do("raise_flag", by="observer", flag=Flag.OTHER_CHILD, words="A boy of nine lives there.")
    assert "interview.must_act" in scene.unread("supervisor")
    scene.finish()
    scene.do("debrief", by="interviewer", text="We talked.")
    scene.do("say_recorded", by="interviewer", recorded=Recorded.NOT, words="The power was cut.")
    scene.do("countersign", by="facilitator")
    with pytest.raises(Refused, match="cannot wait"):
        scene.do("close", by="interviewer")
    scene.do("act", flag_id=flag.pk, kind=Act.CONCERN, words="Reported at once.")
    scene.do("close", by="interviewer")
    assert MustAct.objects.using("setup").get(pk=flag.pk).act == Act.CONCERN


def test_questions_of_those_who_watch_are_answered(scene):
    scene.under_way()
    with pytest.raises(NotAllowed):
        scene.do("pass_slip", by="interviewer", text="Where was the door?")
    slip = scene.do("pass_slip", by="observer", text="Where was the door?")
    with pytest.raises(Refused) as refused:
        scene.do("settle_slip", by="interviewer", slip_id=slip.pk, asked="no", why="")
    assert refused.value.field == "why"
    scene.do("settle_slip", by="interviewer", slip_id=slip.pk, asked="reworded", why="")


def test_an_interview_that_began_is_not_cancelled(scene):
    scene.under_way()
    with pytest.raises(TransitionRefused):
        scene.do("cancel", reason="not_needed", words="")


def test_a_no_takes_back_what_allowed_the_recording(scene):
    scene.ask()
    scene.plan()
    scene.agree()
    scene.do("confirm")
    assert scene.row().basis_at is not None
    scene.agree("no")
    assert scene.row().basis_at is None
    assert "interview.basis_ended" in scene.unread("facilitator")
    with pytest.raises(NoBasis):
        scene.do("confirm")
