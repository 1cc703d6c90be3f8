"""What happens by itself with records that may be of one child."""

from django.utils import timezone

from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import requests
from .models import MATCHER


def pass_on() -> None:
    """Pass on what the linkage desk asks of a lead, and what the lead answers."""
    with as_job(MATCHER):
        requests.pass_on(timezone.now())


JOBS = (Job(name="linkage.pass_on", cron="* * * * *", run=pass_on),)
