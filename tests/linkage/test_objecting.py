"""A child who objects, and for whom a data officer stops it, is compared with nobody any more."""

from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from opennrm.consents import objections
from opennrm.foundation.context import as_job
from opennrm.linkage import ours
from opennrm.linkage.models import MATCHER
from opennrm.linkage.states import PairState
from tests.world import Person

from .matcher import ALIKE, Scene, child_of, pair_of, pairs, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


@pytest.fixture
def officer(world, scene) -> Person:
    return world.person(scene.here.membership.agency, "data_officer")


def objects(scene: Scene, case_id: UUID) -> UUID:
    """The child of a case of the first office objects to linkage."""
    with scene.world.acting(scene.here) as actor:
        made = objections.record(
            case_id, purpose="linkage", words="I do not want that.", page=uuid4(), by=actor, at=timezone.now()
        )
    return made.pk


def decide(scene: Scene, officer: Person, objection_id: UUID, *, heeded: bool) -> None:
    """A data officer of the first office decides about it."""
    with scene.world.acting(officer) as actor:
        objections.decide(objection_id, heeded=heeded, by=actor, at=timezone.now())


def test_an_objection_that_nobody_has_decided_or_that_was_not_followed_stops_nothing(scene, officer):
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    objection_id = objects(scene, here)
    scene.run()
    assert pair_of(here, there).state == PairState.WAITING
    decide(scene, officer, objection_id, heeded=False)
    scene.look_at_all()
    assert pair_of(here, there).state == PairState.WAITING
    assert scene.tokens_of(here)


def test_the_pairs_of_a_child_go_when_a_data_officer_stops_it(scene, officer):
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    scene.run()
    decide(scene, officer, objects(scene, here), heeded=True)
    scene.run()
    pair = pair_of(here, there)
    assert (pair.state, pair.wrapped) == (PairState.GONE, None)
    assert scene.tokens_of(here) == 0
    scene.correct(there, given_names="Zipporah", family_name="Quillfeather")
    scene.look_at_all()
    assert pair_of(here, there).state == PairState.GONE


def test_no_pair_is_made_of_a_child_for_whom_it_was_stopped_before(scene, officer):
    here = scene.report(to=scene.here)
    decide(scene, officer, objects(scene, here), heeded=True)
    scene.report(ALIKE, to=scene.there)
    scene.run()
    scene.look_at_all()
    assert pairs() == []


def test_a_child_for_whom_it_was_stopped_is_in_no_list_that_is_encoded(scene, officer):
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    decide(scene, officer, objects(scene, here), heeded=True)
    with scene.world.connected_as("opennrm_worker"), as_job(MATCHER):
        assert [each for each, _row in ours.people()] == [str(child_of(there).pk)]
