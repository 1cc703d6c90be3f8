"""A device is known for the accounts that were signed in to from it, until that is taken back."""

import pickle
import uuid
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest

from opennrm.agencies import devices

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def account():
    return uuid.uuid4()


def test_it_is_known_for_this_account_and_no_other(account):
    sealed = devices.remember("", account, at=NOW)
    assert devices.known(sealed, account, at=NOW)
    assert devices.known(sealed, uuid.uuid4(), at=NOW) is None
    assert devices.known(sealed, None, at=NOW) is None


def test_it_keeps_its_name_when_one_signs_in_again(account):
    first = devices.remember("", account, at=NOW)
    again = devices.remember(first, account, at=NOW + timedelta(days=1))
    assert devices.known(again, account, at=NOW) == devices.known(first, account, at=NOW)


def test_two_devices_have_two_names(account):
    one, two = devices.remember("", account, at=NOW), devices.remember("", account, at=NOW)
    assert devices.known(one, account, at=NOW) != devices.known(two, account, at=NOW)


def test_a_computer_that_many_share_is_known_for_the_last_of_them(account):
    sealed = devices.remember("", account, at=NOW)
    others = [uuid.uuid4() for _ in range(devices.MOST_ACCOUNTS)]
    for other in others:
        sealed = devices.remember(sealed, other, at=NOW)
    assert all(devices.known(sealed, other, at=NOW) for other in others)
    assert devices.known(sealed, account, at=NOW) is None
    assert len(sealed) < 2000


def test_it_is_forgotten_after_half_a_year(account):
    sealed = devices.remember("", account, at=NOW)
    assert devices.known(sealed, account, at=NOW + timedelta(days=181)) is None


def test_it_can_be_taken_back_and_becomes_known_again(account):
    sealed = devices.remember("", account, at=NOW)
    before = devices.known(sealed, account, at=NOW)
    devices.forget(account, at=NOW + timedelta(hours=1))
    devices.forget(account, at=NOW + timedelta(hours=2))
    later = NOW + timedelta(hours=3)
    assert devices.known(sealed, account, at=later) is None
    again = devices.known(devices.remember(sealed, account, at=later), account, at=later)
    assert again not in (None, before)


@pytest.mark.parametrize(
    "forged", ["x", "é", "AAAA", "A" * 4000, "\0", urlsafe_b64encode(pickle.dumps([])).decode()]
)
def test_what_was_not_sealed_here_is_no_device(account, forged):
    assert devices.known(forged, account, at=NOW) is None
    assert devices.known(devices.remember(forged, account, at=NOW), account, at=NOW)


def test_what_is_sealed_cannot_be_changed(account):
    sealed = devices.remember("", account, at=NOW)
    for place in (0, 20, len(sealed) - 3):
        other = "A" if sealed[place] != "A" else "B"
        assert devices.known(sealed[:place] + other + sealed[place + 1 :], account, at=NOW) is None
