"""The time of an interview: what is booked for it and let go of again, and that a child is at one place at a time."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connections
from django.utils import timezone

from opennrm.foundation.actor import Actor
from opennrm.interviews import times
from opennrm.interviews.models import Interview
from opennrm.interviews.states import State
from opennrm.interviews.times import CannotBe
from opennrm.spaces import bookings
from opennrm.spaces.models import Booking, Space
from tests.interviews.scene import Scene, set_up, tomorrow


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def booked(scene: Scene, *, state: str) -> set[UUID]:
    """What is booked in this state for the interview, which is its occasion."""
    found = Booking.objects.using("setup").filter(occasion=scene.interview_id, state=state)
    return set(found.values_list("resource_id", flat=True))


def test_an_interview_that_is_planned_anew_keeps_its_occasion(scene):
    scene.ask()
    scene.plan()
    first = booked(scene, state="confirmed")
    scene.do("replan", by="facilitator", reason="team", words="")
    assert booked(scene, state="confirmed") == set()
    scene.plan(starts_at=tomorrow(14))

    assert first
    assert booked(scene, state="confirmed") == booked(scene, state="released") == first
    assert set(Booking.objects.using("setup").values_list("occasion", flat=True)) == {scene.interview_id}


def test_whoever_asked_cancels_and_releases_although_their_role_books_nothing(scene):
    scene.ask()
    scene.plan()
    everything = booked(scene, state="confirmed")
    scene.do("cancel", by="caseworker", reason="not_needed", words="")
    assert booked(scene, state="released") == everything
    assert scene.row().state == State.CANCELLED


def test_whoever_has_nothing_to_do_with_an_interview_releases_nothing_of_it(scene):
    scene.ask()
    scene.plan()
    stranger = scene.world.person(scene.world.agency("police"), "supervisor")
    with pytest.raises(ProgrammingError, match="released by"), scene.world.acting(stranger) as actor:
        bookings.release(scene.interview_id, by=actor, at=timezone.now())
    assert booked(scene, state="released") == set()


def test_of_two_servers_that_book_one_child_at_one_moment_one_is_refused(scene):
    """Each books another space and other people, in its own transaction. The second waits for the first."""
    first, second = _two_of_one_child(scene)
    other_space = _other_space(scene)
    planned, may_commit = threading.Event(), threading.Event()
    outcomes: list[str] = []

    def one() -> None:
        with scene.world.acting(scene.person("facilitator")) as actor:
            _book(scene, actor, first, "interviewer", scene.space_id)
            planned.set()
            assert may_commit.wait(20)
        outcomes.append("first booked")
        connections.close_all()

    def other() -> None:
        try:
            with scene.world.acting(scene.person("facilitator")) as actor:
                _book(scene, actor, second, "second_interviewer", other_space)
            outcomes.append("second booked")
        except CannotBe as refusal:
            outcomes.append(f"second refused: {refusal.conditions}")
        connections.close_all()

    threads = [threading.Thread(target=one), threading.Thread(target=other)]
    threads[0].start()
    assert planned.wait(20)
    threads[1].start()
    threads[1].join(0.3)
    assert outcomes == []
    may_commit.set()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["first booked", "second refused: ('no_overlap',)"]


def _book(scene: Scene, actor: Actor, interview_id: UUID, lead: str, space: UUID) -> None:
    starts = tomorrow()
    ends = starts + timedelta(hours=2)
    given = {"space": space, "lead": scene.person(lead).membership.pk, "people": []}
    times.schedule(interview_id, **given, starts_at=starts, ends_at=ends, by=actor, at=timezone.now())


def _two_of_one_child(scene: Scene) -> tuple[UUID, UUID]:
    """Two interviews that need a time; the second past the walls, because nobody can ask for it."""
    scene.ask(shielded=False)
    Interview.objects.using("setup").update(quorum=[], from_action=True)
    row = scene.row()
    first, row.pk = row.pk, uuid4()
    row.save(using="setup", from_action=True, force_insert=True)
    return first, row.pk


def _other_space(scene: Scene) -> UUID:
    space = Space.objects.using("setup").get(pk=scene.space_id)
    space.pk, space.code = uuid4(), "SPACE-2"
    space.save(using="setup", from_action=True, force_insert=True)
    return space.pk
