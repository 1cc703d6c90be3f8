"""How a person becomes a filter: exactly the parameters that both sides agree on."""

import hashlib
import hmac

import numpy as np
import pytest

from opennrm.linkage.encodings.comparing import bits_of, dice
from opennrm.linkage.encodings.filters import BITS, Encoder, check_of, grams
from opennrm.linkage.encodings.records import Record
from tests.linkage.invented_lists import people

KEY, SECRET, OTHER_SECRET = bytes(range(32)), b"s" * 32, b"o" * 32
SHANICE = Record("shanice", "brown", "20120409", "female", "stann")


def filters(records, key=KEY, secret=SECRET):
    return Encoder(key, secret).encode(records)


def alike(one, other):
    together = bits_of(one) + bits_of(other)
    return dice(np.bitwise_count(one & other).sum(axis=1), together)


def test_names_are_compared_by_pairs_dates_by_digits_and_the_rest_as_a_whole():
    assert grams("given_name", "ana") == ["_a", "an", "na", "a_"]
    assert grams("date_of_birth", "2012") == ["02", "10", "21", "32"]
    assert grams("sex", "female") == ["female"]
    assert grams("area", "") == []


def test_positions_come_from_an_hmac_for_each_gram():
    """Written out again from the description in the guide, so that another program could make the same filters."""
    expected = set()
    for field, bits in (
        ("given_name", 10),
        ("family_name", 10),
        ("date_of_birth", 10),
        ("sex", 6),
        ("area", 6),
    ):
        field_key = hmac.digest(KEY, b"opennrm encodings 1 field " + field.encode(), "sha256")
        for gram in grams(field, getattr(SHANICE, field)):
            stream = hmac.digest(field_key, gram.encode() + b"\x00\x00", "sha256")
            expected |= {int.from_bytes(stream[2 * n : 2 * n + 2]) % 1024 for n in range(bits)}
    plain = Encoder(KEY, SECRET).without_noise([SHANICE])
    assert set(np.flatnonzero(np.unpackbits(plain, bitorder="little"))) == expected
    assert 0.15 < len(expected) / BITS < 0.27


def test_the_same_person_key_and_secret_give_the_same_bytes_for_ever():
    digest = hashlib.sha256(filters([SHANICE]).tobytes()).hexdigest()
    assert digest == "80adefe97997087551dc506c47e2e565b227bf4aecca1f7b4b4e1988da8970ee"


def test_noise_turns_over_a_bit_in_fifty_six_and_another_secret_turns_over_others():
    records = [each.record for each in people(2000, seed=1)]
    plain = Encoder(KEY, SECRET).without_noise(records)
    noise = [filters(records, secret=secret) ^ plain for secret in (SECRET, OTHER_SECRET)]
    for each in noise:
        assert np.unpackbits(each).mean() == pytest.approx(0.018, abs=0.0005)
    both = np.unpackbits(noise[0] & noise[1]).mean()
    assert both == pytest.approx(0.018**2, abs=0.0001)


def test_encoding_again_averages_no_noise_away():
    records = [each.record for each in people(50, seed=2)]
    assert np.array_equal(filters(records), filters(records))


def test_a_slip_leaves_a_person_alike_and_another_person_is_not():
    others = [
        Record("shanise", "brown", "20120409", "female", "stann"),
        Record("shanice", "brown", "20120904", "female", "stann"),
        Record("kemar", "brown", "20130517", "male", "stann"),
    ]
    near = alike(filters([SHANICE] * 3), filters(others, secret=OTHER_SECRET))
    assert near[0] > 7100
    assert near[1] > 7100
    assert near[2] < 5500


def test_the_check_of_a_key_says_only_whether_it_is_the_same():
    assert check_of(KEY) == check_of(KEY)
    assert check_of(KEY) != check_of(SECRET)
    assert check_of(KEY).hex() not in KEY.hex()
