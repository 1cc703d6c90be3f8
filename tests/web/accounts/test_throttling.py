"""Guessing is slowed down, before a password is hashed, without locking anybody out."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from tests.web.accounts.people import SIGN_IN, give_app, page, place, sign_in
from tests.world import PASSWORD

WAIT = "There were too many attempts. Wait five minutes, then try again."


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """The passwords that were hashed since."""
    seen: list[str] = []
    encode = Argon2PasswordHasher.encode

    def watched(self, password, salt):
        seen.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", watched)
    return seen


def guess(world, email: str, times: int, *, address: str = "192.0.2.10") -> list[str]:
    client = world.client(REMOTE_ADDR=address)
    return [page(client.post(SIGN_IN, {"login": email, "password": "a wrong guess"})) for _ in range(times)]


def test_after_five_wrong_guesses_nothing_is_checked_any_more(world, constable, hashed):
    answers = guess(world, constable.email, 6)
    assert [WAIT in answer for answer in answers] == [False] * 5 + [True]
    right = world.client(REMOTE_ADDR="192.0.2.10").post(
        SIGN_IN, {"login": constable.email, "password": PASSWORD}
    )
    assert WAIT in page(right)
    hashed.clear()
    guess(world, constable.email, 1)
    assert hashed == []


def test_the_owner_is_not_locked_out_from_elsewhere(world, constable):
    guess(world, constable.email, 6, address="192.0.2.10")
    owner = world.client(REMOTE_ADDR="198.51.100.7")
    assert place(sign_in(owner, constable)) == "/"


def test_unknown_addresses_are_slowed_down_alike(world):
    assert [WAIT in answer for answer in guess(world, "nobody@example.org", 6)] == [False] * 5 + [True]


def test_one_place_cannot_try_many_accounts(world):
    client = world.client(REMOTE_ADDR="192.0.2.11")
    for number in range(30):
        assert (
            client.post(SIGN_IN, {"login": f"worker{number}@example.org", "password": "guess"}).status_code
            == 200
        )
    assert client.post(SIGN_IN, {"login": "worker31@example.org", "password": "guess"}).status_code == 429


def test_a_forged_forwarding_header_does_not_help(world, constable):
    client = world.client(REMOTE_ADDR="192.0.2.10")
    for number in range(5):
        forged = {"X-Forwarded-For": f"203.0.113.{number}"}
        client.post(SIGN_IN, {"login": constable.email, "password": "a wrong guess"}, headers=forged)
    answer = client.post(
        SIGN_IN, {"login": constable.email, "password": PASSWORD}, headers={"X-Forwarded-For": "203.0.113.9"}
    )
    assert WAIT in page(answer)


def test_a_trusted_proxy_is_believed(world, constable, settings):
    settings.TRUSTED_PROXIES = ["192.0.2.10"]
    client = world.client(REMOTE_ADDR="192.0.2.10")
    for _ in range(6):
        forwarded = {"X-Forwarded-For": "203.0.113.5"}
        client.post(SIGN_IN, {"login": constable.email, "password": "a wrong guess"}, headers=forwarded)
    other = {"X-Forwarded-For": "203.0.113.6"}
    assert place(client.post(SIGN_IN, {"login": constable.email, "password": PASSWORD}, headers=other)) == "/"


def test_codes_are_counted_for_the_account_wherever_they_come_from(world, caseworker):
    app = give_app(world, caseworker)
    answers = []
    for number in range(6):
        client = world.client(REMOTE_ADDR=f"192.0.2.{number}")
        client.post(SIGN_IN, {"login": caseworker.email, "password": PASSWORD})
        answers.append(page(client.post("/sign-in/second-step/", {"code": "000000"})))
    assert [WAIT in answer for answer in answers] == [False] * 5 + [True]
    assert WAIT in page(client.post("/sign-in/second-step/", {"code": app.code()}))


def test_letters_for_new_passwords_are_limited(world, constable, mailoutbox):
    client = world.client()
    statuses = [client.post("/sign-in/forgotten/", {"email": constable.email}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    assert len(mailoutbox) == 5


def test_a_very_long_password_is_refused_before_hashing(world, constable, hashed):
    answer = sign_in(world.client(), constable, password="x" * 100_000)
    assert "Shorten your answer" in page(answer)
    assert hashed == []
