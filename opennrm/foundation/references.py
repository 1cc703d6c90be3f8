"""References that people read aloud and type: random, so that they count nothing and cannot be guessed."""

import secrets
from collections.abc import Iterable

# Without letters and digits that sound or look alike.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 12
"""Of a reference, after its prefix."""
SHORTEST_BEGINNING = 4
"""In letters: as many as stand together."""


def new_reference(prefix: str) -> str:
    """A new reference such as "CF-7K3M-9Q2X-VB4T": the prefix and 58 random bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return "-".join([prefix, letters[:4], letters[4:8], letters[8:]])


def normal(reference: str) -> str:
    """The reference as it is kept, from what somebody typed: any capitals, spaces or hyphens."""
    plain = "".join(character for character in reference.upper() if character.isalnum())
    body, prefix = plain[-LETTERS:], plain[:-LETTERS]
    return "-".join([prefix, body[:4], body[4:8], body[8:]]) if prefix else plain


def beginnings(text: str, prefixes: Iterable[str]) -> list[str]:
    """The beginnings of references that somebody may have meant: with or without a prefix, the first letters or all.

    :param prefixes: those that references of this installation have. Fewer than four letters after it mean none.
    """
    plain = "".join(character for character in text.upper() if character.isalnum())
    found = set()
    for prefix in prefixes:
        for body in (plain, plain.removeprefix(prefix)):
            if SHORTEST_BEGINNING <= len(body) <= LETTERS and set(body) <= set(ALPHABET):
                blocks = (body[start : start + 4] for start in range(0, len(body), 4))
                found.add("-".join([prefix, *blocks]))
    return sorted(found)
