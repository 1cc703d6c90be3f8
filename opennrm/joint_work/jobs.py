"""What happens by itself with joint work."""

from django.utils import timezone

from opennrm.cases import clocks
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import actions


def watch_joint_work() -> None:
    """Remind of requests that were not answered in time, and end what has run out."""
    with as_job(clocks.WATCH):
        actions.watch(timezone.now())


JOBS = (Job(name="joint_work.watch", cron="* * * * *", run=watch_joint_work),)
