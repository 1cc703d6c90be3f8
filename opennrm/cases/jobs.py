"""What happens by itself with the clocks of cases."""

from django.utils import timezone

from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import changed_calendar, clocks, overdue


def watch_clocks() -> None:
    """Follow a changed calendar, and tell of clocks that ran out."""
    at = timezone.now()
    has_more = True
    while has_more:
        with as_job(clocks.WATCH):
            has_more = changed_calendar.follow(at=at) == changed_calendar.AT_ONCE
    with as_job(clocks.WATCH):
        overdue.watch(at=at)


JOBS = (Job(name="clocks.watch", cron="* * * * *", run=watch_clocks),)
