"""What happens by itself: the jobs that the contexts declare, as tasks of the queue."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from opennrm.audit import sealing
from opennrm.contexts import jobs
from opennrm.foundation.jobs import Job

SEAL_EVERY_SECONDS = 5
STALLED_AFTER = timedelta(minutes=10)
log = logging.getLogger("opennrm.worker")


def seal_until(stopped: Event) -> None:
    """Seal the audit every few seconds until told to stop. Runs in a thread of the worker, by itself."""
    while not stopped.wait(SEAL_EVERY_SECONDS):
        try:
            sealing.seal(settings.STATE)
        except Exception:
            # The next round may succeed: the database was restarted, or the folder was full.
            log.exception("The audit could not be sealed.")
            connection.close()
    connection.close()


def run(name: str, **given: object) -> None:
    """Do one of the jobs now, as the worker would, with what it was given."""
    jobs()[name].run(**given)


def _register(job: Job) -> None:
    if not job.cron:
        app.task(name=job.name, pass_context=False)(job.run)
        return
    task = app.task(name=job.name, queueing_lock=job.name, pass_context=False)(_by_the_clock(job.run))
    app.periodic(cron=job.cron)(task)


def _by_the_clock(run: Callable[[], object]) -> Callable[[int], None]:
    def at_its_time(timestamp: int) -> None:
        run()

    return at_its_time


for declared in jobs().values():
    _register(declared)


@app.periodic(cron="*/10 * * * *")
@app.task(name="jobs.retry_stalled", queueing_lock="jobs.retry_stalled", pass_context=False)
async def retry_stalled_jobs(timestamp: int) -> None:
    """Begin again what a worker left behind when it was killed."""
    seconds = STALLED_AFTER.total_seconds()
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        await app.job_manager.retry_job(job)
