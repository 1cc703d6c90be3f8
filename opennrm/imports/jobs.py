"""What happens by itself with old lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils import timezone

from opennrm.agencies.access import actor_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_job, on_errand
from opennrm.foundation.jobs import Job

from . import access, actions
from .working import Work


def work(list_id: str, errand_id: str, attempt: int) -> None:
    """Go on with a list, as the person who asked for it."""

    @contextmanager
    def entered() -> Iterator[Actor]:
        with on_errand(errand_id) as acting:
            yield actor_of(acting)

    Work(list_id=UUID(list_id), attempt=attempt, entered=entered, now=timezone.now).carry_out()


def expire_lists() -> None:
    """Delete the rows of lists whose time is over."""
    with as_job(access.EXPIRY):
        actions.expire(at=timezone.now())


JOBS = (
    Job(name=actions.JOB, run=work),
    Job(name=access.EXPIRY, cron="41 3 * * *", run=expire_lists),
)
