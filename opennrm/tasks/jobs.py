"""What happens by itself with tasks."""

from django.utils import timezone

from opennrm.cases import clocks
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import overdue


def watch_tasks() -> None:
    """Every morning: give back the tasks of people who left, and tell of those that are overdue."""
    at = timezone.now()
    with as_job(clocks.WATCH):
        overdue.take_from_those_who_left(at=at)
    with as_job(clocks.WATCH):
        overdue.watch(at=at)


JOBS = (Job(name="tasks.watch", cron="30 10 * * *", run=watch_tasks),)
