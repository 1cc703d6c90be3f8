"""What exactly is hashed and signed: changing any of it would make every earlier seal look broken."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from opennrm.foundation import keys

from .models import AuditEvent, Batch

EVENT_FORM = "opennrm audit event 1"
EVENT_COLUMNS = (
    "id", "sequence", "transaction", "at", "kind", "account_id", "account_name", "membership_id", "agency_id",
    "agency_name", "role", "origin", "job", "case_id", "subject_kind", "subject_id", "right", "detail",
    "readers",
)  # fmt: skip
BATCH_FORM_1 = "opennrm audit batch 1"
"""Batches that do not say in which transaction they were sealed."""
BATCH_FORM_2 = "opennrm audit batch 2"
NOTHING_BEFORE = bytes(32)
"""What the first batch names as the batch before it."""


def canonical(value: Any) -> bytes:
    """The one way in which a value is written before it is hashed or signed."""
    return _encode(value).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"A {type(value).__name__} has no canonical form.")


# Made once: a verification writes millions of values.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain).encode


def event_digest(event: AuditEvent) -> bytes:
    """The digest of every column of an event as the database holds it."""
    return digest_of(getattr(event, column) for column in EVENT_COLUMNS)


def digest_of(values: Iterable[Any]) -> bytes:
    """The digest of an event whose columns have these values, in the order of `EVENT_COLUMNS`."""
    return hashlib.sha256(canonical([EVENT_FORM, *values])).digest()


def root_of(digests: Iterable[bytes]) -> bytes:
    """The digest of a batch's events in their order."""
    together = hashlib.sha256()
    for digest in digests:
        together.update(digest)
    return together.digest()


def chained_digest(batch: Batch) -> bytes:
    """The digest of a batch and, through the batch before it, of everything sealed until then."""
    facts: list[Any] = [batch.number, batch.sealed_at, batch.cluster, batch.horizon, batch.events]
    if batch.transaction is None:
        facts.insert(0, BATCH_FORM_1)
    else:
        facts = [BATCH_FORM_2, *facts, batch.transaction]
    return hashlib.sha256(canonical([*facts, bytes(batch.root), bytes(batch.previous)])).digest()


def signing_key() -> Ed25519PrivateKey:
    """The key that signs batches and checkpoints, derived from the master key.

    :raises KeyProblem: the master key is missing.
    """
    return Ed25519PrivateKey.from_private_bytes(keys.keeper().derive("audit seal"))


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def is_signed(message: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether the signature of the message was made with the private half of this key."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
