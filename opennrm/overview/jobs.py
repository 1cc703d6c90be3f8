"""What happens by itself with the figures of agencies."""

from uuid import UUID

from django.db import ProgrammingError
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from opennrm.agencies.access import actor_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_job, on_errand
from opennrm.foundation.jobs import Job

from . import access, actions


def renew() -> None:
    """Count anew what somebody looks at these hours, for each agency in a transaction of its own."""
    with as_job(actions.JOB) as entered:
        waiting = access.to_renew(Actor(principals=entered.principals), at=timezone.now())
    for figures_id, errand in waiting:
        _renew(figures_id, errand, unless_fresh=False)


def renew_now(figures_id: str, errand_id: str) -> None:
    """Count anew what somebody found too old when they looked."""
    _renew(UUID(figures_id), UUID(errand_id), unless_fresh=True)


def _renew(figures_id: UUID, errand: UUID, *, unless_fresh: bool) -> None:
    try:
        with on_errand(errand) as acting:
            actions.renew(figures_id, by=actor_of(acting), at=timezone.now(), unless_fresh=unless_fresh)
    except ProgrammingError as refused:
        if not isinstance(refused.__cause__, InsufficientPrivilege):
            raise
        # Whoever looked last may no longer act, and the database lets nobody in by their errand. The next one who
        # looks leaves an errand of their own.


JOBS = (
    Job(name=actions.JOB, cron="*/5 * * * *", run=renew),
    Job(name=actions.NOW, run=renew_now),
)
