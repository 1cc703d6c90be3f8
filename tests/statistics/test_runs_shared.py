"""A shared estimate is a copy without small counts, for the agencies that were chosen and nobody else."""

import json

import pytest
from django.utils import timezone

from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.state_table import TransitionRefused
from opennrm.statistics import access, actions, disclosure, sharing
from opennrm.statistics.models import EstimateRun, SharedEstimate
from tests.statistics.scene import ask, data_officer, done

pytestmark = pytest.mark.database


@pytest.fixture
def officer(world):
    return data_officer(world)


def share(world, officer, run_id, *agencies):
    with world.acting(officer) as actor:
        return sharing.share(run_id, agencies=[agency.pk for agency in agencies], by=actor, at=timezone.now())


def test_who_reads_estimates_in_a_chosen_agency_reads_the_copy(world, officer, protection, supervisor):
    copy = share(world, officer, done(world, officer), protection)
    with world.acting(supervisor) as actor:
        result = access.open_result(actor, access.shared_to_read(actor, copy.pk))
    assert disclosure.is_masked(result)


def test_the_run_itself_stays_hidden_from_them(world, officer, protection, supervisor):
    run_id = done(world, officer)
    share(world, officer, run_id, protection)
    with world.acting(supervisor) as actor:
        assert not EstimateRun.objects.exists()
        with pytest.raises(NotThere):
            access.run_to_read(actor, run_id)


def test_the_copy_holds_no_small_count_even_unsealed(world, officer, protection):
    copy = share(world, officer, done(world, officer), protection)
    kept = json.loads(access.seal_of_row(copy).open_field(copy, "result"))
    assert all(overlap["people"] is None or overlap["people"] >= 10 for overlap in kept["overlaps"])


def test_the_copy_cannot_be_opened_with_the_key_of_the_run(world, officer, protection):
    run_id = done(world, officer)
    copy = share(world, officer, run_id, protection)
    with world.acting(officer) as actor:
        run = access.run_to_read(actor, run_id)
    assert bytes(run.wrapped_key) != bytes(copy.wrapped_key)


@pytest.mark.parametrize("role", ["caseworker", "administrator", "auditor"])
def test_other_roles_of_the_agency_do_not_see_it(world, officer, protection, role):
    share(world, officer, done(world, officer), protection)
    with world.acting(world.person(protection, role)):
        assert not SharedEstimate.objects.exists()


def test_agencies_that_were_not_chosen_do_not_see_it(world, officer, protection):
    other = world.person(world.agency("child_protection"), "supervisor")
    share(world, officer, done(world, officer), protection)
    with world.acting(other) as actor:
        assert access.list_shared(actor) == []


def test_agencies_in_which_nobody_reads_estimates_are_left_out(world, officer):
    copy = share(world, officer, done(world, officer), world.agency("legal_aid"))
    assert copy is None


def test_choosing_none_takes_it_back(world, officer, protection, supervisor):
    run_id = done(world, officer)
    share(world, officer, run_id, protection)
    assert share(world, officer, run_id) is None
    with world.acting(supervisor) as actor:
        assert access.list_shared(actor) == []


def test_there_is_one_copy_however_often_it_is_shared(world, officer, protection):
    run_id = done(world, officer)
    for _time in range(2):
        share(world, officer, run_id, protection)
    assert SharedEstimate.objects.using("setup").count() == 1


def test_the_copy_goes_with_the_run(world, officer, protection):
    run_id = done(world, officer)
    share(world, officer, run_id, protection)
    with world.acting(officer) as actor:
        actions.delete(run_id, by=actor)
    assert not SharedEstimate.objects.using("setup").exists()


def test_what_is_not_done_is_not_shared(world, officer, protection):
    run_id = ask(world, officer)
    with pytest.raises(TransitionRefused):
        share(world, officer, run_id, protection)


def test_who_reads_a_copy_cannot_share_it(world, officer, protection, supervisor):
    run_id = done(world, officer)
    share(world, officer, run_id, protection)
    with pytest.raises(NotAllowed):
        share(world, supervisor, run_id, protection)


def test_a_role_without_the_right_to_small_counts_gets_the_masked_result_of_a_run(world, officer):
    run_id = done(world, officer)
    with world.acting(officer) as actor:
        permissions = actor.permissions - {"estimate_small_counts"}
        unprivileged = type(actor)(**{**vars(actor), "permissions": permissions})
        result = access.open_result(unprivileged, access.run_to_read(unprivileged, run_id))
    assert disclosure.is_masked(result)
