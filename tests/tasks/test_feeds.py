"""The calendar feed: whoever has its secret address learns when something is due to one person, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from opennrm.cases.models import Case, Clock
from opennrm.foundation.context import begin_clean, commission, due_in_feed, enter_feed
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.second_door import NobodyEntered, second_door
from opennrm.tasks import feeds
from opennrm.tasks.models import CalendarFeed, Task
from opennrm.web.parts import CalendarDays, gathered
from tests.tasks.scene import Scene, in_days, set_up

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def feed_of(scene, person) -> str:
    with scene.office.world.acting(person) as actor:
        return feeds.renew(by=actor, at=timezone.now())


def read(token: str, *, at=None) -> list[feeds.Due]:
    """Read a feed as a calendar program does: in a transaction of its own that nobody has entered."""
    begin_clean()
    with transaction.atomic():
        return feeds.read(token, origin="192.0.2.9", at=at or timezone.now())


def days_of_tasks(token: str) -> list:
    return [due.on for due in read(token) if due.kind == "task"]


def test_a_feed_has_the_tasks_and_time_limits_of_its_owner(scene):
    scene.make(due_on=in_days(4))
    found = read(feed_of(scene, scene.office.caseworker))
    assert [due.on for due in found if due.kind == "task"] == [in_days(4)]
    running = Clock.objects.using("setup").filter(case_id=scene.case_id, stopped_at=None).count()
    assert running
    assert len([due for due in found if due.kind == "clock"]) == running


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "colleague"])
def test_a_feed_shows_the_same_days_as_the_calendar(scene, who):
    person = getattr(scene.office, who)
    scene.make(due_on=in_days(4))
    scene.make(due_on=in_days(9), given_to=scene.office.supervisor.membership.pk)
    scene.office.case()
    fed = sorted((due.kind, due.on) for due in read(feed_of(scene, person)))
    with scene.office.world.acting(person) as actor:
        days = CalendarDays(first=in_days(0), last=in_days(feeds.SHOWN_DAYS), is_mine=True, at=timezone.now())
        drawn = sorted(
            (source.kind, entry.on) for source in gathered().calendar for entry in source.entries(actor, days)
        )
    assert fed == drawn
    assert bool(fed) == (who != "colleague")


def test_every_source_of_the_calendar_has_its_part_of_the_feed(superuser):
    rows = superuser.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'sec'::regnamespace AND proname LIKE 'feed_part_%'"
    )
    assert {f"feed_part_{source.kind}" for source in gathered().calendar} == {name for (name,) in rows}


def test_a_feed_shows_what_its_owner_sees_at_that_moment(scene):
    scene.make(due_on=in_days(4))
    token = feed_of(scene, scene.office.caseworker)
    scene.assign(scene.office.colleague)
    assert read(token) == []
    assert days_of_tasks(feed_of(scene, scene.office.colleague)) == [in_days(4)]


def test_a_feed_ends_with_its_days(scene):
    scene.make(due_on=in_days(feeds.SHOWN_DAYS))
    scene.make(due_on=in_days(feeds.SHOWN_DAYS + 1))
    assert days_of_tasks(feed_of(scene, scene.office.caseworker)) == [in_days(feeds.SHOWN_DAYS)]


def test_something_that_moves_keeps_its_uid_and_is_told_to_have_moved(scene):
    task_id, token = scene.make(due_on=in_days(4)), feed_of(scene, scene.office.caseworker)
    [before] = [due for due in read(token) if due.kind == "task"]
    scene.do("put_off", task_id, to=in_days(6), reason="The school is closed.")
    [after] = [due for due in read(token) if due.kind == "task"]
    assert (after.uid, after.on, after.moves) == (before.uid, in_days(6), before.moves + 1)


def test_two_feeds_tell_the_same_thing_by_different_uids(scene):
    scene.make()
    token = feed_of(scene, scene.office.caseworker)
    first = {due.uid for due in read(token)}
    second = {due.uid for due in read(feed_of(scene, scene.office.caseworker))}
    assert first
    assert first.isdisjoint(second)


# --- Who gets in


def test_the_secret_of_a_feed_is_kept_nowhere(scene, superuser):
    token = feed_of(scene, scene.office.caseworker)
    [(row,)] = superuser.execute("SELECT row_to_json(f)::text FROM tasks_calendarfeed f").fetchall()
    assert token not in row
    assert feeds.digest(token) in row


def test_a_renewed_feed_ends_the_one_before(scene):
    before, after = (feed_of(scene, scene.office.caseworker) for _time in range(2))
    with pytest.raises(NotThere):
        read(before)
    assert read(after)


def test_an_ended_feed_gives_nothing(scene):
    token = feed_of(scene, scene.office.caseworker)
    with scene.office.world.acting(scene.office.caseworker) as actor:
        feeds.end(by=actor, at=timezone.now())
    with pytest.raises(NotThere):
        read(token)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tasks_calendarfeed SET expires_at = now()",
        "UPDATE agencies_membership SET ended_at = now()",
        "UPDATE agencies_membership SET confirmed_at = NULL, confirmed_by_id = NULL",
        "UPDATE agencies_account SET is_active = false",
        "UPDATE agencies_agency SET is_active = false",
    ],
)
def test_a_feed_of_somebody_who_may_no_longer_act_gives_nothing(scene, superuser, statement):
    token = feed_of(scene, scene.office.caseworker)
    superuser.execute(statement)
    with pytest.raises(NotThere):
        read(token)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "'; DROP TABLE tasks_task; --"])
def test_an_unknown_secret_gives_nothing(scene, token):
    feed_of(scene, scene.office.caseworker)
    with pytest.raises(NotThere):
        read(token)


def test_the_digest_of_a_secret_opens_nothing(scene):
    token = feed_of(scene, scene.office.caseworker)
    with pytest.raises(NotThere):
        read(feeds.digest(token))


# --- What it opens


def test_whoever_enters_by_a_feed_sees_no_row_of_a_case(scene):
    scene.make()
    token = feed_of(scene, scene.office.caseworker)
    begin_clean()
    with transaction.atomic():
        entered = enter_feed(token, origin="192.0.2.9")
        assert entered is not None
        assert due_in_feed(in_days(0), in_days(60), zone="UTC")
        assert entered.principals == ()
        assert [model.objects.count() for model in (Task, Case, Clock)] == [0, 0, 0]


def test_what_is_due_is_told_to_nobody_who_has_not_entered_by_a_feed(scene):
    scene.make()
    with (
        scene.office.world.acting(scene.office.caseworker),
        pytest.raises(Exception, match="whoever has entered by it"),
    ):
        due_in_feed(in_days(0), in_days(60), zone="UTC")


def test_a_feed_does_not_lead_through_the_second_door(scene):
    token = feed_of(scene, scene.office.caseworker)
    begin_clean()
    with transaction.atomic():
        enter_feed(token, origin="192.0.2.9")
        with pytest.raises(NobodyEntered), second_door():
            pass


def test_whoever_enters_by_a_feed_leaves_no_errand(scene):
    token = feed_of(scene, scene.office.caseworker)
    begin_clean()
    with transaction.atomic():
        enter_feed(token, origin="192.0.2.9")
        with pytest.raises(Exception, match="signed in"), transaction.atomic():
            commission("estimates.run")


def test_an_injected_statement_gives_nobody_a_feed(scene):
    with (
        scene.office.world.acting(scene.office.caseworker),
        pytest.raises(Exception, match="permission denied"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO tasks_calendarfeed (id, membership_id, token_digest, made_at, expires_at) "
            "VALUES (gen_random_uuid(), %s, 'x', now(), now())",
            [scene.office.supervisor.membership.pk],
        )


def test_each_time_that_a_feed_is_read_is_recorded_for_its_owner(scene, superuser):
    token = feed_of(scene, scene.office.caseworker)
    read(token)
    event = superuser.execute(
        "SELECT membership_id, job, origin, case_id FROM audit_event WHERE kind = 'calendar_feed.read'"
    ).fetchone()
    assert event == (scene.office.caseworker.membership.pk, "calendar.feed", "192.0.2.9", None)


def test_one_person_has_one_feed_an_agency(scene):
    for _time in range(3):
        feed_of(scene, scene.office.caseworker)
    assert CalendarFeed.objects.using("setup").live().count() == 1


def test_a_feed_without_its_event_is_not_read(scene, monkeypatch):
    token = feed_of(scene, scene.office.caseworker)

    def fail(*args, **options):
        raise OSError("The audit is full.")

    monkeypatch.setattr(feeds.audit, "record", fail)
    with pytest.raises(OSError, match="full"):
        read(token, at=timezone.now() + timedelta(minutes=1))
