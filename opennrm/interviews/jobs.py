"""What happens by itself with interviews: plans for many are made and deleted, and time for samples passes."""

from uuid import UUID

from django.utils import timezone

from opennrm.cases import clocks
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import raid_work, raids, samples


def make_plan(plan_id: str, errand_id: str) -> None:
    """Make a plan that somebody asked for, as that person."""
    raid_work.carry_out(UUID(plan_id), errand_id=UUID(errand_id), now=timezone.now)


def expire_plans() -> None:
    """Delete the plans whose time is over."""
    with as_job(raids.EXPIRY):
        raids.expire(at=timezone.now())


def watch_samples() -> None:
    """Warn whoever works on a case of which the time for samples passes."""
    with as_job(clocks.WATCH):
        samples.warn(at=timezone.now())


JOBS = (
    Job(name=raids.JOB, run=make_plan),
    Job(name=raids.EXPIRY, cron="43 3 * * *", run=expire_plans),
    Job(name="interviews.watch_samples", cron="* * * * *", run=watch_samples),
)
