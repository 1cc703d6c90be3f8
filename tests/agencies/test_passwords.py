"""A password is hashed so that guessing is slow; the other tests hash theirs with less."""

from django.utils.module_loading import import_string

from opennrm.settings import PASSWORD_HASHERS
from tests.world import PASSWORD


def test_a_password_is_hashed_with_much_memory_and_in_two_passes():
    hasher = import_string(PASSWORD_HASHERS[0])()
    kept = hasher.encode(PASSWORD, hasher.salt())
    assert "$argon2id$" in kept
    assert "m=19456,t=2,p=1" in kept
