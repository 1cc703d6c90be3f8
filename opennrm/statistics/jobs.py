"""What happens by itself with estimates."""

from uuid import UUID

from django.utils import timezone

from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import actions, running


def run_estimate(run_id: str, errand_id: str, attempt: int) -> None:
    """Work out an estimate that somebody asked for, as that person."""
    running.carry_out(UUID(run_id), errand_id=UUID(errand_id), attempt=attempt, now=timezone.now)


def expire_estimates() -> None:
    """Delete the estimates whose time is over."""
    with as_job(actions.EXPIRY):
        actions.expire(at=timezone.now())


JOBS = (
    Job(name=actions.JOB, run=run_estimate),
    Job(name=actions.EXPIRY, cron="27 3 * * *", run=expire_estimates),
)
