"""Secrets of second factors, sealed for one account and one use: moved to another account they open nothing."""

from base64 import b64decode, b64encode
from enum import StrEnum
from uuid import UUID

from opennrm.foundation import keys

PURPOSE = "second factors"


class Use(StrEnum):
    """What a secret is for."""

    APP = "authenticator app"
    APP_UNDER_WAY = "authenticator app, not confirmed"
    RECOVERY_CODES = "recovery codes"


def seal(secret: str, *, account_id: UUID, use: Use) -> str:
    """Seal a secret under a key derived from the master key."""
    sealed = keys.seal_for(PURPOSE, secret.encode(), bound_to=_bound(account_id, use))
    return b64encode(sealed).decode()


def unseal(sealed: str, *, account_id: UUID, use: Use) -> str:
    """Open a secret.

    :raises InvalidTag: it was sealed for another account or use, or changed since.
    """
    return keys.open_for(PURPOSE, b64decode(sealed), bound_to=_bound(account_id, use)).decode()


def _bound(account_id: UUID, use: Use) -> bytes:
    return f"second factor|{use}|{account_id}".encode()
