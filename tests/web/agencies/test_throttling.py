"""Guessing is slowed down, before a password is hashed, without locking anybody out of a device that is known."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from opennrm.agencies import devices, second_factors, throttle
from opennrm.agencies.passwords import Argon2
from tests.web.agencies.people import SECOND_STEP, SIGN_IN, give_app, page, place, sign_in
from tests.world import PASSWORD

FORGOTTEN = "/sign-in/forgotten/"
WAIT = "There were too many attempts. Wait"


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """The passwords that were hashed since."""
    seen: list[str] = []
    encode, verify = Argon2.encode, Argon2.verify

    def watched_encode(self, password, salt):
        seen.append(password)
        return encode(self, password, salt)

    def watched_verify(self, password, encoded):
        seen.append(password)
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2, "encode", watched_encode)
    monkeypatch.setattr(Argon2, "verify", watched_verify)
    return seen


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time stands still, so that nothing is forgotten while the test is slow, until a test moves it."""
    moments = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: moments[-1])
    return moments


def guess(world, email: str, times: int, *, address: str = "192.0.2.10") -> list[int]:
    """The statuses of so many wrong guesses from one address."""
    client = world.client(REMOTE_ADDR=address)
    return [
        client.post(SIGN_IN, {"login": email, "password": "a wrong guess"}).status_code for _ in range(times)
    ]


def known(world, person, *, address: str, app=None):
    """A browser from which somebody signed in before, and which is signed out now."""
    client = world.client(REMOTE_ADDR=address)
    assert place(sign_in(client, person, app)) == "/"
    client.post("/sign-out/")
    return client


def test_after_five_wrong_guesses_nothing_is_checked_any_more(world, constable, hashed):
    assert guess(world, constable.email, 6) == [422] * 5 + [429]
    hashed.clear()
    right = world.client(REMOTE_ADDR="192.0.2.10").post(
        SIGN_IN, {"login": constable.email, "password": PASSWORD}
    )
    assert right.status_code == 429
    assert WAIT in page(right)
    assert 0 < int(right["Retry-After"]) <= 60
    assert hashed == []


def test_sixty_guesses_from_twelve_addresses_are_slowed(world, constable, hashed):
    for number in range(12):
        guess(world, constable.email, 5, address=f"198.51.{number}.7")
    assert hashed.count("a wrong guess") == 10


def test_the_owner_is_not_locked_out_from_elsewhere(world, constable):
    guess(world, constable.email, 6, address="192.0.2.10")
    owner = world.client(REMOTE_ADDR="198.51.100.7")
    assert place(sign_in(owner, constable)) == "/"


def test_a_known_device_is_not_locked_out_by_guesses_from_everywhere(world, constable):
    owner = known(world, constable, address="192.0.2.10")
    for number in range(6):
        guess(world, constable.email, 6, address=f"198.51.{number}.7")
    guess(world, constable.email, 6, address="192.0.2.10")
    stranger = world.client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(stranger, constable).status_code == 429
    assert place(sign_in(owner, constable)) == "/"


def test_one_network_full_of_guesses_does_not_lock_a_known_device_in_it(world, constable):
    owner = known(world, constable, address="192.0.2.10")
    client = world.client(REMOTE_ADDR="192.0.2.10")
    for number in range(31):
        last = client.post(SIGN_IN, {"login": f"worker{number}@example.org", "password": "guess"})
    assert last.status_code == 429
    assert place(sign_in(owner, constable)) == "/"


def test_a_device_of_somebody_else_is_not_known(world, constable, caseworker):
    guess(world, caseworker.email, 6)
    colleague = known(world, constable, address="192.0.2.10")
    assert sign_in(colleague, caseworker).status_code == 429


def test_a_device_becomes_known_after_the_second_step_and_not_before(world, caseworker):
    app = give_app(world, caseworker)
    client = world.client()
    client.post(SIGN_IN, {"login": caseworker.email, "password": PASSWORD})
    assert settings.DEVICE_COOKIE_NAME not in client.cookies
    client.post(SECOND_STEP, {"code": app.code()})
    cookie = client.cookies[settings.DEVICE_COOKIE_NAME]
    assert devices.known(cookie.value, caseworker.account.pk, at=timezone.now())
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")


