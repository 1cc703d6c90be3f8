"""A tie between two records is seen by whoever sees both of them, and by nobody else: the database alone decides."""

import pytest
from django.db import DatabaseError
from django.utils import timezone

from opennrm.cases import actions as cases
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_job
from opennrm.invented import concerns
from opennrm.invented.people import Child
from opennrm.linkage.models import MATCHER, Verdict
from opennrm.linkage.states import Basis, Says
from opennrm.people.models import Person
from tests.handovers.scene import Scene, set_up
from tests.walls.raw import run

OTHER = Child(given_names="Zipora", family_name="Quilfeather", age=14, sex="female")


@pytest.fixture
def scene(world) -> Scene:
    """One office leads two cases, of which the caseworker has taken the first; another office can take cases over."""
    return set_up(world)


def second_case(scene: Scene):
    """Another report of the child at the same office, which a colleague has."""
    case_id = scene.world.report(scene.constable, **concerns.of(OTHER), **concerns.enough()).case_id
    give(scene, case_id, to="colleague")
    return case_id


def give(scene: Scene, case_id, *, to: str) -> None:
    holder = scene.world.known(to).membership.pk
    with scene.world.acting(scene.supervisor) as actor:
        cases.assign(case_id, to=holder, by=actor, at=timezone.now())


def person_of(case_id) -> Person:
    return Person.objects.using("setup").get(case_id=case_id)


def verdict(first, second, by) -> Verdict:
    low, high = sorted([first, second])
    return Verdict(
        low_id=low,
        high_id=high,
        says=Says.SAME,
        basis=Basis.IN_SIGHT,
        judged_at=timezone.now(),
        judged_by_id=by,
    )


def tied(scene: Scene, first, second) -> Verdict:
    """The matcher, which sees every record, keeps what the desk has said of these two."""
    row = verdict(person_of(first).pk, person_of(second).pk, scene.supervisor.membership.pk)
    with scene.world.connected_as("opennrm_worker"), as_job(MATCHER):
        row.save(from_action=True, force_insert=True)
    return row


def sees(scene: Scene, person, row: Verdict) -> bool:
    """Whether a person finds the tie: behind both walls, and in the database alone."""
    with scene.world.acting(person) as actor:
        behind_both = Verdict.objects.visible_to(actor).filter(pk=row.pk).exists()
        assert behind_both == Verdict.objects.filter(pk=row.pk).exists()
    first_wall = Verdict.objects.using("setup").visible_to(actor).filter(pk=row.pk).exists()
    assert first_wall == behind_both
    return behind_both


def test_a_tie_is_seen_by_whoever_supervises_both_cases_and_by_nobody_with_one(scene):
    row = tied(scene, scene.case_id, second_case(scene))
    assert sees(scene, scene.supervisor, row)
    assert not sees(scene, scene.caseworker, row)
    assert not sees(scene, scene.other_supervisor, row)


def test_a_tie_follows_a_case_to_whoever_it_is_given(scene):
    other = second_case(scene)
    row = tied(scene, scene.case_id, other)
    give(scene, other, to="caseworker")
    assert sees(scene, scene.caseworker, row)
    assert not sees(scene, scene.world.known("colleague"), row)


def test_when_one_case_is_taken_over_by_another_agency_neither_sees_the_tie(scene):
    row = tied(scene, scene.case_id, second_case(scene))
    scene.accept(scene.ask())
    assert not sees(scene, scene.other_supervisor, row)
    assert person_of(scene.case_id).case.lead_agency_id == scene.other_agency_id


def test_whoever_sees_both_may_tie_them_and_names_no_reader(scene):
    first, second = person_of(scene.case_id).pk, person_of(second_case(scene)).pk
    with scene.world.acting(scene.supervisor) as actor:
        row = verdict(first, second, actor.membership_id)
        row.readers = row.readers_too = row.writers = list(actor.principals)
        row.save(from_action=True, force_insert=True)
    kept = Verdict.objects.using("setup").get(pk=row.pk)
    assert set(person_of(scene.case_id).readers) <= set(
        kept.readers if kept.low_id == first else kept.readers_too
    )
    assert not set(actor.principals) <= set(kept.readers)
    assert kept.writers == []


def refused(scene: Scene, person, first, second) -> str:
    with pytest.raises(DatabaseError) as caught, scene.world.acting(person) as actor:
        verdict(first, second, actor.membership_id).save(from_action=True, force_insert=True)
    return str(caught.value).splitlines()[0]


def test_a_record_that_one_does_not_see_and_one_that_does_not_exist_are_refused_alike(scene):
    first, hidden = person_of(scene.case_id).pk, person_of(second_case(scene)).pk
    absent = Verdict().pk
    assert refused(scene, scene.caseworker, first, hidden) == refused(scene, scene.caseworker, first, absent)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE linkage_verdict SET says = 'different'",
        "UPDATE linkage_verdict SET readers = readers",
        "DELETE FROM linkage_verdict",
    ],
)
def test_nobody_changes_or_removes_what_was_said(scene, attack):
    tied(scene, scene.case_id, second_case(scene))
    with pytest.raises(DatabaseError, match="permission denied"), scene.world.acting(scene.supervisor):
        run(attack)


def test_nobody_says_it_in_the_name_of_somebody_else_or_of_the_desk(scene):
    first, second = person_of(scene.case_id).pk, person_of(second_case(scene)).pk
    forged = verdict(first, second, scene.caseworker.membership.pk)
    of_desk = verdict(first, second, scene.supervisor.membership.pk)
    of_desk.basis = Basis.DESK
    confirmed = verdict(first, second, scene.supervisor.membership.pk)
    confirmed.confirmed_by_id = scene.caseworker.membership.pk
    for row in (forged, of_desk, confirmed):
        with pytest.raises(DatabaseError, match="one's own name"), scene.world.acting(scene.supervisor):
            row.save(from_action=True, force_insert=True)


def test_nobody_takes_back_what_was_said_of_two_records_by_what_is_said_of_others(scene):
    other, third = second_case(scene), second_case(scene)
    said = tied(scene, scene.case_id, other)
    row = verdict(person_of(other).pk, person_of(third).pk, scene.supervisor.membership.pk)
    row.says, row.takes_back = Says.TAKEN_BACK, said
    with pytest.raises(DatabaseError, match="one's own name"), scene.world.acting(scene.supervisor):
        row.save(from_action=True, force_insert=True)


def test_the_matcher_reads_who_every_child_is_and_writes_nothing_of_a_case(scene):
    with scene.world.connected_as("opennrm_worker"), as_job(MATCHER) as entered:
        actor = Actor(principals=entered.principals)
        person = Person.objects.visible_to(actor).get(case_id=scene.case_id)
        assert not Person.objects.writable_by(actor).exists()
        assert Person.objects.filter(pk=person.pk).update(sex="male", from_action=True) == 0


def test_nobody_takes_a_record_away_from_the_matcher(scene):
    with scene.world.connected_as("opennrm_worker"), as_job(MATCHER) as entered:
        [matcher] = entered.principals
    with scene.world.acting(scene.caseworker):
        kept = [reader for reader in person_of(scene.case_id).readers if reader != matcher]
        assert Person.objects.filter(case_id=scene.case_id).update(readers=kept, from_action=True) == 1
    assert matcher in person_of(scene.case_id).readers
