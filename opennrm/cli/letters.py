"""Sending the letters that wait, one by one: what happens to one keeps no other back."""

import logging
import smtplib
from contextlib import suppress
from threading import Event
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.utils import timezone

from opennrm.agencies import letters
from opennrm.agencies.letters import Envelope
from opennrm.agencies.models import Refusal
from opennrm.foundation.context import as_job
from opennrm.foundation.notices import MAILER

LOOK_EVERY_SECONDS = 2
WAIT_FOR_SERVER_SECONDS = 30
log = logging.getLogger("opennrm.letters")


def send_until(stopped: Event) -> None:
    """Send what waits until told to stop. In a thread of the worker: a slow mail server delays letters alone."""
    pause = LOOK_EVERY_SECONDS
    while not stopped.wait(pause):
        pause = LOOK_EVERY_SECONDS
        try:
            if not send_due(stopped):
                pause = WAIT_FOR_SERVER_SECONDS
        except Exception:
            # The next round may succeed: the database was restarted, for example.
            log.exception("Emails could not be sent.")
            connection.close()
    connection.close()


def send_due(stopped: Event | None = None) -> bool:
    """Send every letter that is due; returns whether the mail server could be used.

    When it cannot be reached, nothing counts as tried: all letters wait for it.
    """
    while not (stopped and stopped.is_set()) and _is_any_due():
        # A connection for each letter: what a mail server does to one touches no other.
        mail = _opened()
        if mail is None:
            return False
        with as_job(MAILER):
            envelope = letters.take_due(timezone.now())
        if envelope is not None:
            _send(mail, envelope)
        _close(mail)
        if envelope is None:
            break
    return True


def _opened() -> Any:
    mail: Any = get_connection()
    try:
        mail.open()
    except (smtplib.SMTPException, OSError) as problem:
        log.warning("The mail server cannot be used: %s", type(problem).__name__)
        return None
    return mail


def _is_any_due() -> bool:
    with as_job(MAILER):
        return letters.is_any_due(timezone.now())


def _send(mail: Any, envelope: Envelope) -> None:
    """Send one letter, and write down in a transaction of its own what came of it."""
    try:
        EmailMessage(envelope.subject, envelope.body, to=[envelope.address], connection=mail).send()
    except Exception as problem:
        refusal = refusal_of(problem)
        with as_job(MAILER):
            letter = letters.refused(envelope.id, refusal, at=timezone.now())
        whose = letter.account_id or letter.invitation_id or "none"
        log.warning(
            "An email to the account or invitation %s was not accepted: %s, %s",
            whose,
            refusal,
            type(problem).__name__,
        )
    else:
        with as_job(MAILER):
            letters.sent(envelope.id, at=timezone.now())


def _close(mail: Any) -> None:
    # What the mail server says to a connection that is given up does not matter.
    with suppress(smtplib.SMTPException, OSError):
        mail.close()


def refusal_of(problem: Exception) -> Refusal:
    """What kind of refusal an error of sending is: of the address, for now, or of the mail server."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _said in problem.recipients.values()]
    elif isinstance(problem, smtplib.SMTPDataError):
        codes = [problem.smtp_code]
    else:
        codes = []
    if not codes:
        return Refusal.SERVER
    return Refusal.MAILBOX if min(codes) >= 500 else Refusal.LATER
