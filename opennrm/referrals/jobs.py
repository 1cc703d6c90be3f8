"""What happens by itself with referrals."""

from django.utils import timezone

from opennrm.cases import clocks
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import actions


def watch_referrals() -> None:
    """Remind of referrals that were not answered in time, and end those that nobody answered."""
    with as_job(clocks.WATCH):
        actions.watch(timezone.now())


JOBS = (Job(name="referrals.watch", cron="* * * * *", run=watch_referrals),)
