"""The linkage desk: what comes next, who holds it, what two persons say, and what can be taken back."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.invented import concerns
from opennrm.linkage import desk, desk_access, desk_queries
from opennrm.linkage.models import DeskDecision, Pair
from opennrm.linkage.rules import Agreement, Word
from opennrm.linkage.states import PairState
from tests.linkage.desk_scene import CHILD, Scene, pair_of, set_up
from tests.world import Person


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def test_an_officer_gets_what_comes_next_and_nobody_else_gets_it_for_fifteen_minutes(scene):
    pair = scene.pair()
    assert scene.take(scene.officer) == pair
    assert scene.take(scene.officer) == pair
    assert scene.take(scene.second_officer) is None
    later = timezone.now() + desk_access.CLAIM + timedelta(seconds=1)
    assert scene.take(scene.second_officer, at=later) == pair
    with pytest.raises(NotThere):
        scene.decide(scene.officer, pair=pair, at=later)


def test_what_is_worth_most_comes_first_then_the_oldest_and_a_second_look_before_all(scene):
    world, constable = scene.world, scene.world.known("constable")
    third = world.report(constable, **concerns.of(CHILD)).case_id
    now = timezone.now()
    least = scene.pair(priority=0.2, found_at=now - timedelta(days=9))
    newer = pair_of(world, scene.case_id, third, priority=0.8, found_at=now - timedelta(days=1))
    older = pair_of(world, scene.asking_id, third, priority=0.8, found_at=now - timedelta(days=2))
    order = []
    for _ in range(3):
        order.append(scene.decide(scene.officer, "cannot_tell").pair_id)
    assert order == [older.pk, newer.pk, least.pk]
    Pair.objects.using("setup").exclude(pk=least.pk).update(is_for_second_look=False, from_action=True)
    Pair.objects.using("setup").filter(pk=least.pk).update(is_for_second_look=True, from_action=True)
    newest = Pair.objects.using("setup").filter(pk=newer.pk)
    newest.update(state=PairState.WAITING, settled_at=None, from_action=True)
    taken = scene.take(scene.second_officer)
    assert taken is not None
    assert taken.pk == least.pk


def test_two_officers_who_press_at_once_do_not_get_the_same_pair(scene):
    scene.pair()
    barrier, got = Barrier(2), []

    def press(officer):
        with scene.world.acting(officer) as actor:
            barrier.wait()
            got.append(desk.take_next(by=actor, at=timezone.now()))
            barrier.wait()
        connections.close_all()

    threads = [Thread(target=press, args=[officer]) for officer in (scene.officer, scene.second_officer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(pair is None for pair in got) == [False, True]


def test_the_sheet_has_the_compared_fields_in_words_and_each_opening_is_recorded_without_a_case(scene):
    pair = scene.pair()
    scene.take(scene.officer)
    with scene.world.acting(scene.officer) as actor:
        _pair, sheet = desk.open_sheet(pair.pk, by=actor, at=timezone.now())
    assert sheet.word is Word.VERY_LIKELY
    assert [(line.field, line.agreement) for line in sheet.lines] == [
        ("given_names", Agreement.AGREES),
        ("family_name", Agreement.NEARLY),
        ("birth_date", Agreement.NEARLY),
        ("sex", Agreement.AGREES),
    ]
    [event] = AuditEvent.objects.using("setup").filter(kind="pair.opened")
    assert (event.case_id, event.subject_id) == (None, str(pair.pk))


@pytest.mark.parametrize(
    ("says", "state"),
    [
        ("same", PairState.SAME),
        ("different", PairState.DIFFERENT),
        ("cannot_tell", PairState.CANNOT_TELL),
    ],
)
def test_what_the_officer_says_is_where_the_pair_stands(scene, says, state):
    pair = scene.pair()
    decision = scene.decide(scene.officer, says)
    stored = scene.stored(pair)
    assert (stored.state, stored.taken_by_id, decision.word) == (state, None, Word.VERY_LIKELY)


def test_an_answer_that_is_sent_twice_is_kept_once(scene):
    pair = scene.pair()
    first = scene.decide(scene.officer)
    assert scene.decide(scene.officer, pair=pair) == first
    assert DeskDecision.objects.using("setup").count() == 1


def test_a_reason_has_to_belong_to_the_answer(scene):
    scene.pair()
    with pytest.raises(Refused, match="belongs to your answer"):
        scene.decide(scene.officer, "same", reason="siblings")


@pytest.mark.parametrize(
    ("second", "state"), [("same", PairState.SAME), ("different", PairState.CANNOT_TELL)]
)
def test_where_two_persons_are_needed_the_second_is_another_one(scene, second, state):
    pair = scene.pair(needs_two=True)
    scene.decide(scene.officer)
    assert scene.stored(pair).state == PairState.SECOND
    assert scene.take(scene.officer) is None
    scene.decide(scene.second_officer, second)
    assert scene.stored(pair).state == state


def elsewhere(scene: Scene) -> Person:
    """The officer, with another membership at another office."""
    return scene.world.member(scene.officer.account, scene.world.agency("coordination"), "linkage_officer")


def test_whoever_has_two_memberships_is_one_person(scene):
    pair = scene.pair(needs_two=True)
    same_person = elsewhere(scene)
    scene.decide(scene.officer)
    assert scene.take(same_person) is None
    scene.decide(scene.second_officer)
    assert scene.stored(pair).state == PairState.SAME


def test_nobody_who_sees_cases_in_another_role_takes_a_pair(scene):
    scene.pair()
    office = scene.asking_supervisor.membership.agency
    scene.world.membership(scene.officer.account, office, "supervisor")
    with pytest.raises(NotAllowed, match="end one of the two roles"):
        scene.take(scene.officer)


def test_nobody_looks_a_second_time_at_what_they_said_with_another_membership(scene, monkeypatch):
    monkeypatch.setattr(desk, "ONE_IN", 1)
    scene.pair()
    same_person = elsewhere(scene)
    scene.decide(scene.officer)
    assert scene.take(same_person) is None


def test_an_answer_can_be_taken_back_and_the_officer_holds_the_pair_again(scene):
    pair = scene.pair()
    decision = scene.decide(scene.officer)
    assert scene.undo(scene.officer, decision).state == PairState.WAITING
    assert scene.take(scene.second_officer) is None
    scene.decide(scene.officer, "different")
    assert scene.stored(pair).state == PairState.DIFFERENT


def test_when_the_second_answer_is_taken_back_the_first_still_stands(scene):
    pair = scene.pair(needs_two=True)
    scene.decide(scene.officer)
    scene.undo(scene.second_officer, scene.decide(scene.second_officer))
    assert scene.stored(pair).state == PairState.SECOND


def test_nothing_is_taken_back_once_the_lead_is_asked(scene):
    pair = scene.pair()
    decision = scene.decide(scene.officer)
    scene.pass_on()
    scene.ask(pair)
    with pytest.raises(TransitionRefused):
        scene.undo(scene.officer, decision)


def test_nobody_takes_back_what_somebody_else_said(scene):
    scene.pair()
    decision = scene.decide(scene.officer)
    with pytest.raises(TransitionRefused):
        scene.undo(scene.second_officer, decision)


def test_of_some_pairs_somebody_else_decides_a_second_time_and_it_counts_for_the_figures_alone(
    scene, monkeypatch
):
    monkeypatch.setattr(desk, "ONE_IN", 1)
    pair = scene.pair()
    scene.decide(scene.officer)
    assert scene.take(scene.officer) is None
    look = scene.decide(scene.second_officer, "different")
    assert look.is_second_look
    assert scene.stored(pair).state == PairState.SAME
    assert scene.take(scene.overseer) is None
    with scene.world.acting(scene.overseer) as actor:
        quality = desk_queries.quality(actor, at=timezone.now())
    assert (quality.looks, quality.looks_agreed) == (1, 0)


def test_the_figures_say_how_often_each_word_was_right(scene):
    scene.pair()
    scene.decide(scene.officer)
    for reader in (scene.overseer, scene.auditor):
        with scene.world.acting(reader) as actor:
            quality = desk_queries.quality(actor, at=timezone.now())
        very_likely = quality.words[0]
        assert (very_likely.same, very_likely.different, very_likely.share) == (1, 0, 1.0)
        assert quality.backlog.pairs == 0


def test_an_auditor_reads_figures_and_no_pair(scene):
    scene.pair()
    with scene.world.acting(scene.auditor):
        assert not Pair.objects.exists()