def test_unknown_addresses_are_slowed_down_alike(world):
    assert guess(world, "nobody@example.org", 6) == [422] * 5 + [429]


def test_capitals_and_spaces_are_no_other_account(world, constable):
    guess(world, constable.email, 3)
    assert guess(world, f" {constable.email.upper()} ", 3) == [422] * 2 + [429]


def test_one_place_cannot_try_many_accounts(world):
    client = world.client(REMOTE_ADDR="192.0.2.11")
    for number in range(30):
        answer = client.post(SIGN_IN, {"login": f"worker{number}@example.org", "password": "guess"})
        assert answer.status_code == 422
    assert client.post(SIGN_IN, {"login": "worker31@example.org", "password": "guess"}).status_code == 429


def test_an_ipv6_network_is_one_place(world, constable):
    for number in range(5):
        assert guess(world, constable.email, 1, address=f"2001:db8:1:2::{number}") == [422]
    assert guess(world, constable.email, 1, address="2001:db8:1:2:ffff::9") == [429]


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


def test_a_form_that_was_kept_survives_the_wait(world, constable):
    signed_out = world.client(REMOTE_ADDR="192.0.2.10")
    kept = page(signed_out.post("/account/agency/", {"note": "typed"}))
    held = kept.split('name="held_form" value="')[1].split('"')[0]
    guess(world, constable.email, 6)
    answer = sign_in(signed_out, constable, held_form=held)
    assert answer.status_code == 429
    assert held in page(answer)


def wrong_codes(world, person, times: int) -> list[int]:
    statuses = []
    for number in range(times):
        client = world.client(REMOTE_ADDR=f"198.51.{number}.7")
        client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
        statuses.append(client.post(SECOND_STEP, {"code": "000000"}).status_code)
    return statuses


def test_codes_are_counted_for_the_account_wherever_they_come_from(world, caseworker):
    app = give_app(world, caseworker)
    assert wrong_codes(world, caseworker, 6) == [422] * 5 + [429]
    stranger = world.client(REMOTE_ADDR="203.0.113.9")
    stranger.post(SIGN_IN, {"login": caseworker.email, "password": PASSWORD})
    assert WAIT in page(stranger.post(SECOND_STEP, {"code": app.code()}))


def test_whoever_tries_codes_does_not_lock_the_owner_out_of_a_known_device(world, caseworker):
    app = give_app(world, caseworker)
    owner = known(world, caseworker, address="192.0.2.10", app=app)
    wrong_codes(world, caseworker, 6)
    assert place(sign_in(owner, caseworker, app)) == "/"


def test_confirming_a_password_is_counted_like_signing_in(world, constable, hashed):
    client = world.client(REMOTE_ADDR="192.0.2.10")
    sign_in(client, constable)
    statuses = [
        client.post("/account/confirm/", {"password": "a wrong guess"}).status_code for _ in range(11)
    ]
    assert statuses == [422] * 10 + [429]
    assert hashed.count("a wrong guess") == 10


