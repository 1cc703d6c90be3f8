"""Passwords for tests: hashed as the product hashes them, only with less of everything."""

from opennrm.agencies.passwords import Argon2


class QuickArgon2(Argon2):
    """A hash that is soon made. What guards real passwords is tried in tests/agencies/test_passwords.py."""

    time_cost = 1
    memory_cost = 64
