"""Spaces and people are booked once at a time: held, confirmed, released."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connections, transaction
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.country.pack import pack
from opennrm.foundation.context import begin_clean
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.spaces import actions, bookings, jobs, queries, team
from opennrm.spaces.models import Booking, Resource, Space
from opennrm.tasks import feeds
from tests.spaces.scene import SPACE, Scene, next_monday, on, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def events(kind: str) -> list[str]:
    found = AuditEvent.objects.using("setup").filter(kind__startswith=kind).order_by("sequence")
    return list(found.values_list("kind", flat=True))


def test_i4_bookings_meet_at_one_moment_and_a_turnaround_keeps_them_apart(scene):
    scene.hold(9, 11)
    scene.hold(11, 13)
    Space.objects.using("setup").filter(pk=scene.space_id).update(turnaround_minutes=30, from_action=True)
    scene.hold(14, 15)
    with pytest.raises(bookings.AlreadyBooked, match="space"):
        scene.hold(15, 16)


def test_a_person_is_at_one_place_at_a_time_whoever_books_them(scene):
    officer = [(Resource.PERSON, scene.officer_id)]
    scene.hold(9, 11, of=officer)
    with pytest.raises(bookings.AlreadyBooked, match="Somebody"):
        scene.hold(10, 12, of=officer, by=scene.colleague)


def test_what_is_refused_saves_nothing(scene):
    taken = scene.hold(9, 11, of=[(Resource.PERSON, scene.officer_id)])
    both = [(Resource.SPACE, scene.space_id), (Resource.PERSON, scene.officer_id)]
    with pytest.raises(bookings.AlreadyBooked):
        scene.hold(9, 11, of=both)
    assert set(Booking.objects.using("setup").values_list("occasion", flat=True)) == {taken}
    with pytest.raises(Refused):
        scene.hold(11, 11)
    for kind in Resource:
        with pytest.raises(NotThere):
            scene.hold(11, 12, of=[(kind, uuid4())])


def test_of_two_servers_that_book_at_one_moment_one_is_refused(scene):
    """Two connections, each in its own transaction: the second waits for the first, and is refused."""
    inserted, may_commit = threading.Event(), threading.Event()
    outcomes: list[str] = []

    def first() -> None:
        with scene.world.acting(scene.facilitator) as actor:
            day = next_monday()
            wanted = [(Resource.SPACE, scene.space_id)]
            now = timezone.now()
            times = {"starts_at": on(day, 9), "ends_at": on(day, 11)}
            bookings.hold(uuid4(), wanted, by=actor, at=now, **times)
            inserted.set()
            assert may_commit.wait(20)
        outcomes.append("first booked")
        connections.close_all()

    def second() -> None:
        try:
            scene.hold(10, 12, by=scene.colleague)
            outcomes.append("second booked")
        except bookings.AlreadyBooked:
            outcomes.append("second refused")
        connections.close_all()

    one, other = threading.Thread(target=first), threading.Thread(target=second)
    one.start()
    assert inserted.wait(20)
    other.start()
    other.join(0.3)
    assert outcomes == []
    may_commit.set()
    one.join()
    other.join()
    assert sorted(outcomes) == ["first booked", "second refused"]


def test_the_database_itself_refuses_past_the_application(scene):
    scene.hold(9, 11)
    row = Booking.objects.using("setup").get()
    row.pk = uuid4()
    with pytest.raises(Exception, match="one_booking_at_a_time"):
        row.save(using="setup", from_action=True, force_insert=True)


def test_what_is_held_is_confirmed_and_then_released(scene):
    occasion = scene.hold(9, 11)
    scene.do(bookings, "confirm", occasion)
    assert scene.states(occasion) == {"confirmed"}
    scene.do(bookings, "confirm", occasion)
    assert scene.do(bookings, "release", occasion) == 1
    assert scene.do(bookings, "release", occasion) == 0
    assert scene.states(occasion) == {"released"}
    scene.hold(9, 11)
    with pytest.raises(TransitionRefused):
        scene.do(bookings, "confirm", occasion)
    assert events("booking.") == ["booking.held", "booking.confirmed", "booking.released", "booking.held"]


def test_a_hold_ends_after_the_hours_of_the_country_and_the_job_releases_it(scene):
    hours = timedelta(hours=pack().spaces.hold_hours)
    occasion = scene.hold(9, 11, at=timezone.now() - hours)
    with pytest.raises(TransitionRefused):
        scene.do(bookings, "confirm", occasion)
    fresh = scene.hold(12, 13)
    with scene.world.connected_as("opennrm_worker"):
        jobs.expire_holds()
    assert (scene.states(occasion), scene.states(fresh)) == ({"released"}, {"hold"})
    assert events("booking.expired") == ["booking.expired"]


def test_a_hold_that_has_ended_keeps_nobody_away_until_the_job_comes(scene):
    ended = scene.hold(9, 11, at=timezone.now() - timedelta(hours=pack().spaces.hold_hours))
    scene.hold(10, 12, by=scene.colleague)
    assert scene.states(ended) == {"released"}


def test_only_whoever_books_can_hold_confirm_and_release(scene):
    occasion = scene.hold(9, 11)
    for person in (scene.stranger, scene.inspector):
        with pytest.raises(NotAllowed):
            scene.hold(12, 13, by=person)
        with pytest.raises(NotAllowed):
            scene.do(bookings, "confirm", occasion, by=person)
        with pytest.raises(ProgrammingError, match="released by whoever books"):
            scene.do(bookings, "release", occasion, by=person)
    assert scene.states(occasion) == {"hold"}


def test_whoever_may_end_the_occasion_releases_what_is_booked_for_it(scene):
    """A context above says by a function of the database whose occasions are whose."""
    occasion = scene.hold(9, 11)
    with connections["setup"].cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION sec.releases_part_test(uuid) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;"
            "ALTER FUNCTION sec.releases_part_test(uuid) OWNER TO opennrm_sec"
        )
    try:
        assert scene.do(bookings, "release", occasion, by=scene.stranger) == 1
    finally:
        with connections["setup"].cursor() as cursor:
            cursor.execute("DROP FUNCTION sec.releases_part_test(uuid)")
    assert scene.states(occasion) == {"released"}


def test_who_sees_which_booking(scene):
    everybody = [(Resource.SPACE, scene.space_id), (Resource.PERSON, scene.interviewer_id)]
    occasion = scene.hold(9, 11, of=everybody)
    scene.hold(9, 11, of=[(Resource.PERSON, scene.officer_id)], occasion=occasion)
    scene.hold(13, 15)
    seen = {}
    for name in ("facilitator", "colleague", "interviewer", "officer", "inspector", "stranger"):
        with scene.world.acting(getattr(scene, name)):
            seen[name] = Booking.objects.count()
    assert seen == {
        "facilitator": 4, "colleague": 4, "interviewer": 2, "officer": 2, "inspector": 1, "stranger": 0,
    }  # fmt: skip


def test_whoever_has_a_booking_in_a_space_learns_when_it_is_taken_and_nobody_else(scene):
    scene.hold(9, 11, of=[(Resource.SPACE, scene.space_id), (Resource.PERSON, scene.officer_id)])
    scene.hold(13, 15)
    days = queries.Days(first=next_monday(), last=next_monday())
    taken = {}
    for name in ("officer", "stranger"):
        with scene.world.acting(getattr(scene, name)):
            taken[name] = [begins.astimezone(pack().zone).hour for begins, _ends in
                           queries.busy_in_space(scene.space_id, days)]  # fmt: skip
    assert taken == {"officer": [9, 13], "stranger": []}


def test_who_plans_reads_what_is_free_and_no_private_reason(scene):
    day = next_monday()
    away = {"starts_at": on(day, 14), "ends_at": on(day, 18), "reason": "sick"}
    scene.do(team, "add_absence", scene.officer_id, by=scene.inspector, **away)
    certificate = {"kind": "forensic_interview", "valid_from": day, "valid_until": day}
    scene.do(team, "add_certificate", scene.interviewer_id, **certificate)
    occasion = scene.hold(9, 11, of=[(Resource.SPACE, scene.space_id), (Resource.PERSON, scene.officer_id)])
    with scene.world.acting(scene.colleague) as actor:
        days = queries.Days(first=day, last=day)
        [space] = queries.spaces(actor, days)
        people = {each.member.pk: each for each in queries.members(actor, days)}
        [again] = queries.spaces(actor, days, but_for=occasion)
    assert (len(space.open), len(space.busy), again.busy) == (1, 1, [])
    assert space.exclusions.startswith("A cousin")
    officer, interviewer = people[scene.officer_id], people[scene.interviewer_id]
    assert officer.absent == [(on(day, 14), on(day, 18))]
    assert officer.busy == [(on(day, 9), on(day, 11))]
    assert [(each.kind, each.valid_until) for each in interviewer.certificates] == [
        ("forensic_interview", day)
    ]
    assert officer.certificates == []


def test_a_feed_has_confirmed_bookings_and_counts_how_often_they_were_moved(scene):
    with scene.world.acting(scene.officer) as actor:
        token = feeds.renew(by=actor, at=timezone.now())
    officer = [(Resource.PERSON, scene.officer_id)]
    occasion = scene.hold(9, 11, of=officer)
    assert _read(scene, token) == []
    scene.do(bookings, "confirm", occasion)
    [before] = _read(scene, token)
    scene.do(bookings, "release", occasion)
    scene.hold(13, 15, of=officer, occasion=occasion)
    scene.do(bookings, "confirm", occasion)
    [after] = _read(scene, token)
    assert (before.kind, before.uid) == (after.kind, after.uid)
    assert (before.moves, after.moves) == (0, 1)
    assert (before.at.hour, after.at.hour) == (9, 13)


def _read(scene, token: str) -> list[feeds.Due]:
    begin_clean()
    with transaction.atomic():
        return feeds.read(token, origin="192.0.2.7", at=timezone.now())


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({}, 0),
        ({"opening": {"monday": [["09:00", "10:00"]]}}, 1),
        ({"closed_days": [next_monday()]}, 2),
        ({"valid_from": next_monday() + timedelta(days=1)}, 2),
    ],
    ids=["nothing", "other_hours", "a_closed_day", "a_later_first_day"],
)
def test_bookings_that_no_longer_fit_are_listed_to_the_keeper_and_to_whoever_booked(scene, change, number):
    scene.hold(9, 10)
    scene.hold(10, 12, by=scene.colleague)
    space = Space.objects.using("setup").get(pk=scene.space_id)
    facts = {**SPACE, **change}
    scene.do(actions, "change_space", scene.space_id, seen_version=space.version, **facts)
    listed = []
    for somebody in (scene.facilitator, scene.colleague, scene.inspector):
        with scene.world.acting(somebody) as actor:
            found = queries.spaces_with_misfits(actor, at=timezone.now())
            listed.append(sum(len(rows) for _space, rows in found))
    assert listed == [number, min(number, 1), 0]
