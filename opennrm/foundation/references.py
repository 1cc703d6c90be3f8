"""References that people read aloud and type: random, so that they count nothing and cannot be guessed."""

import hashlib
import secrets
from collections.abc import Iterable
from uuid import UUID

# Without letters and digits that sound or look alike.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 12
"""Of a reference, after its prefix."""
SHORTEST_BEGINNING = 4
"""In letters: as many as stand together."""


def new_reference(prefix: str) -> str:
    """A new reference such as "CF-7K3M-9Q2X-VB4T": the prefix and 58 random bits."""
    return _written(prefix, "".join(secrets.choice(ALPHABET) for _ in range(LETTERS)))


def reference_of(prefix: str, row: UUID) -> str:
    """The reference of a row that keeps none: always the same, and made of its id, which it does not tell."""
    number, letters = int.from_bytes(hashlib.sha256(row.bytes).digest()), ""
    for _each in range(LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return _written(prefix, letters)


def _written(prefix: str, letters: str) -> str:
    return "-".join([prefix, letters[:4], letters[4:8], letters[8:]])


def normal(reference: str) -> str:
    """The reference as it is kept, from what somebody typed: any capitals, spaces or hyphens."""
    plain = "".join(character for character in reference.upper() if character.isalnum())
    body, prefix = plain[-LETTERS:], plain[:-LETTERS]
    return "-".join([prefix, body[:4], body[4:8], body[8:]]) if prefix else plain


def spans(text: str, prefixes: Iterable[str]) -> list[tuple[str, str]]:
    """The first and the last reference that begins as somebody typed, with or without a prefix; or is all of it.

    Under its policies the database compares two ends by an index, and a pattern only row by row.

    :param prefixes: those that references of this installation have. Fewer than four letters after it mean none.
    """
    plain = "".join(character for character in text.upper() if character.isalnum())
    found = set()
    for prefix in prefixes:
        for body in (plain, plain.removeprefix(prefix)):
            if SHORTEST_BEGINNING <= len(body) <= LETTERS and set(body) <= set(ALPHABET):
                first, last = (body.ljust(LETTERS, filling) for filling in (ALPHABET[0], ALPHABET[-1]))
                found.add((normal(prefix + first), normal(prefix + last)))
    return sorted(found)
