"""What happens by itself with drafts of concerns."""

from django.utils import timezone

from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import drafts


def expire_drafts() -> None:
    """Delete the drafts whose time is over."""
    with as_job("drafts.expire"):
        drafts.expire(at=timezone.now())


JOBS = (Job(name="drafts.expire", cron="17 3 * * *", run=expire_drafts),)
