"""An officer of the linkage desk who sends statements of their own takes no step that the pages do not take."""

import pytest
from django.db import DatabaseError, connection

from opennrm.linkage.models import DeskDecision, Pair
from opennrm.linkage.states import PairState
from tests.linkage.desk_scene import Scene, set_up
from tests.world import Person

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def refused(scene: Scene, statement: str, *parameters: object) -> None:
    """The database refuses a statement of an officer, and says that it is no step of theirs."""
    with pytest.raises(DatabaseError, match=r"one's own name|steps of its work"):
        run(scene, statement, *parameters)


def run(scene: Scene, statement: str, *parameters: object) -> None:
    with scene.world.acting(scene.officer), connection.cursor() as cursor:
        cursor.execute(statement, [str(each) for each in parameters])


def say_same(scene: Scene, pair: Pair, *, of: Person) -> None:
    """The officer says that it is the same child, in the name of somebody."""
    run(
        scene,
        "INSERT INTO linkage_deskdecision (id, readers, writers, pair_id, says, reason, word, decided_at, "
        "decided_by_id, is_second_look) SELECT gen_random_uuid(), readers, writers, id, 'same', 'x', '', now(), %s, "
        "false FROM linkage_pair WHERE id = %s",
        of.membership.pk,
        pair.pk,
    )


@pytest.mark.parametrize("state", ["same", "different", "asked", "agreed", "settled", "gone"])
def test_no_statement_settles_a_pair_about_which_nobody_has_decided(scene, state):
    pair = scene.pair()
    scene.take(scene.officer)
    refused(
        scene,
        "UPDATE linkage_pair SET state = %s, asks_low = true, times_asked = 1, asked_by_id = %s WHERE id = %s",
        state,
        scene.officer.membership.pk,
        pair.pk,
    )
    scene.pass_on()
    assert scene.stored(pair).low_agency_id is None


def test_nobody_decides_as_a_second_person_in_the_name_of_somebody_else(scene):
    pair = scene.pair(needs_two=True)
    scene.decide(scene.officer)
    refused(scene, "UPDATE linkage_pair SET needs_two = false WHERE id = %s", pair.pk)
    refused(scene, "UPDATE linkage_pair SET state = 'same' WHERE id = %s", pair.pk)
    run(scene, "UPDATE linkage_pair SET taken_by_id = %s WHERE id = %s", scene.officer.membership.pk, pair.pk)
    with pytest.raises(DatabaseError, match="one's own name"):
        say_same(scene, pair, of=scene.second_officer)
    say_same(scene, pair, of=scene.officer)
    refused(scene, "UPDATE linkage_pair SET state = 'same' WHERE id = %s", pair.pk)
    assert scene.stored(pair).state == PairState.SECOND


def test_two_memberships_of_one_person_are_no_two_persons(scene):
    pair = scene.pair(needs_two=True)
    scene.decide(scene.officer)
    office = scene.world.agency("coordination")
    scene.officer = scene.world.member(scene.officer.account, office, "linkage_officer")
    me = scene.officer.membership.pk
    run(scene, "UPDATE linkage_pair SET taken_by_id = %s WHERE id = %s", me, pair.pk)
    say_same(scene, pair, of=scene.officer)
    refused(scene, "UPDATE linkage_pair SET state = 'same' WHERE id = %s", pair.pk)


def test_nobody_decides_about_a_pair_that_they_have_not_taken_or_takes_back_what_others_said(scene):
    pair = scene.pair()
    scene.take(scene.second_officer)
    with pytest.raises(DatabaseError, match="one's own name"):
        say_same(scene, pair, of=scene.officer)
    decision = scene.decide(scene.second_officer)
    refused(scene, "UPDATE linkage_deskdecision SET taken_back_at = now() WHERE id = %s", decision.pk)
    assert DeskDecision.objects.using("setup").get(pk=decision.pk).taken_back_at is None


def test_the_desk_shows_a_pair_to_nobody_else_and_adds_none(scene):
    pair = scene.pair()
    refused(scene, "UPDATE linkage_pair SET readers = readers || sec.team(%s, 'supervisor') WHERE id = %s",
            scene.officer.membership.agency_id, pair.pk)  # fmt: skip
    refused(scene, "UPDATE linkage_pair SET is_within_agency = true WHERE id = %s", pair.pk)
    refused(
        scene,
        "INSERT INTO linkage_pair (id, readers, writers, low_id, high_id, state, weight, levels, model, priority, "
        "needs_two, found_at, asking_reason, times_asked, is_within_agency, is_for_second_look) SELECT "
        "gen_random_uuid(), readers, writers, '00000000-0000-4000-8000-000000000000', high_id, 'same', 1, '{}', '', 1, "
        "false, now(), '', 0, false, false FROM linkage_pair WHERE id = %s",
        pair.pk,
    )


def test_no_other_lead_is_asked_and_none_in_the_name_of_somebody_else(scene):
    asked = scene.asked()
    pair = scene.pair_asked(asked)
    refused(scene, "UPDATE linkage_pair SET asks_low = NOT asks_low WHERE id = %s", pair.pk)
    scene.refuse(asked)
    scene.pass_on()
    again = "UPDATE linkage_pair SET state = 'asked', times_asked = times_asked + 1, asked_by_id = %s WHERE id = %s"
    refused(scene, again, scene.second_officer.membership.pk, pair.pk)
    refused(scene, again.replace("SET", "SET asks_low = NOT asks_low,"), scene.officer.membership.pk, pair.pk)
