"""Devices that are known: from which somebody has signed in to an account before, the second step included.

What a device is known by is in its own cookie, sealed under a key derived from the master key, for each account that
was signed in to from it. It lets nobody in. It only says in which counter attempts to sign in are counted.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from cryptography.exceptions import InvalidTag

from opennrm.foundation import keys

from .models import DevicesForgotten
from .sessions import ALIAS

KNOWN_FOR = timedelta(days=180)
MOST_ACCOUNTS = 8
"""A computer that many share is known for those who used it last."""
_PURPOSE, _BOUND = "known devices", b"known device"


@dataclass(frozen=True)
class _Entry:
    account_id: str
    device: str
    signed_in_at: float


def remember(sealed: str, account_id: UUID, *, at: datetime) -> str:
    """What the device's cookie holds after signing in to this account: this account first, then those it held."""
    entries = _open(sealed)
    before = [entry for entry in entries if entry.account_id == str(account_id)]
    device = before[0].device if before and _is_valid(before[0], at=at) else token_urlsafe(16)
    others = [entry for entry in entries if entry not in before]
    kept = [_Entry(str(account_id), device, at.timestamp()), *others][:MOST_ACCOUNTS]
    content = json.dumps([astuple(entry) for entry in kept]).encode()
    return urlsafe_b64encode(keys.seal_for(_PURPOSE, content, bound_to=_BOUND)).decode()


def known(sealed: str, account_id: UUID | None, *, at: datetime) -> str | None:
    """The name of this device if it is known for the account; None if it is not, or not any more."""
    for entry in _open(sealed):
        if entry.account_id == str(account_id) and _is_valid(entry, at=at):
            return entry.device
    return None


def forget(account_id: UUID, *, at: datetime) -> None:
    """Let no device be known for this account any more. Whoever signs in from one makes it known again."""
    rows = DevicesForgotten.objects.using(ALIAS)
    rows.bulk_create(
        [DevicesForgotten(account_id=account_id, before=at)],
        update_conflicts=True,
        unique_fields=["account_id"],
        update_fields=["before"],
        from_action=True,
    )


def _is_valid(entry: _Entry, *, at: datetime) -> bool:
    if at.timestamp() - entry.signed_in_at > KNOWN_FOR.total_seconds():
        return False
    forgotten = DevicesForgotten.objects.using(ALIAS).filter(account_id=entry.account_id).first()
    return forgotten is None or entry.signed_in_at > forgotten.before.timestamp()


def _open(sealed: str) -> list[_Entry]:
    try:
        raw = urlsafe_b64decode(sealed.encode())
        content = json.loads(keys.open_for(_PURPOSE, raw, bound_to=_BOUND))
        return [_Entry(*values) for values in content]
    except (ValueError, TypeError, InvalidTag):
        return []
