"""Cases from a list wait: quietly put right, then released one by one or all, or withdrawn with the list."""

import pytest
from django.utils import timezone

from opennrm.cases import access as case_access
from opennrm.cases import actions as case_actions
from opennrm.cases.corrections import facts_of
from opennrm.cases.models import Case, CaseKey, Clock, TimelineEntry
from opennrm.cases.states import FromList
from opennrm.foundation.models import Notice
from opennrm.foundation.refusals import NotAllowed
from opennrm.foundation.state_table import TransitionRefused
from opennrm.imports import actions, outcomes, standing
from opennrm.imports.states import State
from opennrm.people import corrections
from opennrm.people.models import Person as Child
from opennrm.people.models import SearchToken
from opennrm.people.queries import search
from opennrm.tasks.models import Task
from tests.imports.lists import cases_of, imported, stored, work

pytestmark = pytest.mark.database


@pytest.fixture
def supervisor(world):
    return world.person(world.agency("child_protection"), "supervisor")


@pytest.fixture
def list_id(world, supervisor):
    return imported(world, supervisor)


def correct(world, by, case_id):
    """Put the age right, as somebody who looked it up."""
    with world.acting(by) as actor:
        given = {**facts_of(Case.objects.visible_to(actor).get(pk=case_id)), "age": 9}
        reason = "The age was written down wrong."
        corrections.correct_facts(case_id, given=given, reason=reason, seen=0, by=actor, at=timezone.now())


def withdraw(world, by, list_id):
    with world.acting(by) as actor:
        actions.withdraw(list_id, by=actor, at=timezone.now())
    work(world)


def test_a_released_case_has_time_limits_and_the_team_hears_of_it(world, supervisor, list_id):
    first, second, _third = cases_of(list_id)
    with world.acting(supervisor) as actor:
        outcomes.release(first.case_id, by=actor, at=timezone.now())
    assert set(Clock.objects.using("setup").values_list("case_id", flat=True)) == {first.case_id}
    assert set(Notice.objects.using("setup").values_list("case_id", flat=True)) == {first.case_id}
    assert Case.objects.using("setup").get(pk=second.case_id).from_list == FromList.WAITING


def test_a_case_is_released_once(world, supervisor, list_id):
    case_id = cases_of(list_id)[0].case_id
    with world.acting(supervisor) as actor:
        outcomes.release(case_id, by=actor, at=timezone.now())
        with pytest.raises(TransitionRefused):
            outcomes.release(case_id, by=actor, at=timezone.now())


def test_all_cases_are_released_by_the_worker(world, supervisor, list_id):
    with world.acting(supervisor) as actor:
        actions.release_all(list_id, by=actor, at=timezone.now())
    work(world)
    assert {row.case.from_list for row in cases_of(list_id)} == {FromList.RELEASED}
    assert stored(list_id).state == State.IMPORTED


def test_a_caseworker_of_the_team_sees_what_waits_and_releases_nothing(world, supervisor, list_id):
    worker = world.person(supervisor.membership.agency, "caseworker")
    case_id = cases_of(list_id)[0].case_id
    with world.acting(worker) as actor:
        assert case_access.case(actor, case_id).pk == case_id
        assert not case_access.waiting_to_be_taken(actor).exists()
        with pytest.raises(NotAllowed):
            outcomes.release(case_id, by=actor, at=timezone.now())


def test_nobody_takes_or_assigns_what_waits(world, supervisor, list_id):
    worker = world.person(supervisor.membership.agency, "caseworker")
    with world.acting(supervisor) as actor, pytest.raises(case_access.CaseWaits):
        case_actions.assign(
            cases_of(list_id)[0].case_id, to=worker.membership.pk, by=actor, at=timezone.now()
        )


def test_what_waits_is_put_right_quietly(world, supervisor, list_id):
    case_id = cases_of(list_id)[0].case_id
    correct(world, supervisor, case_id)
    assert Case.objects.using("setup").get(pk=case_id).age == 9
    for model in (Clock, Notice, Task):
        assert not model.objects.using("setup").exists(), model


# Undoing


def test_a_withdrawn_case_is_a_shell_that_nobody_can_read(world, supervisor, list_id):
    gone = [row.case_id for row in cases_of(list_id)]
    withdraw(world, supervisor, list_id)
    assert stored(list_id).state == State.WITHDRAWN
    for case_id in gone:
        case = Case.objects.using("setup").get(pk=case_id)
        assert (case.from_list, case.sex, case.age, case.area, case.languages) == (
            FromList.WITHDRAWN,
            "",
            None,
            "",
            [],
        )
        assert CaseKey.objects.using("setup").get(pk=case_id).wrapped is None
        child = Child.objects.using("setup").get(case_id=case_id)
        assert (child.sex, child.citizenships) == ("", [])
        assert not SearchToken.objects.using("setup").filter(person_id=child.pk).exists()
    with world.acting(supervisor) as actor:
        assert search(actor, "Keisha Dunmore", at=timezone.now()).hits == []
        with pytest.raises(case_access.CaseWithdrawn, match="withdrawn"):
            case_access.case(actor, gone[0])
        assert not case_access.visible_to(actor).exists()


def test_what_was_touched_or_released_stays_and_is_listed(world, supervisor, list_id):
    touched, released, untouched = (row.case_id for row in cases_of(list_id))
    correct(world, supervisor, touched)
    with world.acting(supervisor) as actor:
        outcomes.release(released, by=actor, at=timezone.now())
        found = standing.undoing(actor, list_id)
    assert (found.going, [case.pk for case in found.touched], found.released) == (1, [touched], 1)
    withdraw(world, supervisor, list_id)
    standings = dict(Case.objects.using("setup").values_list("pk", "from_list"))
    assert standings == {
        touched: FromList.WAITING,
        released: FromList.RELEASED,
        untouched: FromList.WITHDRAWN,
    }
    with world.acting(supervisor) as actor:
        outcomes.release(touched, by=actor, at=timezone.now())


def test_what_is_touched_after_it_was_asked_stays_too(world, supervisor, list_id):
    with world.acting(supervisor) as actor:
        actions.withdraw(list_id, by=actor, at=timezone.now())
    case_id = cases_of(list_id)[0].case_id
    correct(world, supervisor, case_id)
    work(world)
    assert CaseKey.objects.using("setup").get(pk=case_id).wrapped is not None


def test_the_same_list_can_be_imported_again_after_it_was_withdrawn(world, supervisor, list_id):
    withdraw(world, supervisor, list_id)
    again = imported(world, supervisor)
    assert len(cases_of(again)) == 3


def test_the_story_of_a_withdrawn_case_says_so(world, supervisor, list_id):
    case_id = cases_of(list_id)[0].case_id
    withdraw(world, supervisor, list_id)
    told = TimelineEntry.objects.using("setup").filter(case_id=case_id).order_by("at")
    assert [entry.kind for entry in told] == ["list_case.taken_over", "list_case.withdrawn"]
