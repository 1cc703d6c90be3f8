"""What happens by itself: each task enters the database as its own job, and sees what that job may see."""

import logging
from datetime import timedelta
from threading import Event
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from opennrm.agencies import letters, throttle
from opennrm.agencies.sessions import SessionStore
from opennrm.audit import actions as audit
from opennrm.audit import sealing
from opennrm.cases import changed_calendar, clocks, drafts
from opennrm.foundation import notices
from opennrm.foundation.context import as_job, begin_clean, renew_signing_key
from opennrm.referrals import actions as referrals
from opennrm.screening import requests as decision_requests
from opennrm.statistics import actions as estimates
from opennrm.statistics import running

SEAL_EVERY_SECONDS = 5
STALLED_AFTER = timedelta(minutes=10)
NOTICES_AT_ONCE = 100
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


@app.periodic(cron="* * * * *")
@app.task(name="clocks.watch", queueing_lock="clocks.watch", pass_context=False)
def watch_clocks(timestamp: int) -> None:
    """Follow a changed calendar, tell of clocks that ran out, and end what nobody answered or decided."""
    at = timezone.now()
    has_more = True
    while has_more:
        with as_job(clocks.WATCH):
            has_more = changed_calendar.follow(at=at) == changed_calendar.AT_ONCE
    with as_job(clocks.WATCH):
        clocks.watch(at=at)
    with as_job(clocks.WATCH):
        referrals.watch(at)
    with as_job(clocks.WATCH):
        decision_requests.watch(at)


@app.periodic(cron="* * * * *")
@app.task(name="notices.send", queueing_lock="notices.send", pass_context=False)
def post_notices(timestamp: int) -> None:
    """Let one letter go to everybody for whom something new waits. It says that, and nothing else."""
    at = timezone.now()
    with as_job(notices.MAILER), translation.override(settings.LANGUAGE_CODE):
        waiting = notices.take_unsent(limit=NOTICES_AT_ONCE, at=at)
        accounts = {account for notice in waiting for account in notices.accounts_of(notice)}
        subject = _("OpenNRM: something is waiting for you")
        body = _("Something new is waiting for you. Sign in to see it: %(address)s") % {
            "address": settings.ADDRESS
        }
        posted = [letters.post_notice(account, subject, body, at=at) for account in sorted(accounts)]
        if waiting:
            made = sum(letter is not None for letter in posted)
            audit.record("notices.sent", detail={"notices": len(waiting), "letters": made})


@app.periodic(cron="37 3 * * *")
@app.task(name="letters.clear", queueing_lock="letters.clear", pass_context=False)
def clear_letters(timestamp: int) -> None:
    """Delete what is left of letters that went, or were given up, a month ago."""
    with as_job(notices.MAILER):
        letters.clear(at=timezone.now())


@app.periodic(cron="7 3 * * *")
@app.task(name="notices.expire", queueing_lock="notices.expire", pass_context=False)
def expire_notices(timestamp: int) -> None:
    """Delete the notices that are older than anybody needs them."""
    with as_job(notices.MAILER):
        notices.expire(at=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="drafts.expire", queueing_lock="drafts.expire", pass_context=False)
def expire_drafts(timestamp: int) -> None:
    """Delete the drafts whose time is over."""
    with as_job("drafts.expire"):
        drafts.expire(at=timezone.now())


@app.task(name=estimates.JOB, pass_context=False)
def run_estimate(run_id: str, errand_id: str, attempt: int) -> None:
    """Work out an estimate that somebody asked for, as that person."""
    running.carry_out(UUID(run_id), errand_id=UUID(errand_id), attempt=attempt, now=timezone.now)


@app.periodic(cron="27 3 * * *")
@app.task(name=estimates.EXPIRY, queueing_lock=estimates.EXPIRY, pass_context=False)
def expire_estimates(timestamp: int) -> None:
    """Delete the estimates whose time is over."""
    with as_job(estimates.EXPIRY):
        estimates.expire(at=timezone.now())


@app.periodic(cron="47 * * * *")
@app.task(name="sessions.clear", queueing_lock="sessions.clear", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """Delete the sign-in sessions that have ended, and the counters of attempts that count nothing any more."""
    begin_clean()
    SessionStore.clear_expired()
    throttle.forget_expired(at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="signing_key.renew", queueing_lock="signing_key.renew", pass_context=False)
def renew_key_of_contexts(timestamp: int) -> None:
    """Make a new key for signing contexts, so that none that was copied with the database's files stays of use."""
    renew_signing_key()


@app.periodic(cron="*/10 * * * *")
@app.task(name="jobs.retry_stalled", queueing_lock="jobs.retry_stalled", pass_context=False)
async def retry_stalled_jobs(timestamp: int) -> None:
    """Begin again what a worker left behind when it was killed."""
    seconds = STALLED_AFTER.total_seconds()
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        await app.job_manager.retry_job(job)
