"""How passwords are hashed and checked: length and common passwords, no composition rules (ASVS 5, 6.2)."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: strong, and cheap enough not to be a way to exhaust us."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1


class NotFromContext:
    """Refuses passwords that are built on what an attacker would try first here."""

    WORDS = ("opennrm", "trafficking", "referral mechanism")

    def validate(self, password: str, user=None) -> None:
        """:raises ValidationError: the password contains the product's name or the account's own address."""
        lowered = password.lower()
        own = [part for part in (getattr(user, "email", "") or "").lower().split("@") if len(part) >= 5]
        if any(word in lowered for word in (*self.WORDS, *own)):
            raise ValidationError(_("This password is easy to guess here. Choose one without these words."))

    def get_help_text(self) -> str:
        return _("Do not use your e-mail address or the name of this service.")
