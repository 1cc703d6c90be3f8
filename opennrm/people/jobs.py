"""What happens by itself with the persons of cases."""

from django.utils import timezone

from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import drafts


def expire_drafts() -> None:
    """Delete the unfinished corrections whose time is over."""
    with as_job(drafts.EXPIRY):
        drafts.expire(at=timezone.now())


JOBS = (Job(name=drafts.EXPIRY, cron="37 3 * * *", run=expire_drafts),)