def test_the_current_password_is_counted_like_signing_in(world, constable, hashed):
    client = world.client(constable)
    wrong = {"current": "a wrong guess", "password": "short"}
    statuses = [client.post("/account/password/", wrong).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert hashed.count("a wrong guess") == 5


def test_what_is_typed_beside_a_password_survives_the_wait(world, constable, mailoutbox):
    client = world.client()
    for _ in range(6):
        answer = client.post(FORGOTTEN, {"email": constable.email})
    assert answer.status_code == 429
    assert constable.email in page(answer)


def test_letters_for_new_passwords_are_limited(world, constable, mailoutbox):
    client = world.client()
    statuses = [client.post(FORGOTTEN, {"email": constable.email}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    assert len(mailoutbox) == 5


def ask_for_letters(world, email: str, times: int) -> list[int]:
    """The statuses of so many requests, each from a place of its own."""
    return [
        world.client(REMOTE_ADDR=f"198.51.{number}.7").post(FORGOTTEN, {"email": email}).status_code
        for number in range(times)
    ]


def test_five_letters_asked_for_elsewhere_do_not_keep_the_owner_from_one(world, constable, mailoutbox):
    elsewhere = world.client(REMOTE_ADDR="198.51.100.7")
    for _ in range(6):
        elsewhere.post(FORGOTTEN, {"email": constable.email})
    mailoutbox.clear()
    answer = world.client(REMOTE_ADDR="192.0.2.10").post(FORGOTTEN, {"email": constable.email})
    assert place(answer) == "/sign-in/forgotten/sent/"
    assert [letter.to for letter in mailoutbox] == [[constable.email]]


def test_a_flood_from_many_places_leaves_a_known_device_its_letters(world, constable, mailoutbox):
    owner = known(world, constable, address="192.0.2.10")
    ask_for_letters(world, constable.email, 12)
    assert len(mailoutbox) == 6
    owner.post(FORGOTTEN, {"email": constable.email})
    assert len(mailoutbox) == 7


def test_a_flood_tells_nothing_of_who_has_an_account(world, constable, mailoutbox):
    assert ask_for_letters(world, constable.email, 12) == ask_for_letters(world, "nobody@example.org", 12)
    assert len(mailoutbox) == 12


def test_a_new_password_by_letter_takes_every_known_device_back(world, constable, mailoutbox, clock):
    thief = known(world, constable, address="192.0.2.10")
    sealed = thief.cookies[settings.DEVICE_COOKIE_NAME].value
    client = world.client(REMOTE_ADDR="198.51.100.7")
    client.post(FORGOTTEN, {"email": constable.email})
    link = mailoutbox[-1].body.split("http://localhost:8000")[1].split()[0]
    assert place(client.post(link, {"password": "quite another long sentence"})) == SIGN_IN
    assert devices.known(sealed, constable.account.pk, at=timezone.now()) is None
    clock.append(clock[-1] + timedelta(seconds=1))
    assert place(sign_in(client, constable, password="quite another long sentence")) == "/"
    renewed = client.cookies[settings.DEVICE_COOKIE_NAME].value
    assert devices.known(renewed, constable.account.pk, at=timezone.now())


def test_a_second_factor_that_is_taken_away_takes_every_known_device_back(world, caseworker, administrator):
    app = give_app(world, caseworker)
    client = known(world, caseworker, address="192.0.2.10", app=app)
    sealed = client.cookies[settings.DEVICE_COOKIE_NAME].value
    with world.acting(administrator) as actor:
        reason = second_factors.Reason.STOLEN
        second_factors.take_away(
            caseworker.account.pk, reason=reason, by=actor, at=timezone.now() + timedelta(seconds=1)
        )
    assert devices.known(sealed, caseworker.account.pk, at=timezone.now()) is None


def test_a_very_long_password_is_refused_before_hashing(world, constable, hashed):
    answer = sign_in(world.client(), constable, password="x" * 100_000)
    assert "Shorten your answer" in page(answer)
    assert hashed == []


def test_nothing_of_it_goes_through_the_framework_s_cache(world, caseworker, monkeypatch, mailoutbox):
    """allauth keeps used codes and its own counts there; neither path is ours."""
    from django.core.cache.backends.dummy import DummyCache

    def refuse(*_args, **_options):
        raise AssertionError("The cache was used.")

    for name in ("add", "get", "set", "touch", "delete", "incr"):
        monkeypatch.setattr(DummyCache, name, refuse)
    app = give_app(world, caseworker)
    client = world.client()
    assert sign_in(client, caseworker, password="a wrong guess").status_code == 422
    assert place(sign_in(client, caseworker, app)) == "/"
    assert client.post("/account/confirm/", {"password": PASSWORD}).status_code == 302
    assert client.post("/account/confirm/code/", {"code": app.code()}).status_code == 302
    assert client.post(FORGOTTEN, {"email": caseworker.email}).status_code == 302


def test_an_app_s_code_is_accepted_once_though_nothing_is_cached(world, caseworker):
    app = give_app(world, caseworker)
    code = app.code_of(steps_from_now=0)
    for expected in (302, 422):
        client = world.client()
        client.post(SIGN_IN, {"login": caseworker.email, "password": PASSWORD})
        assert client.post(SECOND_STEP, {"code": code}).status_code == expected


def test_each_limit_is_in_force(world):
    """A kind without any limit would let everything through."""
    kinds = [value for value in vars(throttle).values() if isinstance(value, throttle.Kind)]
    assert {kind.name for kind in kinds} == {
        *("password", "code", "new password", "letter", "feed", "export", "same child")
    }
    assert all(kind.account or kind.account_from_network for kind in kinds)
