"""What happens by itself with handovers."""

from django.utils import timezone

from opennrm.cases import clocks
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import actions


def watch_handovers() -> None:
    """Remind of handovers that were not answered in time, and end those that nobody answered."""
    with as_job(clocks.WATCH):
        actions.watch(timezone.now())


JOBS = (Job(name="handovers.watch", cron="* * * * *", run=watch_handovers),)
