"""The second factor: an authenticator app (RFC 6238) and recovery codes. Every code works once.

Rows are allauth's `Authenticator`; the secrets in them are sealed for their account. The time step of the last
accepted code is kept with the secret, so that no step before it is ever accepted again.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote, urlencode
from uuid import UUID

from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.second_door import second_door

from . import access, confirmations, devices, seals, sessions
from .models import Account, Cause
from .seals import Use

SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_CODE_DIGITS = 8
STEP_SECONDS = 30
# A telephone's clock may be half a minute off.
STEPS_OFF = 1
LAST_STEP = "last_step"


class Reason(StrEnum):
    """Why an administrator takes a second factor away."""

    LOST = "lost"
    BROKEN = "broken"
    STOLEN = "stolen"


def new_secret() -> str:
    """A secret to share with an authenticator app, in base 32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def app_address(email: str, secret: str) -> str:
    """What an authenticator app reads from the picture."""
    issuer = settings.MFA_TOTP_ISSUER
    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(email)}?{query}"


def code_at(secret: str, step: int) -> str:
    """The six digits that an app shows during one time step."""
    # The algorithm that every authenticator app has; its weakness does not matter for an HMAC.
    generator = HOTP(base64.b32decode(secret), 6, SHA1(), enforce_key_length=False)  # noqa: S303
    return generator.generate(step).decode()


def step_at(at: datetime) -> int:
    """The time step of a moment."""
    return int(at.timestamp()) // STEP_SECONDS


def step_of(secret: str, code: str, *, at: datetime, after: int = -1) -> int | None:
    """The time step that a typed code belongs to, if it is of now and later than the step `after`."""
    typed = "".join(code.split())
    around = range(step_at(at) - STEPS_OFF, step_at(at) + STEPS_OFF + 1)
    for step in around:
        if step > after and constant_time_compare(code_at(secret, step), typed):
            return step
    return None


@second_door()
def enrol(account_id: UUID, secret: str, *, step: int = -1, at: datetime) -> Account:
    """Let an account use an authenticator app from now on, instead of any before, with new recovery codes.

    `step`: that of the code by which the owner has shown that the app works; it is used up.
    """
    account = access.account_to_keep(account_id)
    _all_of(account_id).delete()
    data = {"secret": seals.seal(secret, account_id=account_id, use=Use.APP), LAST_STEP: step}
    Authenticator(user=account, type=Authenticator.Type.TOTP, data=data, created_at=at).save()
    _add_recovery_codes(account, at=at)
    audit.record("second_factor.enrolled", subject=account)
    return account


@second_door()
def use(account: Account, code: str, *, at: datetime) -> Authenticator | None:
    """Use up a code of the app or a recovery code; returns what it belongs to, or None if it is not right."""
    for authenticator in _all_of(account.pk).select_for_update(no_key=True).order_by("-type"):
        if authenticator.type == Authenticator.Type.TOTP:
            if _use_app_code(authenticator, code, at=at):
                return authenticator
        elif _use_recovery_code(authenticator, code):
            audit.record("second_factor.recovery_code_used", subject=account)
            return authenticator
    return None


def _use_app_code(authenticator: Authenticator, code: str, *, at: datetime) -> bool:
    secret = _opened(authenticator, "secret", Use.APP)
    step = step_of(secret, code, at=at, after=authenticator.data[LAST_STEP]) if secret else None
    if step is None:
        return False
    authenticator.data[LAST_STEP] = step
    authenticator.save(update_fields=["data"])
    return True


def _use_recovery_code(authenticator: Authenticator, code: str) -> bool:
    typed = "".join(code.split())
    for number, expected in _unused_codes(authenticator):
        if constant_time_compare(typed, expected):
            authenticator.data["used_mask"] |= 1 << number
            authenticator.save(update_fields=["data"])
            return True
    return False


