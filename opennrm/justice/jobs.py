"""What happens by itself with proceedings."""

from django.utils import timezone

from opennrm.cases import clocks
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import watching


def watch_proceedings() -> None:
    """Let children know that a hearing is off, and have restitution enforced."""
    with as_job(clocks.WATCH):
        watching.watch(timezone.now())


JOBS = (Job(name="justice.watch", cron="* * * * *", run=watch_proceedings),)
