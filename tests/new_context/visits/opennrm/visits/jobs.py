"""What happens by itself with visits."""

from django.utils import timezone

from opennrm.cases import clocks
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import actions


def remind_of_visits() -> None:
    """Remind of visits that should have been made."""
    with as_job(clocks.WATCH):
        actions.remind(at=timezone.now())


JOBS = (Job(name="visits.remind", cron="0 6 * * *", run=remind_of_visits),)
