"""Checkpoints: a signed statement of how far the audit had come, to keep where nobody here can change it."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from . import digests
from .anchors import Anchor, anchor_of
from .models import Batch

FORM = "opennrm audit checkpoint 1"


class CheckpointInvalid(Exception):
    """A checkpoint cannot be believed; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What an installation stated about its audit, and the public half of the key that it signed with."""

    anchor: Anchor
    made_at: str
    public_key: str


def make(batch: Batch, *, at: datetime) -> dict[str, Any]:
    """The checkpoint of a batch, signed, as it is written to a file.

    :raises KeyProblem: the master key, from which the signing key is derived, is missing.
    """
    key = digests.signing_key()
    content: dict[str, Any] = {
        "form": FORM,
        "made_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        **asdict(anchor_of(batch)),
        "public_key": digests.public_bytes(key.public_key()).hex(),
    }
    return {**content, "signature": key.sign(digests.canonical(content)).hex()}


def read(file: Path, *, public_key: str | None = None) -> Checkpoint:
    """Read a checkpoint and check its signature. Needs neither database nor master key.

    :param public_key: the key that must have signed it, in hexadecimal; without it the one that it names.
    :raises CheckpointInvalid: it is damaged, was changed, or was signed by another key.
    """
    try:
        content = json.loads(file.read_text())
        signature = bytes.fromhex(content.pop("signature"))
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(content["public_key"]))
        anchor = Anchor(**{name: content[name] for name in ("number", "chained", "events")})
        made_at = content["made_at"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as damaged:
        raise CheckpointInvalid(f"{file} is not a checkpoint, or is damaged.") from damaged
    if content.get("form") != FORM:
        raise CheckpointInvalid(f"{file} is a checkpoint in a format that this version does not know.")
    if not digests.is_signed(digests.canonical(content), signature, key):
        raise CheckpointInvalid(f"{file} was changed after it was signed.")
    if public_key is not None and content["public_key"] != public_key.lower():
        raise CheckpointInvalid(f"{file} was not signed by the key that you named.")
    return Checkpoint(anchor=anchor, made_at=made_at, public_key=content["public_key"])
