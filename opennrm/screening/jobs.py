"""What happens by itself with requests for a decision."""

from django.utils import timezone

from opennrm.cases import clocks
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import requests


def watch_requests() -> None:
    """End the requests for a decision whose time is over, and tell those who asked."""
    with as_job(clocks.WATCH):
        requests.watch(timezone.now())


JOBS = (Job(name="decision_requests.watch", cron="* * * * *", run=watch_requests),)
