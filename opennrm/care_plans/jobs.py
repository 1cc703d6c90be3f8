"""What happens by itself with care: a follow-up that nobody tried in time was missed."""

from django.utils import timezone

from opennrm.cases import clocks
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import following_up


def miss_follow_ups() -> None:
    """Mark follow-ups as missed of which the time is over."""
    with as_job(clocks.WATCH):
        following_up.miss(at=timezone.now())


JOBS = (Job(name="care_plans.miss_follow_ups", cron="17 4 * * *", run=miss_follow_ups),)
