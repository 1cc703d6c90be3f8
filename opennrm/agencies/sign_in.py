"""Signing in and out, and passwords: what is written down, and what is signed out with it."""

import hashlib
import hmac
import time
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.sessions.backends.base import SessionBase
from django.utils.http import base36_to_int

from opennrm.audit import actions as audit
from opennrm.foundation import keys
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import Entered, enter_session
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.second_door import second_door

from . import access, devices, queries, sessions
from .models import Account
from .passwords import NotGuessable
from .sessions import MEMBERSHIP, SIGNED_IN_AT, uses_second_factor


def begin(session: SessionBase, account: Account) -> Entered:
    """Give the session its limits and, where there is only one, its agency; enter the database by it; record it."""
    session[SIGNED_IN_AT] = time.time()
    memberships = queries.memberships_of(account.pk)
    if len(memberships) == 1:
        session[MEMBERSHIP] = str(memberships[0].id)
    # The request entered as nobody. From here on it is the account's, so that the audit says so.
    session.save()
    entered = enter_session(session.session_key or "", origin=queries.origin())
    used = uses_second_factor(dict(session.items()))
    audit.record("account.signed_in", subject=account, detail={"second_factor": used})
    return entered


def record_failure(*, email: str = "", account: Account | None = None, step: str) -> None:
    """Record that somebody could not sign in. An address is kept as a keyed digest: it may belong to nobody here.

    `step`: "password" or "second_factor".
    """
    detail = {"step": step}
    if email:
        key = keys.keeper().derive("addresses in the audit")
        detail["address"] = hmac.digest(key, email.strip().lower().encode(), hashlib.sha256).hex()[:32]
    audit.record("account.sign_in_failed", subject=account, detail=detail)


def end(*, by: Actor) -> None:
    """Record that the actor signs out; the caller drops the session."""
    audit.record("account.signed_out", subject=Account.objects.get(pk=by.account_id))


@second_door()
def end_elsewhere(*, by: Actor, here: str) -> int:
    """Sign the actor out everywhere but in the session of the token `here`; returns how many sessions ended."""
    account = Account.objects.get(pk=by.account_id)
    ended = sessions.end_sessions_of(account.pk, but=here)
    audit.record("account.signed_out_elsewhere", subject=account, detail={"sessions": ended})
    return ended


def checked_password(password: str, account: Account) -> str:
    """Return the password if this account may have it.

    :raises ValidationError: it is too short, too common, or easy to guess here.
    """
    validate_password(password, account)
    return password


def checked_password_of_file(password: str, account_id: UUID) -> str:
    """Return the password if this account may lock a file with it, which is not asked to wait between two guesses.

    :raises ValidationError: it is too short, too common, or easy to guess here.
    """
    account = Account.objects.get(pk=account_id)
    checked_password(password, account)
    NotGuessable(NotGuessable.SAFE_SCORE_OF_A_FILE).validate(password, account)
    return password


@second_door()
def change_password(password: str, *, by: Actor, here: str, at: datetime) -> Account:
    """Give the actor a new password and end their other sessions; `here` is the token of the one that stays.

    :raises ValidationError: the password is too short, too common, or easy to guess here.
    """
    account = access.account_to_keep(by.account_id)
    _set_password(account, password)
    sessions.end_sessions_of(account.pk, but=here)
    audit.record("account.password_changed", subject=account)
    return account


@second_door()
def reset_password(account_id: UUID, token: str, password: str, *, at: datetime) -> Account:
    """Give an account a new password by the link from its letter, once, and end all its sessions.

    A second factor is still asked for at the next sign-in, and no device is known for the account any more.

    :raises NotThere: the link is wrong, used or too old, or the account is deactivated.
    :raises ValidationError: the password is too short, too common, or easy to guess here.
    """
    account = access.account_to_keep(account_id)
    if not reset_links.check_token(account, token):
        raise NotThere
    _set_password(account, password)
    sessions.end_sessions_of(account.pk)
    devices.forget(account.pk, at=at)
    audit.record("account.password_reset", subject=account)
    return account


def _set_password(account: Account, password: str) -> None:
    account.set_password(checked_password(password, account))
    account.save(update_fields=["password"])


class ResetLinks(PasswordResetTokenGenerator):
    """Links to set a new password: for one hour, and until the password changes or somebody signs in."""

    key_salt = "opennrm.agencies.sign_in.ResetLinks"
    SECONDS = 3600

    def check_token(self, user: Account | None, token: str | None) -> bool:
        """Whether the token was made for this account within the hour, and not used since."""
        if not super().check_token(user, token):
            return False
        made_at = base36_to_int(str(token).split("-")[0])
        return self._num_seconds(self._now()) - made_at <= self.SECONDS


reset_links = ResetLinks()
