"""Attempts are counted by account and network, for a known device by itself; each limit lets up again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connections

from opennrm.agencies import throttle
from opennrm.agencies.throttle import CODE, LETTER, NEW_PASSWORD, PASSWORD, Throttled

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWNER = "owner@example.org"
ELSEWHERE = "198.51.100.7"
pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.database]


def tried(
    times: int, kind=PASSWORD, *, account=OWNER, origin="192.0.2.10", device=None, at=NOW
) -> list[bool]:
    """Which of so many attempts were let through."""
    return [let_through(kind, account=account, origin=origin, device=device, at=at) for _ in range(times)]


def let_through(kind=PASSWORD, *, account=OWNER, origin="192.0.2.10", device=None, at=NOW) -> bool:
    try:
        throttle.take(kind, account=account, origin=origin, device=device, at=at)
    except Throttled:
        return False
    return True


def test_after_the_free_attempts_each_further_one_waits_longer():
    assert tried(6) == [True] * 5 + [False]
    for minutes, waits in ((1, 2), (3, 4), (7, 8), (15, 10)):
        at = NOW + timedelta(minutes=minutes)
        assert not let_through(at=at - timedelta(seconds=1))
        assert let_through(at=at)
        with pytest.raises(Throttled) as refused:
            throttle.take(PASSWORD, account=OWNER, origin="192.0.2.10", at=at)
        waited = (refused.value.until - at) / timedelta(minutes=1)
        # What was forgotten meanwhile shortens the wait.
        assert waits / 2 <= waited <= waits


def test_a_refused_attempt_prolongs_nothing_and_counts_nowhere():
    tried(5)
    for second in range(59):
        assert not let_through(at=NOW + timedelta(seconds=second))
    assert let_through(at=NOW + timedelta(minutes=1))
    # The account's own counter holds six, of which none was refused: four more are free from elsewhere.
    assert tried(5, origin=ELSEWHERE, at=NOW + timedelta(minutes=1)) == [True] * 4 + [False]


def test_what_was_wrong_long_ago_is_forgotten():
    tried(5)
    assert tried(6, at=NOW + timedelta(hours=1)) == [True] * 5 + [False]


def test_sixty_guesses_at_one_account_from_twelve_addresses_are_slowed():
    let = [let_through(origin=f"192.0.{number % 12}.7") for number in range(60)]
    assert sum(let) == 10
    hours = [
        let_through(origin=f"203.{second % 250}.{second % 199}.9", at=NOW + timedelta(seconds=second))
        for second in range(0, 6 * 3600, 10)
    ]
    assert sum(hours) <= 40, "as good as one in ten minutes"


def test_rotating_addresses_within_one_ipv6_network_changes_nothing():
    let = [let_through(origin=f"2001:db8:1:2::{number:x}") for number in range(1, 8)]
    assert let == [True] * 5 + [False] * 2
    accounts = [let_through(account=f"{n}@example.org", origin=f"2001:db8:1:3::{n:x}") for n in range(40)]
    assert accounts == [True] * 30 + [False] * 10


@pytest.mark.parametrize(
    "origin, network, wider",
    [
        ("192.0.2.10", "192.0.2.10/32", "192.0.2.0/24"),
        ("::ffff:192.0.2.10", "192.0.2.10/32", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("", "", ""),
        ("no address", "no address", "no address"),
    ],
)
def test_an_address_belongs_to_a_network_and_a_wider_one(origin, network, wider):
    assert throttle.networks_of(origin) == (network, wider)


def test_many_accounts_from_one_network_are_slowed_and_from_the_wider_one_too():
    assert sum(let_through(account=f"{number}@example.org") for number in range(40)) == 30
    wide = [let_through(account=f"w{n}@example.org", origin=f"198.51.100.{n % 250}") for n in range(230)]
    assert sum(wide) == 200


def test_a_known_device_is_never_locked_by_others():
    for number in range(300):
        let_through(origin=f"192.0.2.{number % 250}")
        let_through(origin=f"198.{number % 250}.2.1")
    assert not let_through(), "an unknown device has to wait"
    assert let_through(device="the owner's"), "even in the network from which it comes"


def test_a_known_device_has_a_limit_of_its_own():
    assert tried(12, device="stolen") == [True] * 10 + [False] * 2
    assert let_through(device="another")
    assert let_through(), "what is guessed on it locks nobody else"


def test_a_device_known_for_one_account_is_counted_for_that_one():
    tried(11, device="shared")
    assert let_through(account="other@example.org", device="shared")


def test_codes_are_counted_for_the_account_wherever_they_come_from():
    assert [let_through(CODE, origin=f"192.{n}.2.1") for n in range(6)] == [True] * 5 + [False]
    day = [let_through(CODE, origin="192.0.2.1", at=NOW + timedelta(minutes=m)) for m in range(0, 24 * 60, 5)]
    assert sum(day) <= 30
    assert let_through(CODE, device="the owner's", at=NOW + timedelta(days=1))


def test_what_turned_out_right_is_given_back_and_what_was_wrong_stays():
    tried(4)
    right = throttle.take(PASSWORD, account=OWNER, origin="192.0.2.10", at=NOW)
    assert not let_through(), "until it is known whether it was right"
    throttle.give_back(right, at=NOW)
    assert tried(2) == [True, False]


def test_signing_in_right_between_does_not_buy_more_guesses():
    wrong = 0
    for _ in range(10):
        wrong += sum(tried(1))
        try:
            right = throttle.take(PASSWORD, account="attacker@example.org", origin="192.0.2.10", at=NOW)
            throttle.give_back(right, at=NOW)
        except Throttled:
            pass
    assert wrong == 5


@pytest.mark.parametrize("kind, device, free", [(PASSWORD, None, 5), (PASSWORD, "x", 10), (CODE, None, 5)])
def test_twenty_attempts_at_once_are_all_counted(kind, device, free):
    def once(_number: int) -> bool:
        try:
            return let_through(kind, device=device)
        finally:
            connections["auth"].close()

    with ThreadPoolExecutor(20) as crowd:
        assert sum(crowd.map(once, range(20))) == free


def test_attempts_at_once_from_many_places_do_not_wait_for_each_other_in_a_circle():
    def once(number: int) -> bool:
        try:
            return let_through(account=f"{number % 3}@example.org", origin=f"192.0.2.{number % 4}")
        finally:
            connections["auth"].close()

    with ThreadPoolExecutor(12) as crowd:
        assert sum(crowd.map(once, range(48))) == 30, "ten for each of three accounts"


def asked(origin: str, *, device=None, at=NOW) -> bool:
    """Whether a letter for a new password went."""
    try:
        made = throttle.take(LETTER, account=OWNER, origin=origin, device=device, at=at)
    except Throttled:
        return False
    return throttle.letter_may_go(made, account=OWNER, at=at)


def test_five_letters_asked_for_elsewhere_do_not_keep_the_owner_from_one():
    assert [asked("192.0.2.10") for _ in range(7)] == [True] * 5 + [False] * 2
    assert asked(ELSEWHERE)


def test_a_flood_from_everywhere_does_not_keep_a_known_device_from_a_letter():
    let = [asked(f"192.{number}.2.1") for number in range(100)]
    assert sum(let) == 6
    assert not asked(ELSEWHERE)
    assert asked(ELSEWHERE, device="the owner's")
    assert asked(ELSEWHERE, at=NOW + timedelta(minutes=20)), "and an unknown one waits, at the most, as long"


def test_nobody_can_flood_a_mailbox():
    at = [NOW + timedelta(minutes=number) for number in range(60 * 24)]
    let = [asked(f"192.{n % 250}.{n % 199}.1", at=moment) for n, moment in enumerate(at)]
    assert sum(let) <= 24 * 6 + 6


def test_choosing_passwords_is_limited_and_forgotten_within_minutes():
    assert tried(11, NEW_PASSWORD) == [True] * 10 + [False]
    assert let_through(NEW_PASSWORD, at=NOW + timedelta(minutes=1))


def test_somebody_who_waits_is_told_how_long():
    assert (
        throttle.sentence(NOW + timedelta(seconds=20), at=NOW)
        == "There were too many attempts. Wait 1 minute, then try again."
    )
    assert "Wait 3 minutes" in throttle.sentence(NOW + timedelta(seconds=121), at=NOW)


def test_counters_that_count_nothing_any_more_are_deleted(superuser):
    tried(2)
    let_through(account="later@example.org", origin=ELSEWHERE, at=NOW + timedelta(hours=2))
    assert throttle.forget_expired(at=NOW + timedelta(hours=1)) == 4
    assert superuser.execute("SELECT count(*) FROM agencies_attempts").fetchone() == (4,)


def test_counters_name_neither_accounts_nor_networks(superuser):
    let_through()
    kept = str(superuser.execute("SELECT * FROM agencies_attempts").fetchall())
    assert OWNER not in kept
    assert "192.0.2" not in kept


@pytest.mark.parametrize("role", ["opennrm_app", "opennrm_worker", "opennrm_operator"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM agencies_attempts",
        "DELETE FROM agencies_attempts",
        "UPDATE agencies_attempts SET blocked_until = now()",
        "INSERT INTO agencies_attempts VALUES ('', now(), now())",
        "SELECT * FROM agencies_devicesforgotten",
        "UPDATE agencies_devicesforgotten SET before = '-infinity'",
    ],
)
def test_the_role_of_the_pages_reaches_no_counter(world, role, statement):
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with world.connected_as(role), refused, connections["default"].cursor() as cursor:
        cursor.execute(statement)
