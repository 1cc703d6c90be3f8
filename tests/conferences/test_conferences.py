"""Case conferences: who plans, holds and reads them, what becomes of what they agree, and how they are counted."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from opennrm.cases.models import TimelineEntry
from opennrm.conferences import access, agenda, drafts, queries
from opennrm.conferences.models import AgreedAction, Conference, MinutesDraft
from opennrm.conferences.states import Attendance, State, Way
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.context import as_job
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.tasks import actions as task_actions
from opennrm.tasks.models import Task
from tests.conferences.scene import IN_A_WEEK, Scene, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def unread(scene, person) -> list[str]:
    with scene.office.world.acting(person) as actor:
        return list(notices.unread_by(actor).values_list("kind", flat=True))


def stories(scene) -> list[str]:
    entries = TimelineEntry.objects.using("setup").filter(
        case_id=scene.case_id, kind__startswith="conference."
    )
    return list(entries.order_by("at", "id").values_list("kind", flat=True))


# --- Planning


def test_only_whoever_leads_the_case_sees_a_conference(scene):
    assert scene.opened().place == "The small meeting room"
    assert scene.opened(scene.office.supervisor).conference.pk == scene.conference_id
    for stranger in (scene.office.colleague, scene.office.constable):
        with pytest.raises(NotThere):
            scene.opened(stranger)
        with pytest.raises(NotThere):
            scene.do("plan", of=scene.case_id, by=stranger, starts_at=timezone.now(), way=Way.VIDEO, place="",
                     chair=None)  # fmt: skip
        with scene.office.world.acting(stranger):
            assert not Conference.objects.exists()


def test_a_page_that_is_sent_twice_plans_once(scene):
    page = uuid4()
    assert scene.plan(page=page) == scene.plan(page=page)


@pytest.mark.parametrize(
    "given, field",
    [({"way": "by pigeon"}, "way"), ({"starts_at": timezone.now() - timedelta(days=400)}, "on")],
)
def test_a_conference_that_cannot_be_so_is_refused_with_what_to_correct(scene, given, field):
    with pytest.raises(Refused) as refused:
        scene.plan(**given)
    assert refused.value.field == field


def test_nobody_chairs_who_cannot_see_the_case(scene):
    with pytest.raises(Refused) as refused:
        scene.plan(chair=scene.office.colleague.membership.pk)
    assert refused.value.field == "chair"


def test_whoever_is_to_chair_is_told_and_finds_it_among_their_own(scene):
    made = scene.plan(chair=scene.office.supervisor.membership.pk)
    assert "conference.chair" in unread(scene, scene.office.supervisor)
    with scene.office.world.acting(scene.office.supervisor) as actor:
        assert list(access.mine(actor).values_list("pk", flat=True)) == [made]


def test_a_chair_who_loses_the_case_chairs_it_no_longer(scene):
    made = scene.plan(chair=scene.office.caseworker.membership.pk)
    scene.assign(scene.office.colleague)
    assert Conference.objects.using("setup").get(pk=made).chair_id is None
    with scene.office.world.acting(scene.office.colleague) as actor:
        assert access.mine(actor).filter(pk=made).exists()


def test_a_conference_moves_with_a_reason_and_not_over_what_somebody_else_did(scene):
    later = {"starts_at": timezone.now() + IN_A_WEEK, "way": Way.VIDEO, "place": ""}
    with pytest.raises(Refused, match="why"):
        scene.do("move_to", **later, reason=" ", seen=0)
    scene.do("move_to", **later, reason="The nurse is away.", seen=0)
    [(move, reason)] = scene.opened().moves
    assert (move.starts_after, reason) == (later["starts_at"], "The nurse is away.")
    with pytest.raises(Refused, match="meantime"):
        scene.do("move_to", **later, reason="The nurse is away.", seen=0)


def test_a_cancelled_conference_is_neither_moved_nor_held(scene):
    scene.do("cancel", reason="It is settled.")
    assert scene.opened().ended_words == "It is settled."
    with pytest.raises(TransitionRefused):
        scene.do("hold", attendance={})
    with pytest.raises(TransitionRefused):
        scene.do("add", sources=[], text="Something")


# --- The agenda


def test_open_questions_are_suggested_once_and_can_be_taken_off(scene):
    with scene.office.world.acting(scene.office.caseworker) as actor:
        conference = access.visible_to(actor).get(pk=scene.conference_id)
        suggested = agenda.suggestions(actor, conference, conference.case, at=timezone.now())
    codes = [each.code for each in suggested]
    assert {code.split(":")[0] for code in codes} >= {"clock", "identification", "risk"}
    page = uuid4()
    for _twice in range(2):
        scene.do("add", sources=codes, text="Where she can stay", page=page)
    shown = scene.opened().agenda
    assert [text for _item, text in shown] == [*(each.words for each in suggested), "Where she can stay"]
    scene.do("drop", item_id=shown[0][0].pk)
    assert len(scene.opened().agenda) == len(shown) - 1


# --- Holding it


def test_a_conference_is_held_when_it_has_started_and_everybody_is_accounted_for(scene):
    guest = scene.invite()
    with pytest.raises(Refused, match="everybody"):
        scene.do("hold", attendance={})
    with pytest.raises(Refused, match="not started"):
        scene.do("hold", attendance={guest: Attendance.ATTENDED}, at=timezone.now() - timedelta(hours=1))
    scene.do("hold", attendance={guest: Attendance.EXCUSED})
    assert scene.row().state == State.HELD
    assert stories(scene) == ["conference.planned", "conference.held"]


def test_minutes_are_sealed_corrected_with_a_reason_and_never_lost(scene):
    with pytest.raises(TransitionRefused):
        scene.do("write", text="Too early.", seen=0)
    scene.hold()
    page = uuid4()
    for _twice in range(2):
        scene.do("write", text="We agreed to wait.", seen=0, page=page)
    with pytest.raises(Refused, match="meantime"):
        scene.do("write", text="We did not wait.", seen=0, reason="A word was missing.")
    with pytest.raises(Refused, match="why"):
        scene.do("write", text="We did not wait.", seen=1)
    scene.do("write", text="We did not wait.", seen=1, reason="A word was missing.")
    minutes = scene.opened().minutes
    assert [each.text for each in minutes] == ["We did not wait.", "We agreed to wait."]
    assert b"wait" not in bytes(minutes[0].version.text)


def test_unfinished_minutes_are_their_authors_alone_until_they_are_saved_or_too_old(scene):
    scene.hold()
    page = uuid4()
    scene.do("keep", text="We agr", page=page)
    for person, sees in ((scene.office.caseworker, "We agr"), (scene.office.supervisor, None)):
        with scene.office.world.acting(person) as actor:
            found = drafts.open_own(actor, access.visible_to(actor).get(pk=scene.conference_id))
            assert (found and found.text) == sees
    scene.do("write", text="We agreed.", seen=0, page=page)
    assert scene.do("keep", text="We agr", page=page) is None
    scene.do("keep", text="Another page")
    with scene.office.world.connected_as("opennrm_worker"), as_job(drafts.EXPIRY):
        assert drafts.expire(at=timezone.now() + timedelta(days=pack().drafts.keep_days + 1)) == 1
    assert not MinutesDraft.objects.using("setup").exists()


def test_what_is_agreed_while_the_case_changes_hands_is_kept_and_so_is_the_case(scene, monkeypatch):
    """What is agreed locks the case for its task: before all else, as whoever gives the case away does."""
    scene.hold()
    make, begun, may_go_on = task_actions.make, threading.Event(), threading.Event()

    def make_later(*args, **given):
        begun.set()
        may_go_on.wait(20)
        return make(*args, **given)

    monkeypatch.setattr(task_actions, "make", make_later)
    failed: list[Exception] = []

    def run(step) -> None:
        try:
            step()
        except Exception as error:
            failed.append(error)
        connections.close_all()

    agreeing = threading.Thread(target=run, args=[scene.agree])
    assigning = threading.Thread(target=run, args=[lambda: scene.assign(scene.office.colleague)])
    agreeing.start()
    assert begun.wait(20)
    assigning.start()
    assigning.join(0.5)
    may_go_on.set()
    agreeing.join()
    assigning.join()
    assert failed == []
    assert AgreedAction.objects.using("setup").count() == 1


def test_what_is_agreed_becomes_a_task_and_each_leads_to_the_other(scene):
    guest = scene.invite()
    scene.hold()
    page = uuid4()
    own, again = scene.agree(page=page), scene.agree(page=page)
    assert own.pk == again.pk
    others = scene.agree(participant=guest, given_to=scene.office.caseworker.membership.pk)
    assert Task.objects.using("setup").get(pk=others.task_id).given_to_id is None
    with scene.office.world.acting(scene.office.caseworker) as actor:
        assert access.conference_of_task(actor, own.task_id) == scene.conference_id
    with pytest.raises(Refused) as refused:
        scene.agree(due_on=timezone.localdate() - timedelta(days=2))
    assert refused.value.field == "due_on"
    assert AgreedAction.objects.using("setup").count() == 2


# --- Counting


def test_a_supervisor_counts_conferences_disciplines_and_what_was_done_on_time(scene):
    scene.invite()
    scene.invite(who="A second officer")
    scene.hold()
    done, _open = scene.agree(), scene.agree()
    with scene.office.world.acting(scene.office.caseworker) as actor:
        task_actions.finish(done.task_id, by=actor, at=timezone.now())
    year = done.due_on.year
    after = timezone.now() + timedelta(days=20)
    with scene.office.world.acting(scene.office.supervisor) as actor:
        counted = queries.figures(actor, year=year, at=after)
        held_in = queries.figures(actor, year=scene.row().starts_at.astimezone(pack().zone).year, at=after)
    assert (held_in.held, held_in.disciplines, counted.due, counted.on_time) == (1, {"police": 1}, 2, 1)
    with scene.office.world.acting(scene.office.colleague) as actor:
        assert queries.figures(actor, year=year, at=after).held == 0
