"""What happens by itself with consent."""

from django.utils import timezone

from opennrm.cases import clocks
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import watching


def watch_consents() -> None:
    """End what is over, and let somebody ask again in time."""
    with as_job(clocks.WATCH):
        watching.watch(timezone.now())


JOBS = (Job(name="consents.watch", cron="* * * * *", run=watch_consents),)