def _unused_codes(authenticator: Authenticator) -> list[tuple[int, str]]:
    seed = _opened(authenticator, "seed", Use.RECOVERY_CODES)
    if seed is None:
        return []
    unused = [
        number for number in range(RECOVERY_CODES) if not authenticator.data["used_mask"] & (1 << number)
    ]
    return [(number, _recovery_code(seed, number)) for number in unused]


def _recovery_code(seed: str, number: int) -> str:
    digest = hmac.digest(seed.encode(), f"recovery code {number}".encode(), hashlib.sha256)
    return str(int.from_bytes(digest[:8]) % 10**RECOVERY_CODE_DIGITS).zfill(RECOVERY_CODE_DIGITS)


def _opened(authenticator: Authenticator, name: str, use: Use) -> str | None:
    """A secret of a row; None where it was sealed for another account: such a row lets nobody in."""
    try:
        return seals.unseal(authenticator.data[name], account_id=authenticator.user_id, use=use)
    except InvalidTag:
        return None


def recovery_codes(*, by: Actor) -> list[str]:
    """The actor's recovery codes that are not used yet. That they were shown is recorded."""
    found = _all_of(by.account_id).filter(type=Authenticator.Type.RECOVERY_CODES).first()
    if found is None:
        return []
    audit.record("second_factor.recovery_codes_shown", subject=Account.objects.get(pk=by.account_id))
    return [code for _number, code in _unused_codes(found)]


@second_door()
def renew_recovery_codes(*, by: Actor, at: datetime) -> None:
    """Give the actor new recovery codes; the old ones no longer work.

    :raises Refused: the actor has no authenticator app, so there is nothing to recover.
    """
    account = access.account_to_keep(by.account_id)
    if not _all_of(account.pk).filter(type=Authenticator.Type.TOTP).exists():
        raise Refused(_("Set up an authenticator app first."))
    _all_of(account.pk).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    _add_recovery_codes(account, at=at)
    audit.record("second_factor.recovery_codes_renewed", subject=account)


@second_door()
def give_up(*, by: Actor, at: datetime) -> Account:
    """Take the actor's own second factor away.

    :raises Refused: a role of theirs demands one; it can only be replaced.
    """
    account = access.account_to_keep(by.account_id)
    if account.memberships.filter(ended_at=None, second_factor_required=True).exists():
        raise Refused(_("Your role needs two-step sign-in. You can move it to another device instead."))
    _all_of(account.pk).delete()
    audit.record("second_factor.removed", subject=account, detail={"by": "owner"})
    return account


@second_door()
def take_away(account_id: UUID, *, reason: Reason, by: Actor, at: datetime) -> Account:
    """Take away the second factor of somebody who lost theirs; they are signed out and set up a new one.

    Where their role sees cases, a second person has to confirm them before it gives anything again.

    :raises NotThere: there is none that the actor looks after.
    :raises NotAllowed: it is the actor's own, or belongs to an agency of somebody else as well.
    :raises Refused: there is no second factor to take away.
    """
    account = access.account_to_manage(by, account_id)
    if not _all_of(account.pk).exists():
        raise Refused(_("This account has no two-step sign-in to reset."))
    _all_of(account.pk).delete()
    sessions.end_sessions_of(account.pk)
    devices.forget(account.pk, at=at)
    audit.record("second_factor.removed", subject=account, detail={"by": "administrator", "reason": reason})
    confirmations.ask_again(account, Cause.SECOND_FACTOR_TAKEN, by=by, at=at)
    return account


def _all_of(account_id: UUID | None):
    return Authenticator.objects.filter(user_id=account_id)


def _add_recovery_codes(account: Account, *, at: datetime) -> None:
    seed = seals.seal(secrets.token_hex(40), account_id=account.pk, use=Use.RECOVERY_CODES)
    data = {"seed": seed, "used_mask": 0}
    Authenticator(user=account, type=Authenticator.Type.RECOVERY_CODES, data=data, created_at=at).save()
