"""Closing a case: one person asks, another decides; nothing may be running; a closed case stays as it is."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from opennrm.audit.access import events_of_case
from opennrm.cases import access as case_access
from opennrm.cases import participation, risk
from opennrm.cases.actions import assign
from opennrm.cases.bound import LEAD
from opennrm.cases.deadlines import Standing, standing
from opennrm.cases.models import Clock, Participation, Receipt, TimelineEntry
from opennrm.cases.states import Part, ReceiptStatus
from opennrm.closing import access, actions, continuing
from opennrm.closing.models import Closure, Continuation
from opennrm.closing.rules import kept_until
from opennrm.closing.states import State
from opennrm.concerns import dangers
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.invented.cases import taken
from opennrm.invented.closing import WORDS
from opennrm.invented.notes import CALL, noted
from opennrm.invented.screening import not_confirmed
from opennrm.tasks import actions as task_actions
from opennrm.tasks.models import Task
from opennrm.tasks.states import State as TaskState
from tests.closing.scene import Scene, set_up
from tests.referrals import scene as referring


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def unread(scene, person) -> list[str]:
    with scene.world.acting(person) as actor:
        kinds = notices.unread_by(actor).order_by("made_at").values_list("kind", flat=True)
        return [kind for kind in kinds if kind.startswith(("closing.", "case.reopened"))]


def open_tasks(scene) -> list[Task]:
    found = Task.objects.using("setup").filter(case_id=scene.case_id, state=TaskState.OPEN)
    return list(found.order_by("due_on"))


# --- Asking and deciding


def test_closing_and_a_task_that_is_done_at_the_same_moment_do_not_wait_for_each_other(scene):
    """Each locks rows that the other wants: closing lets whoever is at work on the case end first."""
    task, kept, may_end = open_tasks(scene)[0], threading.Event(), threading.Event()
    scene.ask()
    failed: list[Exception] = []

    def work() -> None:
        try:
            with scene.world.acting(scene.office.caseworker) as actor:
                participation.keep_lead(scene.case_id)
                kept.set()
                may_end.wait(20)
                task_actions.finish(task.pk, words="She is well.", by=actor, at=timezone.now())
        except Exception as error:
            failed.append(error)
        connections.close_all()

    def close() -> None:
        try:
            scene.decide("approve")
        except Exception as error:
            failed.append(error)
        connections.close_all()

    working, closing = threading.Thread(target=work), threading.Thread(target=close)
    working.start()
    assert kept.wait(20)
    closing.start()
    closing.join(0.5)
    may_end.set()
    working.join()
    closing.join()
    assert failed == []
    task.refresh_from_db(using="setup")
    assert (task.state, scene.case.closed_at is None) == (TaskState.DONE, False)


def test_a_case_is_closed_when_one_person_asks_and_another_approves(scene):
    scene.ask()
    assert unread(scene, scene.office.supervisor) == ["closing.asked"]
    scene.decide("approve", words="I agree.")
    assert scene.case.closed_at is not None
    assert (scene.closure.state, scene.closure.retention) == (State.APPROVED, "unsubstantiated_concern")
    assert unread(scene, scene.office.caseworker) == ["closing.approved"]
    assert unread(scene, scene.office.supervisor) == []
    told = TimelineEntry.objects.using("setup").filter(case_id=scene.case_id, kind__in=["case.closed"])
    assert told.get().detail["reason"] == scene.closure.reason


def test_what_is_written_is_sealed_and_reading_it_is_recorded(scene):
    scene.ask()
    assert WORDS.encode() not in bytes(scene.closure.words)
    with scene.world.acting(scene.office.caseworker) as actor:
        _case, [opened], _links = access.open_history(actor, scene.case_id)
        assert opened.words == WORDS
        assert events_of_case(actor, scene.case_id).filter(kind="closing.opened").count() == 1


def test_nobody_decides_on_what_they_asked_for(scene):
    scene.world.person(scene.office.supervisor.membership.agency, "supervisor")
    scene.ask(by=scene.office.supervisor)
    with pytest.raises(NotAllowed):
        scene.decide("approve")
    with pytest.raises(NotAllowed):
        scene.decide("refuse", words="No, not yet.")
    assert scene.case.closed_at is None


def test_a_supervisor_without_another_one_is_told_that_nobody_could_decide(world):
    scene = set_up(world)
    alone = scene.office.supervisor
    with pytest.raises(Refused, match="Nobody else in your agency can approve this"):
        scene.ask(by=alone)
    second = world.person(alone.membership.agency, "supervisor")
    scene.ask(by=alone)
    scene.decide("approve", by=second)
    assert scene.case.closed_at is not None


def test_a_caseworker_does_not_decide(scene):
    scene.ask()
    for verb, given in (("approve", {}), ("refuse", {"words": "No, not yet."})):
        with pytest.raises(NotAllowed):
            scene.decide(verb, by=scene.office.caseworker, **given)


@pytest.mark.parametrize("who", ["colleague", "constable"])
def test_whoever_does_not_see_the_case_learns_nothing_of_its_closing(scene, who):
    scene.ask()
    with scene.world.acting(getattr(scene.office, who)) as actor:
        assert list(Closure.objects.all()) == []
        with pytest.raises(NotThere):
            access.open_history(actor, scene.case_id)
        with pytest.raises(NotThere):
            actions.withdraw(scene.case_id, uuid4(), by=actor, at=timezone.now())


def test_a_refusal_says_why_and_leaves_the_case_open(scene):
    scene.ask()
    with pytest.raises(Refused):
        scene.decide("refuse", words=" ")
    scene.decide("refuse", words="Visit her at her new school first.")
    assert (scene.closure.state, scene.case.closed_at) == (State.REFUSED, None)
    assert unread(scene, scene.office.caseworker) == ["closing.refused"]
    scene.ask()
    assert unread(scene, scene.office.caseworker) == []


def test_a_request_is_withdrawn_and_then_nobody_decides(scene):
    scene.ask()
    scene.decide("withdraw", by=scene.office.caseworker)
    with pytest.raises(TransitionRefused):
        scene.decide("approve")
    assert unread(scene, scene.office.supervisor) == []


def test_a_form_that_is_sent_twice_asks_once_and_a_second_one_is_refused(scene):
    token = uuid4()
    assert scene.ask(token=token).pk == scene.ask(token=token).pk
    with pytest.raises(TransitionRefused):
        scene.ask()
    scene.decide("approve")
    assert scene.decide("approve").state == State.APPROVED


@pytest.mark.parametrize(
    "said, field",
    [
        ({"reason": "of-no-pack"}, "reason"),
        ({"outcome": ""}, "outcome"),
        ({"words": " "}, "words"),
        ({"told_words": ""}, "told_words"),
    ],
)
def test_an_answer_that_cannot_be_so_is_refused_with_what_to_correct(scene, said, field):
    with pytest.raises(Refused) as refused:
        scene.ask(**said)
    assert refused.value.field == field


# --- What stands in the way


def in_the_way(scene, case_id=None) -> set[str]:
    with scene.world.acting(scene.office.supervisor) as actor:
        case = case_access.case(actor, case_id or scene.case_id)
        return {obstacle.about for obstacle in actions.obstacles(actor, case)}


def test_a_case_that_nobody_has_taken_and_decided_is_not_closed(world):
    scene = set_up(world)
    waiting = Scene(scene.office, scene.office.case(assigned=False))
    assert in_the_way(waiting) == {"case", "decision_to_make"}
    with pytest.raises(actions.Obstructed):
        waiting.ask(by=scene.office.caseworker)


def test_a_danger_keeps_a_case_open_also_when_it_arises_after_somebody_asked(scene):
    scene.ask()
    with scene.world.acting(scene.office.caseworker) as actor:
        code = next(iter(pack().codes("urgent_dangers")))
        now = timezone.now()
        danger = dangers.add(scene.case_id, danger=code, reason="She was seen there.", by=actor, at=now)
    assert in_the_way(scene) == {"urgency"}
    with pytest.raises(actions.Obstructed):
        scene.decide("approve")
    with scene.world.acting(scene.office.caseworker) as actor:
        dangers.end(scene.case_id, danger.pk, reason="She is home.", by=actor, at=timezone.now())
    scene.decide("approve")


def test_a_referral_keeps_a_case_open_until_it_has_ended(world):
    place = referring.set_up(world)
    people = {"worker": place.caseworker, "supervisor": place.supervisor}
    world.course(place.case_id, **people).go(not_confirmed)
    referral = place.send()
    with world.acting(place.caseworker) as actor:
        case = case_access.case(actor, place.case_id)
        [obstacle] = actions.obstacles(actor, case)
    assert (obstacle.about, obstacle.subject_id) == ("referral", referral.pk)
    place.do(place.manager, "accept", referral)
    with world.acting(place.caseworker) as actor:
        assert "helping the child" in actions.obstacles(actor, case)[0].words
    place.do(place.manager, "complete", referral)
    with world.acting(place.caseworker) as actor:
        assert actions.obstacles(actor, case) == []


def test_open_tasks_are_cancelled_only_if_whoever_asked_chose_that(scene):
    [task] = open_tasks(scene)[:1]
    with pytest.raises(Refused) as refused:
        scene.ask(ends_tasks=False)
    assert refused.value.field == "ends_tasks"
    scene.close()
    assert Task.objects.using("setup").get(pk=task.pk).state == TaskState.CANCELLED
    with scene.world.acting(scene.office.supervisor) as actor, pytest.raises(case_access.CaseClosed):
        task_actions.undo(task.pk, by=actor, at=timezone.now())


# --- A closed case


def test_a_closed_case_is_not_changed_but_followed_up_and_corrected(scene):
    scene.close()
    today = timezone.localdate(timezone=pack().zone)
    with scene.world.acting(scene.office.caseworker) as actor:
        now = timezone.now()
        given = {"reason": "She called.", "assessed_on": today, "by": actor, "at": now}
        with pytest.raises(case_access.CaseClosed):
            risk.assess(scene.case_id, level=risk.highest(), **given)
        task = {"kind": next(iter(pack().codes("task_kinds"))), "words": "Call", "due_on": today}
        with pytest.raises(case_access.CaseClosed):
            task_actions.make(scene.case_id, **task, by=actor, at=now)
    scene.world.course(scene.case_id, worker=scene.office.caseworker).go(noted(CALL))
    first, *others = open_tasks(scene)
    with scene.world.acting(scene.office.caseworker) as actor:
        task_actions.finish(first.pk, words="She is well.", by=actor, at=timezone.now())
    assert len(others) == 2


def test_time_limits_stop_and_every_part_but_the_lead_ends(scene):
    house = scene.world.agency("shelter")
    with scene.world.acting(scene.office.caseworker) as actor:
        assert Clock.objects.visible_to(actor).of_case(scene.case_id).running().exists()
        now = timezone.now()
        given = {"part": Part.SERVING, "ends": now + timedelta(days=1)}
        principal = participation.offer(
            scene.case_id, agency_id=house.pk, team_roles=["service_provider"], begins=True, **given
        )
        participation.record_offer(
            scene.case, house, principal, scopes={"case"}, basis="", started_at=now, holders=[LEAD], **given
        )
    scene.close()
    clocks = Clock.objects.using("setup").filter(case_id=scene.case_id)
    assert {
        standing(clock, at=timezone.now()) for clock in clocks.filter(stopped_by_event="case.closed")
    } == {Standing.ENDED}
    assert not clocks.filter(stopped_at=None).exists()
    parts = Participation.objects.using("setup").filter(case_id=scene.case_id, ended_at=None)
    assert [part.part for part in parts] == ["lead"]


def test_whoever_looks_after_the_follow_up_can_change(scene):
    scene.close()
    with scene.world.acting(scene.office.supervisor) as actor:
        to = scene.office.colleague.membership.pk
        assign(scene.case_id, to=to, by=actor, at=timezone.now())
    with scene.world.acting(scene.office.colleague) as actor:
        assert case_access.visible_to(actor).closed().count() == 1


def test_follow_up_comes_after_three_six_and_twelve_months(scene):
    closed_at = timezone.now()
    scene.close(at=closed_at)
    days = [task.due_on for task in open_tasks(scene)]
    today = closed_at.astimezone(pack().zone).date()
    assert [round((day - today) / timedelta(days=30.4)) for day in days] == [3, 6, 12]
    assert {task.given_to_id for task in open_tasks(scene)} == {None}


def test_whoever_reported_is_told_as_the_country_says(scene):
    scene.close()
    receipt = Receipt.objects.using("setup").get(case_id=scene.case_id)
    assert receipt.status == ReceiptStatus.CLOSED
    scene.reopen()
    receipt.refresh_from_db(using="setup")
    assert receipt.status == ReceiptStatus.BEING_LOOKED_INTO


@pytest.mark.parametrize(
    "closed_on, years, last",
    [(date(2026, 3, 1), 25, date(2051, 3, 1)), (date(2028, 2, 29), 7, date(2035, 2, 28))],
)
def test_a_case_is_kept_for_whole_years(closed_on, years, last):
    assert kept_until(closed_on, years) == last


# --- Reopening


def test_a_supervisor_reopens_a_case_and_what_is_left_of_its_follow_up_is_cancelled(scene):
    scene.close()
    with pytest.raises(NotAllowed):
        scene.reopen(by=scene.office.caseworker)
    with pytest.raises(Refused):
        scene.reopen(reason=" ")
    scene.reopen()
    scene.reopen()
    assert (scene.case.closed_at, scene.closure.state) == (None, State.REOPENED)
    assert open_tasks(scene) == []
    assert unread(scene, scene.office.caseworker) == ["case.reopened"]
    running = Clock.objects.using("setup").filter(case_id=scene.case_id, stopped_at=None)
    assert [clock.rule for clock in running] == ["risk_after_reopening"]


def test_a_case_that_is_open_is_not_reopened(scene):
    with pytest.raises(TransitionRefused):
        scene.reopen()


def test_a_newer_case_of_the_child_reopens_the_earlier_one_and_may_then_be_closed_undecided(scene):
    scene.close()
    newer = Scene(scene.office, scene.office.case())
    with scene.world.acting(scene.office.supervisor) as actor:
        given = {"reason": "The same aunt.", "by": actor, "at": timezone.now()}
        with pytest.raises(access.NoEarlierCase):
            continuing.reopen_earlier(newer.case_id, reference=newer.case.reference, **given)
        reference = scene.case.reference.lower().replace("-", " ")
        for _click in range(2):
            continuing.reopen_earlier(newer.case_id, reference=reference, **given)
        assert [link.other.pk for link in access.links_of(actor, newer.case_id)] == [scene.case_id]
        assert [link.other.pk for link in access.links_of(actor, scene.case_id)] == [newer.case_id]
    assert (scene.case.closed_at, Continuation.objects.using("setup").count()) == (None, 2)
    assert in_the_way(newer) == set()
    newer.close()
    assert newer.case.closed_at is not None


def test_a_case_of_another_agency_is_no_earlier_one(world):
    scene = set_up(world)
    scene.close()
    other = world.agency("child_protection", code="zz-other")
    stranger = world.person(other, "supervisor")
    with world.acting(stranger) as actor, pytest.raises(access.NoEarlierCase):
        access.earlier_case(actor, scene.case.reference, but=uuid4())


def test_an_open_case_list_leaves_closed_cases_out(scene):
    scene.close()
    with scene.world.acting(scene.office.supervisor) as actor:
        assert not case_access.gone_with_cases(actor).exists()
        assert not case_access.visible_to(actor).open().exists()
    taken_case = scene.world.opened(scene.office.constable)
    scene.world.course(taken_case, worker=scene.office.caseworker).go(taken)
    with scene.world.acting(scene.office.supervisor) as actor:
        assert [case.pk for case in case_access.visible_to(actor).open()] == [taken_case]
