"""Sealing of identifying values: AES-GCM under a key of their own case, bound to case, row and field.

The data key of a case is wrapped by the master key (`keys.KeyKeeper`). Destroying the wrapped key destroys
what it sealed, but for backups of the database in which the wrapped key still is.
"""

import hashlib
import hmac
import os
import uuid
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from . import keys

TOKEN_BYTES = 16
PADDED_TO = 64
"""In bytes. Whoever has a list of names and the lengths of sealed ones could guess by both; most names are shorter."""
_MARK = b"\x80"


class SealBroken(Exception):
    """A sealed value was changed, moved to another row, or sealed under another key."""


class SealedField(models.BinaryField):
    """A column of ciphertext. Read it with `Seal.open_field`, write it with `Seal.close_field`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("editable", False)
        super().__init__(*args, **options)


class Seal:
    """Seals and opens the values of one case. `case_id` is also the id of the draft it grew from."""

    def __init__(self, case_id: uuid.UUID | str, data_key: bytes) -> None:
        self._case_id = str(case_id)
        self._cipher = AESGCM(data_key)

    def _bound(self, label: str, row_id: uuid.UUID) -> bytes:
        return f"{self._case_id}|{label}|{row_id}".encode()

    def close(self, value: bytes, *, label: str, row_id: uuid.UUID) -> bytes:
        """Return the value sealed for this label (a field's name) of this row."""
        nonce = os.urandom(keys.NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, value, self._bound(label, row_id))

    def open(self, sealed: bytes, *, label: str, row_id: uuid.UUID) -> bytes:
        """Return the value again.

        :raises SealBroken: it was changed or belongs elsewhere.
        """
        sealed = bytes(sealed)
        nonce, rest = sealed[: keys.NONCE_BYTES], sealed[keys.NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, rest, self._bound(label, row_id))
        except InvalidTag as wrong:
            raise SealBroken(f"The sealed {label} of {row_id} cannot be opened.") from wrong

    def close_text(self, text: str, *, label: str, row_id: uuid.UUID) -> bytes:
        """Return a text sealed, so that its length tells nothing of a name."""
        return self.close(_padded(text.encode()), label=label, row_id=row_id)

    def open_text(self, sealed: bytes, *, label: str, row_id: uuid.UUID) -> str:
        """Return a text that `close_text` sealed.

        :raises SealBroken: it was changed or belongs elsewhere.
        """
        return _unpadded(self.open(sealed, label=label, row_id=row_id)).decode()

    def close_field(self, row: models.Model, field: str, text: str | None) -> None:
        """Seal a text into a row's field; an empty text clears it."""
        setattr(row, field, self.close_text(text, label=_label(row, field), row_id=row.pk) if text else None)

    def open_field(self, row: models.Model, field: str) -> str:
        """Open a row's field; an empty field is an empty text."""
        sealed = getattr(row, field)
        return self.open_text(sealed, label=_label(row, field), row_id=row.pk) if sealed else ""


def _padded(text: bytes) -> bytes:
    """Fill up to a multiple of `PADDED_TO` as ISO/IEC 7816-4 does: one mark, then zeros."""
    return text + _MARK + bytes(-(len(text) + 1) % PADDED_TO)


def _unpadded(filled: bytes) -> bytes:
    return filled[: filled.rindex(_MARK)]


def _label(row: models.Model, field: str) -> str:
    return f"{row._meta.label_lower}.{field}"


def new_data_key() -> bytes:
    """32 random bytes: the key of one case."""
    return AESGCM.generate_key(256)


def wrap_key(case_id: uuid.UUID, data_key: bytes) -> bytes:
    """The data key as the database may keep it."""
    return keys.keeper().wrap(data_key, bound_to=f"case {case_id}")


def seal_of(case_id: uuid.UUID, wrapped: bytes | memoryview) -> Seal:
    """The seal of a case, from its wrapped key.

    :raises KeyProblem: the master key is not the one that wrapped it.
    """
    name = str(case_id)
    return Seal(name, keys.keeper().unwrap(bytes(wrapped), bound_to=f"case {name}"))


def token_maker() -> Callable[[str, str], bytes]:
    """A function (kind, normal form) -> keyed token, for finding what is sealed by equality alone."""
    secret = keys.keeper().derive("search tokens")

    # Hundreds are made for one search: a copy of what has read the key takes less than beginning with the key.
    begun = hmac.new(secret, digestmod=hashlib.sha256)

    def token(kind: str, normal_form: str) -> bytes:
        made = begun.copy()
        made.update(f"{kind}|{normal_form}".encode())
        return made.digest()[:TOKEN_BYTES]

    return token


def id_of(kind: str, normal_form: str) -> uuid.UUID:
    """The id of what is made once of these words, such as by one showing of a page. Nobody can choose one."""
    return uuid.UUID(bytes=token_maker()(kind, normal_form)[:16], version=4)
