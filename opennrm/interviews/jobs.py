"""What happens by itself with plans for many interviews."""

from uuid import UUID

from django.utils import timezone

from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import raid_work, raids


def make_plan(plan_id: str, errand_id: str) -> None:
    """Make a plan that somebody asked for, as that person."""
    raid_work.carry_out(UUID(plan_id), errand_id=UUID(errand_id), now=timezone.now)


def expire_plans() -> None:
    """Delete the plans whose time is over."""
    with as_job(raids.EXPIRY):
        raids.expire(at=timezone.now())


JOBS = (Job(name=raids.JOB, run=make_plan), Job(name=raids.EXPIRY, cron="43 3 * * *", run=expire_plans))
