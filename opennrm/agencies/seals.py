"""Secrets of second factors, sealed for one account and one use: moved to another account they open nothing."""

from base64 import b64decode, b64encode
from enum import StrEnum
from os import urandom
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from opennrm.foundation import keys


class Use(StrEnum):
    """What a secret is for."""

    APP = "authenticator app"
    APP_UNDER_WAY = "authenticator app, not confirmed"
    RECOVERY_CODES = "recovery codes"


def seal(secret: str, *, account_id: UUID, use: Use) -> str:
    """Seal a secret under a key derived from the master key."""
    nonce = urandom(keys.NONCE_BYTES)
    return b64encode(nonce + _cipher().encrypt(nonce, secret.encode(), _bound(account_id, use))).decode()


def unseal(sealed: str, *, account_id: UUID, use: Use) -> str:
    """Open a secret.

    :raises InvalidTag: it was sealed for another account or use, or changed since.
    """
    raw = b64decode(sealed)
    nonce, content = raw[: keys.NONCE_BYTES], raw[keys.NONCE_BYTES :]
    return _cipher().decrypt(nonce, content, _bound(account_id, use)).decode()


def _bound(account_id: UUID, use: Use) -> bytes:
    return f"second factor|{use}|{account_id}".encode()


def _cipher() -> AESGCM:
    return AESGCM(keys.keeper().derive("second factors"))
