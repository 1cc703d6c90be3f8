"""Keys with a public half: the matcher's, which signs what it found, and the auditor's, for whom rows are sealed."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from opennrm.linkage.encodings import keys
from opennrm.linkage.encodings.problems import EncodingProblem

SIGNED = b"opennrm matches 1\n"
SEALED = b"opennrm invented rows 1\n"
# RFC 9180, base mode.
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def create_signing_key(path: Path) -> bytes:
    """Write a new signing key, and its public half beside it; the public half.

    :raises EncodingProblem: one of the files is there already, or cannot be written.
    """
    keys.refuse_pair(path)
    private = keys.create(path, keys.Kind.SIGNING)
    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return keys.create(keys.public_file(path), keys.Kind.SIGNING_PUBLIC, public)


def create_auditor_key(path: Path) -> bytes:
    """Write a new key of an auditor, and its public half beside it; the public half.

    :raises EncodingProblem: as `create_signing_key`.
    """
    keys.refuse_pair(path)
    private = keys.create(path, keys.Kind.AUDITOR)
    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return keys.create(keys.public_file(path), keys.Kind.AUDITOR_PUBLIC, public)


def sign(content: bytes, private: bytes) -> bytes:
    """The signature of what a matcher found."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(SIGNED + content)


def is_signed(content: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the holder of the signing key signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, SIGNED + content)
    except InvalidSignature:
        return False
    return True


def seal(content: bytes, public: bytes) -> bytes:
    """Seal something so that only the auditor can open it."""
    return SEALED + _SUITE.encrypt(content, X25519PublicKey.from_public_bytes(public), info=SEALED)


def unseal(sealed: bytes, private: bytes) -> bytes:
    """Open what was sealed for the auditor.

    :raises EncodingProblem: it was sealed for somebody else, or is something else.
    """
    key = X25519PrivateKey.from_private_bytes(private)
    try:
        if not sealed.startswith(SEALED):
            raise ValueError
        return _SUITE.decrypt(sealed.removeprefix(SEALED), key, info=SEALED)
    except (InvalidTag, ValueError, TypeError):
        raise EncodingProblem(
            "The sealed rows cannot be opened with this key. Give the key of the auditor they were sealed for."
        ) from None
