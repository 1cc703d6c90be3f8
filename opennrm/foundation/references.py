"""References that people read aloud and type: random, so that they count nothing and cannot be guessed."""

import secrets

# Without letters and digits that sound or look alike.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(prefix: str) -> str:
    """A new reference such as "CF-7K3M-9Q2X-VB4T": the prefix and 58 random bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return "-".join([prefix, letters[:4], letters[4:8], letters[8:]])


def normal(reference: str) -> str:
    """The reference as it is kept, from what somebody typed: any capitals, spaces or hyphens."""
    plain = "".join(character for character in reference.upper() if character.isalnum())
    body, prefix = plain[-12:], plain[:-12]
    return "-".join([prefix, body[:4], body[4:8], body[8:]]) if prefix else plain
