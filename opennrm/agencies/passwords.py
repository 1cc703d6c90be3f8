"""How passwords are hashed and checked: length, and how easily they are guessed; no composition rules (ASVS 5, 6.2)."""

import re
from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

# So that a crowd of sign-ins takes neither all cores nor the memory of each other's hashes.
_hashes_at_once = BoundedSemaphore(2)


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: strong, and cheap enough not to be a way to exhaust us."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _hashes_at_once:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _hashes_at_once:
            return super().verify(password, encoded)


class NotFromContext:
    """Refuses passwords that are built on what an attacker would try first here."""

    WORDS = ("opennrm", "trafficking", "referral mechanism")

    def validate(self, password: str, user=None) -> None:
        """:raises ValidationError: the password contains the product's name or the account's own address."""
        lowered = password.lower()
        own = [part for part in (getattr(user, "email", "") or "").lower().split("@") if len(part) >= 5]
        if any(word in lowered for word in (*self.WORDS, *own)):
            raise ValidationError(
                _("This password contains a word that is easy to guess here. Choose one without such words.")
            )

    def get_help_text(self) -> str:
        return _("Do not use your email address or the name of this service.")


class NotGuessable:
    """Refuses passwords that whoever guesses methodically would find: words, patterns and years, one's own words."""

    SAFE_SCORE = 3
    """Of zxcvbn's 0 to 4: more than a hundred million guesses."""
    SAFE_SCORE_OF_A_FILE = 4
    """More than ten thousand million guesses: whoever has a locked file can try as fast as their machine does."""
    LOOKED_AT = 40
    """Characters: judging more takes seconds, and what is weak in the first forty is not made strong by the rest."""
    WORDS_LOOKED_AT = 50

    def __init__(self, safe_score: int = SAFE_SCORE) -> None:
        self.safe_score = safe_score

    def validate(self, password: str, user=None) -> None:
        """:raises ValidationError: the password is easy to guess."""
        own = _own_words(user)[: self.WORDS_LOOKED_AT]
        # What stands between words is taken for chance by the library, and is none: it is judged without it as well.
        shapes = {password, re.sub(r"[\W_]+", "", password) or password}
        if any(zxcvbn(text[: self.LOOKED_AT], user_inputs=own)["score"] < self.safe_score for text in shapes):
            raise ValidationError(
                _("This password is easy to guess. Choose four or five words that do not belong together.")
            )

    def get_help_text(self) -> str:
        return _(
            "Do not use your name, your agency, a well-known phrase, a pattern on the keyboard or a date."
        )


def _own_words(user) -> list[str]:
    """What somebody who knows the person would try first: name, address, agencies."""
    if user is None:
        return []
    from .models import Agency

    joined = Q(memberships__account_id=user.pk) | Q(invitations__email=user.email)
    agencies = Agency.objects.filter(joined).distinct().values_list("name", "code")
    texts = [user.name, user.email, *(text for agency in agencies for text in agency)]
    split = [re.findall(r"\w{3,40}", text.lower()) for text in texts]
    # Each word, and each name written as one.
    return [*("".join(words)[:40] for words in split), *(word for words in split for word in words)]
