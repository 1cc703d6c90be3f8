"""What happens by itself with bookings."""

from django.utils import timezone

from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import access, bookings


def expire_holds() -> None:
    """Release the spaces and people that were held too long."""
    with as_job(access.EXPIRY):
        bookings.expire(at=timezone.now())


JOBS = (Job(name=access.EXPIRY, cron="*/10 * * * *", run=expire_holds),)
