"""One filter of 1,024 bits for each person, made under the exchange key, with noise under the sender's own secret.

Schnell, Bachteler and Reiher (2009) for filters of bigrams; Alaggan, Gambs and Kermarrec (2012) for noise on each bit
(BLIP). Positions come from an HMAC for each gram and never from double hashing, whose few patterns can be listed.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from opennrm.linkage.encodings.records import Record

BITS = 1024
BYTES = BITS // 8
BITS_A_GRAM = {"given_name": 10, "family_name": 10, "date_of_birth": 10, "sex": 6, "area": 6}
EPSILON = 4.0
"""Of the noise: a bit is turned over with probability 1 / (1 + e ** EPSILON), 1.8 %."""
PARAMETERS = "1"
"""Names all of the above. Two encodings can only be compared if they were made with the same."""
Encodings = np.ndarray
"""(n, BYTES) of unsigned bytes: the filters of n persons."""
Progress = Callable[[int, int], None]
"""Called with how much is done, and how much there is."""

_TURNED = round(65536 / (1 + math.exp(EPSILON)))
_BATCH = 2000
_KNOWN_GRAMS = 100_000


def check_of(key: bytes) -> bytes:
    """What tells whether two lists were encoded under the same key, and nothing else about it."""
    return hmac.digest(key, b"opennrm encodings 1 check", hashlib.sha256)[:16]


class Encoder:
    """Makes the filters of one exchange."""

    def __init__(self, key: bytes, secret: bytes) -> None:
        """`key` is the exchange key, `secret` the sender's own."""
        self._field_keys = {
            field: hmac.digest(key, b"opennrm encodings 1 field " + field.encode(), hashlib.sha256)
            for field in BITS_A_GRAM
        }
        # Bound to the exchange as well: with the same noise, two exchanges would show which rows are one person.
        self._noise_key = hmac.digest(secret, b"opennrm encodings 1 noise " + check_of(key), hashlib.sha256)
        self.mask = lru_cache(_KNOWN_GRAMS)(self._mask_of)
        """The bits of one gram of a field, as a number."""

    def encode(self, records: Sequence[Record]) -> Encodings:
        """The filters of these persons in their order. The same person always has the same filter."""
        return self.without_noise(records) ^ self.noise(records)

    def without_noise(self, records: Sequence[Record]) -> Encodings:
        """The filters of these persons as they are before noise is added."""
        filters = b"".join(self._filter(record).to_bytes(BYTES, "little") for record in records)
        return np.frombuffer(filters, dtype=np.uint8).reshape(-1, BYTES)

    def _filter(self, record: Record) -> int:
        bits = 0
        for field, value in zip(record._fields, record, strict=True):
            for gram in grams(field, value):
                bits |= self.mask(field, gram)
        return bits

    def _mask_of(self, field: str, gram: str) -> int:
        """The bits of one gram: as many positions as its field has, two bytes of the stream each."""
        digest = hmac.digest(self._field_keys[field], gram.encode() + b"\x00\x00", hashlib.sha256)
        bits = 0
        for place in range(BITS_A_GRAM[field]):
            # 65,536 is a multiple of 1,024, so that every position is as likely as another.
            bits |= 1 << int.from_bytes(digest[2 * place : 2 * place + 2]) % BITS
        return bits

    def noise(self, records: Sequence[Record], progress: Progress | None = None) -> Encodings:
        """The bits to turn over: drawn from the person, so that asking again does not average them away."""
        drawn = np.zeros((len(records), BYTES), dtype=np.uint8)
        for start in range(0, len(records), _BATCH):
            batch = records[start : start + _BATCH]
            drawn[start : start + _BATCH] = self._noise(batch)
            if progress:
                progress(start + len(batch), len(records))
        return drawn

    def _noise(self, records: Sequence[Record]) -> Encodings:
        drawn = b"".join(
            hashlib.shake_256(hmac.digest(self._noise_key, record.canonical, hashlib.sha256)).digest(2 * BITS)
            for record in records
        )
        turned = np.frombuffer(drawn, dtype="<u2").reshape(-1, BITS) < _TURNED
        return np.packbits(turned, axis=1, bitorder="little")


def grams(field: str, value: str) -> list[str]:
    """The parts of a value that are compared: pairs of letters, digits with their place, or the whole."""
    if not value:
        return []
    if field == "date_of_birth":
        return [f"{place}{digit}" for place, digit in enumerate(value)]
    if field in ("sex", "area"):
        return [value]
    padded = f"_{value}_"
    return [padded[start : start + 2] for start in range(len(padded) - 1)]
