"""What happens by itself with letters, notices and sessions."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.foundation import notices
from opennrm.foundation.context import as_job, begin_clean
from opennrm.foundation.jobs import Job

from . import letters, throttle
from .sessions import SessionStore

NOTICES_AT_ONCE = 100


def post_notices() -> None:
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


def clear_letters() -> None:
    """Delete what is left of letters that went, or were given up, a month ago."""
    with as_job(notices.MAILER):
        letters.clear(at=timezone.now())


def expire_notices() -> None:
    """Delete the notices that are older than anybody needs them."""
    with as_job(notices.MAILER):
        notices.expire(at=timezone.now())


def clear_sessions() -> None:
    """Delete the sign-in sessions that have ended, and the counters of attempts that count nothing any more."""
    begin_clean()
    SessionStore.clear_expired()
    throttle.forget_expired(at=timezone.now())


JOBS = (
    Job(name="notices.send", cron="* * * * *", run=post_notices),
    Job(name="letters.clear", cron="37 3 * * *", run=clear_letters),
    Job(name="notices.expire", cron="7 3 * * *", run=expire_notices),
    Job(name="sessions.clear", cron="47 * * * *", run=clear_sessions),
)
