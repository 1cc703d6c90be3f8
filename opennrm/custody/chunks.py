"""Sealing a large file in chunks: AES-GCM under a key of its own, bound to the file, the position and the end.

A chunk that was moved, exchanged, cut off or taken from another file cannot be opened.
"""

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from opennrm.foundation import keys

from .rules import CHUNK

TAG_BYTES = 16
SEALED_CHUNK = keys.NONCE_BYTES + CHUNK + TAG_BYTES
"""Bytes that a whole chunk takes in the store."""


class ChunkBroken(Exception):
    """A chunk was changed, moved or cut off; `position` says which."""

    def __init__(self, position: int) -> None:
        super().__init__(f"Chunk {position} is not what was sealed.")
        self.position = position


class Chunks:
    """Seals and opens the chunks of one object (a recording or a copy)."""

    def __init__(self, object_id: UUID, key: bytes) -> None:
        self._object_id = object_id
        self._cipher = AESGCM(key)

    def close(self, position: int, content: bytes, *, is_last: bool) -> bytes:
        """Return a chunk sealed for its position, and for whether it ends the object."""
        nonce = os.urandom(keys.NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, self._bound(position, is_last))

    def open(self, position: int, sealed: bytes, *, is_last: bool) -> bytes:
        """Return a chunk again.

        :raises ChunkBroken: it is not what was sealed for this position.
        """
        nonce, rest = sealed[: keys.NONCE_BYTES], sealed[keys.NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, rest, self._bound(position, is_last))
        except (InvalidTag, ValueError) as wrong:
            raise ChunkBroken(position) from wrong

    def _bound(self, position: int, is_last: bool) -> bytes:
        return f"recording|{self._object_id}|{position}|{int(is_last)}".encode()


def new_key() -> bytes:
    """32 random bytes: the key of one object."""
    return AESGCM.generate_key(256)


def wrap(object_id: UUID, key: bytes) -> bytes:
    """The key of an object as the database may keep it."""
    return keys.keeper().wrap(key, bound_to=f"recording {object_id}")


def unwrap(object_id: UUID, wrapped: bytes | memoryview) -> bytes:
    """The key of an object again.

    :raises KeyProblem: the master key is not the one that wrapped it.
    """
    return keys.keeper().unwrap(bytes(wrapped), bound_to=f"recording {object_id}")
