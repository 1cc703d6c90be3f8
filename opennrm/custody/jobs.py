"""What happens by itself with recordings."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.utils import timezone

from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import access, ending, handing, making, receiving, store, verify
from .models import Copy
from .states import CopyState, State


def keep() -> None:
    """Go on with what was left behind, end copies whose time is over, and tell of hand-overs that nobody confirmed."""
    now = timezone.now()
    with as_job(access.JOB):
        job = access.system()
        waiting: Iterable[tuple[Callable[..., object], list[UUID]]] = (
            (receiving.seal_arrived, receiving.arrived(job)),
            (making.make_waiting, making.waiting(job)),
            (ending.end_over, ending.over(job, now)),
            (handing.alert, handing.unconfirmed(job, now)),
        )
    for step, ids in waiting:
        for each in ids:
            _do(step, each)


def seal(recording_id: str) -> None:
    """Seal a recording that has just arrived."""
    _do(receiving.seal_arrived, UUID(recording_id))


def make(copy_id: str) -> None:
    """Make a copy that was just ordered."""
    _do(making.make_waiting, UUID(copy_id))


def verify_due() -> None:
    """Compare the masters whose turn it is with their digests."""
    with as_job(access.JOB):
        due = verify.due(access.system(), timezone.now())
    for recording_id in due:
        _do(verify.verify_master, recording_id)


def sweep() -> None:
    """Remove files of which the database knows nothing any more: of erased cases, and of what ended or was given up."""
    with as_job(access.JOB):
        gone = (State.ABANDONED, State.DESTROYED)
        masters = access.visible_to(access.system()).exclude(state__in=gone).values_list("pk", flat=True)
        live = (CopyState.MAKING, CopyState.READY)
        made = Copy.objects.visible_to(access.system()).filter(state__in=live).values_list("pk", flat=True)
        known = [*masters, *made]
    store.sweep(known)


def _do(step: Callable[..., object], which: UUID) -> None:
    with as_job(access.JOB):
        step(which, by=access.system(), at=timezone.now())


JOBS = (
    Job(name=access.JOB, cron="*/5 * * * *", run=keep),
    Job(name=receiving.SEAL, run=seal),
    Job(name=making.MAKE, run=make),
    Job(name="custody.verify", cron="20 2 * * *", run=verify_due),
    Job(name="custody.sweep", cron="50 3 * * *", run=sweep),
)
