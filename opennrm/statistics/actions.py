"""What the person who runs estimates can do: ask, cancel, try again, delete. See running.py for the worker."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import commission, system_principal, team_principal
from opennrm.foundation.refusals import NotAllowed
from opennrm.foundation.state_table import TransitionRefused, move

from . import access
from .models import EstimateRun, SharedEstimate
from .permissions import ESTIMATE_RUN
from .questions import Question
from .states import ENDED, TRANSITIONS, State

JOB = "estimates.run"
EXPIRY = "estimates.expire"
KEPT_FOR = timedelta(days=90)
"""Long enough to write and defend a report; the lists themselves stay with those who keep them."""


def request(question: Question, *, by: Actor, at: datetime) -> EstimateRun:
    """Ask for an estimate. The worker takes it up; until then it can be cancelled.

    :raises NotAllowed: the actor's role runs no estimates.
    """
    refuse_unless_runs_estimates(by)
    run = EstimateRun(
        requested_by_id=by.membership_id,
        method=question.options.method,
        requested_at=at,
        queued_at=at,
        expires_at=at + KEPT_FOR,
        readers=holders_for(by),
        writers=holders_for(by),
    )
    data_key = sealing.new_data_key()
    run.wrapped_key = sealing.wrap_key(run.pk, data_key)
    sealing.Seal(run.pk, data_key).close_field(run, "question", question.as_text())
    run.save(from_action=True, force_insert=True)
    _queue(run)
    audit.record(
        "estimate.requested", subject=run, detail={"method": run.method, "lists": question.table.lists}
    )
    return run


def cancel(run_id: UUID, *, by: Actor, at: datetime) -> EstimateRun:
    """Stop a run. A worker that has taken it up notices within moments.

    :raises NotThere: there is none that this actor may see.
    :raises TransitionRefused: it has ended.
    """
    run = access.run_to_change(by, run_id)
    move(run, State.CANCELLED, transitions=TRANSITIONS)
    run.ended_at = at
    run.save(from_action=True, update_fields=["state", "ended_at"])
    audit.record("estimate.cancelled", subject=run)
    return run


def try_again(run_id: UUID, *, by: Actor, at: datetime) -> EstimateRun:
    """Begin anew what failed, was cancelled, or was left behind by a worker that gives no sign of life.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role runs no estimates.
    :raises TransitionRefused: it is done, waits already, or a worker is at it.
    """
    refuse_unless_runs_estimates(by)
    run = access.run_to_change(by, run_id)
    if run.state == State.RUNNING and not access.is_silent(run, at=at):
        raise TransitionRefused(_("The worker is still working on it. Wait, or cancel it first."))
    move(run, State.QUEUED, transitions=TRANSITIONS)
    run.attempt += 1
    run.work_done = run.work_whole = 0
    run.queued_at, run.heard_at, run.ended_at, run.result = at, None, None, None
    run.save(from_action=True)
    _queue(run)
    audit.record("estimate.tried_again", subject=run, detail={"attempt": run.attempt})
    return run


def delete(run_id: UUID, *, by: Actor) -> None:
    """Delete a run that has ended for good, with the copy that was shared and both keys.

    :raises NotThere: there is none that this actor may see.
    :raises TransitionRefused: it has not ended.
    """
    run = access.run_to_change(by, run_id)
    if run.state not in ENDED:
        raise TransitionRefused(_("Cancel it first. Then you can delete it."))
    audit.record("estimate.deleted", subject=run)
    _remove(run)


def expire(*, at: datetime) -> int:
    """Delete the runs whose time is over; returns how many. For the job `estimates.expire`."""
    job = system_principal(EXPIRY)
    old = EstimateRun.objects.filter(readers__contains=[job], expires_at__lte=at)
    runs = list(old.defer("question", "result").select_for_update(skip_locked=True))
    for run in runs:
        audit.record("estimate.expired", subject=run, right=EXPIRY)
        _remove(run)
    return len(runs)


def holders_for(by: Actor) -> list[int]:
    """Who holds what this actor makes: they, the others of their agency who run estimates, and what expires it."""
    teams = [
        team_principal(by.agency_id, role) for role in pack().roles_that_may(ESTIMATE_RUN) if by.agency_id
    ]
    own = [by.own_principal] if by.own_principal is not None else []
    return sorted({*own, *teams, system_principal(EXPIRY)})


def refuse_unless_runs_estimates(by: Actor) -> None:
    """Return only for somebody whose role runs estimates.

    :raises NotAllowed: it does not.
    """
    if by.own_principal is None or not by.may(ESTIMATE_RUN):
        raise NotAllowed("Your role does not run estimates.")


def _queue(run: EstimateRun) -> None:
    # The lock lets one estimate run at a time, so that the worker has hands free for clocks and notices.
    job = app.configure_task(JOB, lock=JOB)
    job.defer(run_id=str(run.pk), errand_id=str(commission(JOB)), attempt=run.attempt)


def _remove(run: EstimateRun) -> None:
    SharedEstimate.objects.filter(run=run).delete(from_action=True)
    EstimateRun.objects.filter(pk=run.pk).delete(from_action=True)
