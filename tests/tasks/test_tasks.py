"""Tasks: who makes, does, puts off and hands them on, what rules make, and how overdue ones rise."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.audit import actions as audit
from opennrm.audit.access import events_of_case
from opennrm.cases.models import TimelineEntry
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.models import Notice
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.screening.actions import decide
from opennrm.tasks import access, actions, queries
from opennrm.tasks.models import Task, TaskChange
from opennrm.tasks.states import Change, State
from tests.referrals import scene as referring
from tests.tasks.scene import WORDS, Scene, in_days, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def kinds_of_story(scene) -> list[str]:
    entries = TimelineEntry.objects.using("setup").filter(case_id=scene.case_id, kind__startswith="task.")
    return list(entries.order_by("at", "id").values_list("kind", flat=True))


def mine(scene, person) -> list:
    with scene.office.world.acting(person) as actor:
        return list(access.mine(actor).values_list("pk", flat=True))


def unread(scene, person) -> list[str]:
    with scene.office.world.acting(person) as actor:
        return list(notices.unread_by(actor).order_by("made_at").values_list("kind", flat=True))


def test_a_task_that_a_new_caseworker_has_done_waits_for_nobody(scene):
    supervisor = scene.office.supervisor
    task_id = scene.make(given_to=supervisor.membership.pk)
    assert "task.given" in unread(scene, supervisor)
    scene.assign(scene.office.colleague)
    scene.do("finish", task_id, by=scene.office.colleague)
    assert "task.given" not in unread(scene, supervisor)


# --- Making


def test_a_task_is_whoevers_leads_the_case(scene):
    task_id = scene.make()
    assert mine(scene, scene.office.caseworker) == [task_id]
    assert mine(scene, scene.office.supervisor) == []


def test_what_is_to_be_done_is_sealed_and_reading_it_is_recorded(scene, superuser):
    task_id = scene.make()
    assert WORDS.encode() not in bytes(scene.task(task_id).words)
    with scene.office.world.acting(scene.office.caseworker) as actor:
        opened = queries.open_task(actor, task_id, at=timezone.now())
        assert opened.entry.words == WORDS
        assert events_of_case(actor, scene.case_id).filter(kind="task.opened").count() == 1


def test_a_colleague_without_the_case_sees_no_task_of_it(scene):
    task_id = scene.make()
    with scene.office.world.acting(scene.office.colleague) as actor:
        assert list(Task.objects.all()) == []
        with pytest.raises(NotThere):
            queries.open_task(actor, task_id, at=timezone.now())


@pytest.mark.parametrize("who", ["colleague", "constable"])
def test_whoever_does_not_see_the_case_makes_no_task_in_it(scene, who):
    with pytest.raises(NotThere):
        scene.make(by=getattr(scene.office, who))


@pytest.mark.parametrize(
    "given, field",
    [
        ({"kind": "of-no-pack"}, "kind"),
        ({"words": "  "}, "words"),
        ({"due_on": in_days(-1)}, "due_on"),
    ],
)
def test_a_task_that_cannot_be_so_is_refused_with_what_to_correct(scene, given, field):
    with pytest.raises(Refused) as refused:
        scene.make(**given)
    assert refused.value.field == field


def test_a_task_is_given_to_nobody_who_cannot_see_the_case(scene):
    with pytest.raises(Refused) as refused:
        scene.make(given_to=scene.office.colleague.membership.pk)
    assert refused.value.field == "given_to"


def test_a_task_without_its_event_is_not_made(scene, monkeypatch):
    def fail(*args, **options):
        raise OSError("The audit is full.")

    monkeypatch.setattr(audit, "record", fail)
    before = Task.objects.using("setup").count()
    with pytest.raises(OSError, match="full"):
        scene.make()
    assert Task.objects.using("setup").count() == before


# --- Doing, cancelling, and taking that back


def test_a_task_is_done_with_a_word_on_how_it_went(scene):
    task_id = scene.make()
    scene.do("finish", task_id, words="She was there on Monday.")
    with scene.office.world.acting(scene.office.caseworker) as actor:
        opened = queries.open_task(actor, task_id, at=timezone.now())
    assert (opened.entry.task.state, opened.ended_words) == (State.DONE, "She was there on Monday.")
    assert kinds_of_story(scene)[-2:] == ["task.made", "task.done"]


def test_a_task_is_cancelled_with_a_reason_only(scene):
    task_id = scene.make()
    with pytest.raises(Refused) as refused:
        scene.do("cancel", task_id, reason=" no ")
    assert refused.value.field == "reason"
    assert scene.do("cancel", task_id, reason="The school called us.").state == State.CANCELLED


@pytest.mark.parametrize("verb, given", [("finish", {}), ("cancel", {"reason": "Not needed."})])
def test_a_task_ends_once(scene, verb, given):
    task_id = scene.make()
    scene.do("finish", task_id)
    with pytest.raises(TransitionRefused):
        scene.do(verb, task_id, **given)


def test_whoever_ended_a_task_takes_that_back_within_some_minutes(scene):
    task_id = scene.make()
    scene.do("finish", task_id, words="Slipped.")
    scene.do("undo", task_id)
    task = scene.task(task_id)
    assert (task.state, task.ended_at, task.ended_by_id, task.ended_words) == (State.OPEN, None, None, None)


def test_after_some_minutes_a_task_stays_done(scene):
    task_id = scene.make()
    scene.do("finish", task_id)
    with pytest.raises(TransitionRefused, match="too late"):
        scene.do("undo", task_id, at=timezone.now() + timedelta(minutes=11))


def test_nobody_else_takes_back_that_a_task_is_done(scene):
    task_id = scene.make()
    scene.do("finish", task_id)
    with pytest.raises(NotAllowed):
        scene.do("undo", task_id, by=scene.office.supervisor)


# --- Putting off and handing on


def test_a_task_that_is_put_off_keeps_its_history(scene):
    task_id = scene.make(due_on=in_days(1))
    scene.do("put_off", task_id, to=in_days(5), reason="The school is closed this week.")
    with scene.office.world.acting(scene.office.caseworker) as actor:
        opened = queries.open_task(actor, task_id, at=timezone.now())
    [(change, reason)] = opened.changes
    assert (change.change, change.due_before, change.due_after) == (Change.PUT_OFF, in_days(1), in_days(5))
    assert reason == "The school is closed this week."
    assert (opened.entry.task.due_on, opened.entry.task.moves) == (in_days(5), 1)


@pytest.mark.parametrize(
    "given, field",
    [
        ({"to": in_days(1), "reason": "Closed today."}, "to"),
        ({"to": in_days(3), "reason": "Closed today."}, "to"),
        ({"to": in_days(4), "reason": ""}, "reason"),
    ],
)
def test_a_task_is_put_off_to_a_later_day_with_a_reason(scene, given, field):
    task_id = scene.make(due_on=in_days(3))
    with pytest.raises(Refused) as refused:
        scene.do("put_off", task_id, **given)
    assert refused.value.field == field


def test_a_colleague_to_whom_a_task_is_handed_on_is_told_and_has_it(scene):
    task_id, supervisor = scene.make(), scene.office.supervisor
    scene.do("hand_on", task_id, to=supervisor.membership.pk)
    assert mine(scene, supervisor) == [task_id]
    assert mine(scene, scene.office.caseworker) == []
    assert unread(scene, supervisor) == ["task.given"]


def test_a_task_that_is_done_is_no_news_any_more(scene):
    task_id, supervisor = scene.make(), scene.office.supervisor
    scene.do("hand_on", task_id, to=supervisor.membership.pk)
    scene.do("finish", task_id)
    assert unread(scene, supervisor) == []


def test_a_task_comes_back_to_whoever_leads_the_case(scene):
    task_id = scene.make(given_to=scene.office.supervisor.membership.pk)
    scene.do("hand_on", task_id, to=None, by=scene.office.supervisor)
    assert mine(scene, scene.office.caseworker) == [task_id]
    assert "task.given" in unread(scene, scene.office.caseworker)


def test_nobody_is_told_of_what_they_did_themselves(scene):
    scene.make(by=scene.office.supervisor, given_to=scene.office.supervisor.membership.pk)
    assert unread(scene, scene.office.supervisor) == []


@pytest.mark.parametrize("verb, given", [
    ("put_off", {"to": in_days(9), "reason": "Closed today."}),
    ("hand_on", {"to": None}),
])  # fmt: skip
def test_a_task_that_has_ended_is_neither_put_off_nor_handed_on(scene, verb, given):
    task_id = scene.make()
    scene.do("finish", task_id)
    with pytest.raises(TransitionRefused):
        scene.do(verb, task_id, **given)


# --- A case that changes hands


def test_the_tasks_of_whoever_leads_go_along_with_the_case(scene):
    task_id = scene.make()
    scene.assign(scene.office.colleague)
    assert mine(scene, scene.office.colleague) == [task_id]
    assert mine(scene, scene.office.caseworker) == []


def test_a_task_of_somebody_who_loses_the_case_falls_back_to_whoever_leads_it(scene):
    task_id = scene.make(given_to=scene.office.caseworker.membership.pk)
    scene.assign(scene.office.colleague)
    assert mine(scene, scene.office.colleague) == [task_id]
    [change] = TaskChange.objects.using("setup").filter(task_id=task_id)
    assert (change.change, change.given_before_id, change.given_after_id) == (
        Change.FELL_BACK, scene.office.caseworker.membership.pk, None,
    )  # fmt: skip


def test_a_task_of_a_supervisor_stays_theirs_when_the_case_changes_hands(scene):
    task_id = scene.make(given_to=scene.office.supervisor.membership.pk)
    scene.assign(scene.office.colleague)
    assert mine(scene, scene.office.supervisor) == [task_id]


def test_a_task_of_somebody_who_left_falls_back_in_the_morning(scene, superuser):
    task_id = scene.make(given_to=scene.office.supervisor.membership.pk)
    superuser.execute(
        "UPDATE agencies_membership SET ended_at = now() WHERE id = %s",
        [scene.office.supervisor.membership.pk],
    )
    scene.watch(timezone.now())
    assert mine(scene, scene.office.caseworker) == [task_id]


# --- What rules make


def test_a_rule_makes_its_task_when_its_event_happens(world):
    scene_office = set_up(world).office
    case_id = scene_office.case()
    made = Task.objects.using("setup").filter(case_id=case_id)
    rules = [rule.code for rule in pack().task_rules_on("case.assigned")]
    assert rules
    assert sorted(made.values_list("rule", flat=True)) == sorted(rules)
    assert kinds_of_story(Scene(scene_office, case_id)) == []


def test_a_rule_makes_its_task_for_each_time_that_its_event_happens(scene):
    today = in_days(0)
    with scene.office.world.acting(scene.office.caseworker) as actor:
        decide(
            scene.case_id, to="presumed", reasons="She said so, and the teacher saw it.", decided_on=today,
            by=actor, at=timezone.now(),
        )  # fmt: skip
    rules = pack().task_rules_on("identification.presumed")
    made = Task.objects.using("setup").open().filter(case_id=scene.case_id)
    assert [task.rule for task in made] == [rule.code for rule in rules]


def test_a_service_whose_answer_makes_a_task_does_not_see_it(world):
    scene = referring.set_up(world)
    referral = scene.send()
    scene.do(scene.manager, "accept", referral)
    rules = [rule.code for rule in pack().task_rules_on("referral.answered")]
    with scene.world.acting(scene.manager):
        assert list(Task.objects.all()) == []
        assert Task.objects.update(moves=7, from_action=True) == 0
    with scene.world.acting(scene.caseworker) as actor:
        assert [task.rule for task in access.mine(actor) if task.rule in rules] == rules


# --- Overdue


def test_overdue_tasks_rise_to_the_supervisors_once_by_one_notice(scene):
    for _number in range(3):
        scene.make(due_on=in_days(1))
    later = timezone.now() + timedelta(days=3)
    scene.watch(later)
    scene.watch(later + timedelta(days=1))
    assert unread(scene, scene.office.supervisor).count("task.overdue") == 1
    assert Notice.objects.using("setup").filter(kind="task.overdue").count() == 1


def test_a_task_that_was_put_off_rises_again_when_it_passes_its_new_day(scene):
    task_id = scene.make(due_on=in_days(1))
    scene.watch(timezone.now() + timedelta(days=2))
    scene.do("put_off", task_id, to=in_days(4), reason="The school is closed.")
    scene.watch(timezone.now() + timedelta(days=5))
    assert unread(scene, scene.office.supervisor).count("task.overdue") == 2


def test_a_task_is_not_overdue_on_its_day(scene):
    scene.make(due_on=in_days(0))
    scene.watch(timezone.now())
    assert unread(scene, scene.office.supervisor).count("task.overdue") == 0


def test_a_service_takes_no_step_on_a_task(world):
    scene = referring.set_up(world)
    referral = scene.send()
    scene.do(scene.manager, "accept", referral)
    task_id = Task.objects.using("setup").filter(case_id=scene.case_id).first().pk
    with scene.world.acting(scene.manager) as actor, pytest.raises(NotThere):
        actions.finish(task_id, by=actor, at=timezone.now())


def test_other_parts_of_a_case_read_nothing_of_its_tasks_in_the_story(scene):
    scene.make()
    readers = (
        TimelineEntry.objects.using("setup")
        .filter(case_id=scene.case_id, kind="task.made")
        .values_list("readers", flat=True)
    )
    with scene.office.world.acting(scene.office.caseworker) as caseworker:
        holders = set(caseworker.principals)
    with scene.office.world.acting(scene.office.supervisor) as supervisor:
        holders |= set(supervisor.principals)
    assert all(set(of_entry) <= holders for of_entry in readers)
