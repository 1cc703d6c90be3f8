"""The keys that live outside the database: one master key, from which the others are derived or wrapped.

`KeyKeeper` is the one small interface to write for a key service or a hardware module.
"""

import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class KeyProblem(Exception):
    """A key is missing or wrong; the message says what to do."""


class KeyKeeper(Protocol):
    """Holds the master key. Nothing else in the product ever sees it."""

    def wrap(self, data_key: bytes, *, bound_to: str) -> bytes:
        """Return the data key encrypted under the master key, usable only for `bound_to`."""

    def unwrap(self, wrapped: bytes, *, bound_to: str) -> bytes:
        """Return the data key again.

        :raises KeyProblem: wrapped by another master key, or for something else.
        """

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes that depend on the master key and the purpose alone."""

    def fingerprint(self) -> str:
        """A value that tells whether two keepers hold the same master key, and nothing else about it."""


@dataclass(frozen=True)
class MasterKey:
    """One version of the master key: 32 random bytes."""

    version: int
    secret: bytes

    def derive(self, purpose: str) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(
            self.secret
        )

    @cached_property
    def wrapping(self) -> AESGCM:
        """What wraps and unwraps data keys. Made once: one look for a child unwraps hundreds."""
        return AESGCM(self.derive("wrap"))


class FileKeyKeeper:
    """The master key in a file that only the server's user can read."""

    def __init__(self, path: Path) -> None:
        self._current, self._versions = _read(path)

    def wrap(self, data_key: bytes, *, bound_to: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        key = self._versions[self._current].wrapping
        return self._current.to_bytes(2) + nonce + key.encrypt(nonce, data_key, bound_to.encode())

    def unwrap(self, wrapped: bytes, *, bound_to: str) -> bytes:
        version = int.from_bytes(wrapped[:2])
        if version not in self._versions:
            raise KeyProblem(
                f"A data key was wrapped by master key version {version}, which is not in the key file. "
                "Restore the key file that belongs to this database."
            )
        nonce, sealed = wrapped[2 : 2 + NONCE_BYTES], wrapped[2 + NONCE_BYTES :]
        try:
            return self._versions[version].wrapping.decrypt(nonce, sealed, bound_to.encode())
        except InvalidTag as wrong:
            raise KeyProblem(
                "A data key cannot be opened with this master key. Restore the key file that belongs to this database."
            ) from wrong

    def derive(self, purpose: str) -> bytes:
        # Search tokens and signatures must stay comparable when the wrapping key is renewed.
        return self._versions[min(self._versions)].derive(purpose)

    def fingerprint(self) -> str:
        return hmac.digest(self.derive("fingerprint"), b"opennrm master key", hashlib.sha256).hex()[:32]


def _read(path: Path) -> tuple[int, dict[int, MasterKey]]:
    if not path.exists():
        raise KeyProblem(
            f"The master key file {path} is missing. Restore it from its backup. Without it nobody can read a name. "
            "If this is a new, empty installation, run: opennrm create-master-key"
        )
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"The master key file {path} can be read by other users. Run: chmod 600 {path}")
    try:
        content = json.loads(path.read_text())
        versions = {int(n): MasterKey(int(n), b64decode(secret)) for n, secret in content["versions"].items()}
        current = int(content["current"])
        if any(len(key.secret) != 32 for key in versions.values()) or current not in versions:
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise KeyProblem(f"The master key file {path} is damaged. Restore it from its backup.") from wrong
    return current, versions


def create_file(path: Path) -> None:
    """Write a new master key.

    :raises KeyProblem: there is one already; it is never overwritten.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {"current": 1, "versions": {"1": b64encode(secrets.token_bytes(32)).decode()}}
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as there:
        raise KeyProblem(f"There is a master key in {path} already. It is never overwritten.") from there
    with os.fdopen(handle, "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())


@cache
def keeper() -> KeyKeeper:
    """The keeper that this installation uses, opened once."""
    from django.conf import settings

    return FileKeyKeeper(Path(settings.MASTER_KEY_FILE))


def seal_for(purpose: str, content: bytes, *, bound_to: bytes) -> bytes:
    """Seal something that hangs on no case, under a key derived from the master key for this purpose alone.

    `bound_to`: what has to be given again to open it, such as whose it is.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(keeper().derive(purpose)).encrypt(nonce, content, bound_to)


def open_for(purpose: str, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Open what `seal_for` sealed.

    :raises InvalidTag: it was sealed for another purpose or bound to something else, or was changed since.
    """
    nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return AESGCM(keeper().derive(purpose)).decrypt(nonce, content, bound_to)
