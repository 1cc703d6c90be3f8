"""Runs of estimates: queued by the page, worked out by the worker, seen by those who run estimates."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.foundation.context import as_job
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.state_table import TransitionRefused
from opennrm.statistics import access, actions, running
from opennrm.statistics.hidden_population import NotConverged, TableRefused
from opennrm.statistics.models import EstimateRun
from opennrm.statistics.questions import Options, question_of
from opennrm.statistics.states import State
from tests.statistics.scene import ask, data_officer, done, jobs, question, stored, work

pytestmark = pytest.mark.database


@pytest.fixture
def officer(world):
    return data_officer(world)


def kinds(superuser) -> list[str]:
    rows = superuser.execute("SELECT kind FROM audit_event WHERE kind LIKE 'estimate%' ORDER BY sequence")
    return [kind for (kind,) in rows.fetchall()]


def test_a_question_comes_back_as_it_was_asked():
    asked = question(options=Options(method="bic", seed=7, calibrate=True))
    kept = question_of(asked.as_text())
    assert (kept.title, kept.options, kept.table.names) == (asked.title, asked.options, asked.table.names)
    assert kept.table.counts.tolist() == asked.table.counts.tolist()


def test_the_worker_works_out_what_was_asked(world, officer, superuser):
    run_id = ask(world, officer)
    assert stored(run_id).state == State.QUEUED
    assert work(world) == 1
    with world.acting(officer) as actor:
        result = access.open_result(actor, access.run_to_read(actor, run_id))
    assert result["observed"] == 577
    assert {"lists": ["Clinic", "School"], "people": 7} in result["overlaps"]
    assert stored(run_id).is_reliable is result["reliable"]
    assert kinds(superuser) == [
        "estimate.requested", "estimate.begun", "estimate.question_opened", "estimate.done", "estimate.opened",
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "administrator", "auditor"])
def test_only_who_runs_estimates_may_ask(world, role):
    person = world.person(world.agency("child_protection"), role)
    with world.acting(person) as actor, pytest.raises(NotAllowed):
        actions.request(question(), by=actor, at=timezone.now())
    assert jobs() == []


def test_the_lists_and_the_result_are_sealed(world, officer):
    run = stored(done(world, officer))
    assert b"Harbour" not in bytes(run.question) + bytes(run.result)


def test_the_queue_holds_ids_only(world, officer):
    ask(world, officer)
    (job,) = jobs()
    assert set(job) == {"run_id", "errand_id", "attempt"}


def test_another_data_officer_of_the_agency_sees_the_run(world, officer):
    run_id = done(world, officer)
    colleague = world.person(officer.membership.agency, "data_officer")
    with world.acting(colleague) as actor:
        assert access.run_to_read(actor, run_id).state == State.DONE


def test_a_data_officer_of_another_agency_sees_nothing(world, officer):
    run_id = done(world, officer)
    with world.acting(data_officer(world)) as actor:
        assert access.list_runs(actor) == []
        with pytest.raises(NotThere):
            access.run_to_read(actor, run_id)


def test_a_run_without_a_result_has_none_to_read(world, officer):
    run_id = ask(world, officer)
    with world.acting(officer) as actor, pytest.raises(access.NotFinished):
        access.open_result(actor, access.run_to_read(actor, run_id))


def test_what_was_cancelled_in_the_queue_is_not_worked_out(world, officer):
    run_id = ask(world, officer)
    with world.acting(officer) as actor:
        actions.cancel(run_id, by=actor, at=timezone.now())
    work(world)
    assert stored(run_id).state == State.CANCELLED
    assert stored(run_id).result is None


def test_what_is_cancelled_meanwhile_stops(world, officer, superuser, monkeypatch):
    run_id = ask(world, officer, options=Options(method="stepwise", replications=5000))
    told = []

    def cancelled_meanwhile(*args, **options):
        told.append(options["at"])
        superuser.execute("UPDATE statistics_estimaterun SET state = 'cancelled'")
        return keep_progress(*args, **options)

    keep_progress = running._keep_progress
    monkeypatch.setattr(running, "_keep_progress", cancelled_meanwhile)
    work(world)
    assert len(told) == 1
    assert stored(run_id).state == State.CANCELLED
    assert stored(run_id).result is None


def test_progress_is_told_once_a_second_at_most(world, officer, monkeypatch):
    ask(world, officer)
    told, clock = [], iter(timezone.now() + timedelta(seconds=0.4) * step for step in range(100))
    monkeypatch.setattr(running, "_keep_progress", lambda *args, at, by: told.append(at))
    monkeypatch.setattr(running, "worked_out", told_ten_times)
    with world.connected_as("opennrm_worker"):
        (job,) = jobs()
        running.carry_out(job["run_id"], errand_id=job["errand_id"], attempt=1, now=lambda: next(clock))
    assert len(told) == 4
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in itertools.pairwise(told))


def told_ten_times(asked, tell):
    for step in range(10):
        tell(step, 10)
    raise running.Superseded


def test_what_was_done_cannot_be_cancelled(world, officer):
    run_id = done(world, officer)
    with world.acting(officer) as actor, pytest.raises(TransitionRefused):
        actions.cancel(run_id, by=actor, at=timezone.now())


@pytest.mark.parametrize(("fault", "says"), [(TableRefused("Too few lists."), "Too few lists."), (None, "")])
def test_a_failure_is_kept_with_its_reason(world, officer, monkeypatch, fault, says):
    run_id = ask(world, officer)

    def fails(asked, tell):
        raise fault or ZeroDivisionError

    monkeypatch.setattr(running, "worked_out", fails)
    if fault:
        work(world)
    else:
        with pytest.raises(ZeroDivisionError):
            work(world)
    with world.acting(officer) as actor:
        run = access.run_to_read(actor, run_id)
        assert run.state == State.FAILED
        assert str(access.open_refusal(run) or "") == says


def test_chains_that_do_not_agree_are_a_reason(world, officer, monkeypatch):
    from opennrm.statistics.hidden_population.convergence import Convergence

    def fails(asked, tell):
        raise NotConverged(Convergence(r_hat=2.0, effective=12.0, halves=(1.0, 2.0), chains=8, draws=10))

    run_id = ask(world, officer)
    monkeypatch.setattr(running, "worked_out", fails)
    work(world)
    with world.acting(officer) as actor:
        assert "not converged" in str(access.open_refusal(access.run_to_read(actor, run_id)))


def test_who_lost_the_role_gets_nothing_worked_out(world, officer, superuser):
    run_id = ask(world, officer)
    superuser.execute("UPDATE agencies_membership SET role = 'administrator'")
    with pytest.raises(NotAllowed):
        work(world)
    assert stored(run_id).result is None


def test_a_run_whose_worker_died_can_be_tried_again(world, officer, superuser):
    run_id = ask(world, officer)
    superuser.execute("DELETE FROM procrastinate_jobs")
    superuser.execute("UPDATE statistics_estimaterun SET state = 'running', heard_at = now()")
    with world.acting(officer) as actor, pytest.raises(TransitionRefused):
        actions.try_again(run_id, by=actor, at=timezone.now())
    superuser.execute("UPDATE statistics_estimaterun SET heard_at = now() - interval '4 minutes'")
    with world.acting(officer) as actor:
        assert access.is_silent(access.run_to_read(actor, run_id), at=timezone.now())
        actions.try_again(run_id, by=actor, at=timezone.now())
    work(world)
    assert stored(run_id).state == State.DONE


def test_a_job_that_comes_back_after_its_worker_died_goes_on(world, officer, superuser):
    run_id = ask(world, officer)
    superuser.execute(
        "UPDATE statistics_estimaterun SET state = 'running', heard_at = now() - interval '1 hour'"
    )
    work(world)
    assert stored(run_id).state == State.DONE


def test_a_worker_that_was_given_up_changes_nothing(world, officer, superuser):
    run_id = ask(world, officer)
    superuser.execute("UPDATE statistics_estimaterun SET attempt = 2")
    work(world)
    assert stored(run_id).state == State.QUEUED


def test_a_run_is_deleted_for_good(world, officer):
    run_id = done(world, officer)
    with world.acting(officer) as actor:
        actions.delete(run_id, by=actor)
    assert not EstimateRun.objects.using("setup").exists()


def test_a_run_under_way_is_not_deleted(world, officer):
    run_id = ask(world, officer)
    with world.acting(officer) as actor, pytest.raises(TransitionRefused):
        actions.delete(run_id, by=actor)


def test_a_worker_whose_run_was_deleted_stops_in_silence(world, officer):
    run_id = ask(world, officer)
    with world.acting(officer) as actor:
        actions.cancel(run_id, by=actor, at=timezone.now())
        actions.delete(run_id, by=actor)
    assert work(world) == 1


def test_runs_are_kept_for_ninety_days(world, officer, superuser):
    old, new = done(world, officer), done(world, officer)
    superuser.execute(
        "UPDATE statistics_estimaterun SET expires_at = requested_at - interval '1 day' WHERE id = %s", [old]
    )
    assert stored(new).expires_at - stored(new).requested_at == timedelta(days=90)
    with world.connected_as("opennrm_worker"), as_job(actions.EXPIRY):
        assert actions.expire(at=timezone.now()) == 1
    assert [run.pk for run in EstimateRun.objects.using("setup").all()] == [new]
