"""What somebody gains who has encodings, by what else they have. Some attacks work, and the test says how well.

`python -m bench.linkage.attacks` runs them on more people.
"""

import random

import numpy as np
import pytest

from bench.linkage import attacks
from opennrm.linkage.encodings import comparing
from opennrm.linkage.encodings.encoding import encode
from tests.linkage.invented_lists import people, written_again

KEY, OTHER_KEY, SECRET, OTHER_SECRET = b"k" * 32, b"K" * 32, b"s" * 32, b"S" * 32
PEOPLE = 400


@pytest.fixture(scope="module")
def listed():
    """The people of a list, and a register that knows each of them, written down by somebody else."""
    dice = random.Random(3)
    everybody = people(PEOPLE, seed=21)
    return [each.record for each in everybody], [written_again(each, dice).record for each in everybody]


def test_whoever_has_the_key_and_a_register_names_nearly_everybody(listed):
    """The limit of all encodings: two of the three hands together read the list. Noise changes nothing."""
    records, register = listed
    encodings = attacks.encoded(records, KEY, SECRET)
    assert attacks.named_by_register(encodings, register, KEY) > 0.9


def test_whoever_has_the_key_and_a_list_of_surnames_reads_surnames_and_birth_dates(listed):
    records, _ = listed
    encodings = attacks.encoded(records, KEY, SECRET)
    surnames = sorted({record.family_name for record in records})
    assert attacks.surnames_read(encodings, records, surnames, KEY) > 0.9
    assert attacks.birth_dates_read(encodings, records, KEY) > 0.9


def test_the_wrong_key_gives_nothing(listed):
    records, register = listed
    encodings = attacks.encoded(records, KEY, SECRET)
    assert attacks.named_by_register(encodings, register, OTHER_KEY) < 0.02
    surnames = sorted({record.family_name for record in records})
    assert attacks.surnames_read(encodings, records, surnames, OTHER_KEY) < 0.02
    assert len(comparing.pairs(encodings, attacks.encoded(register, OTHER_KEY, SECRET))) == 0


def test_without_the_key_frequencies_name_nobody(listed):
    """No filter is there twice, and how many bits one has tells only about how long the names are."""
    records, register = listed
    frequent = records + records[:100]
    encodings = attacks.encoded(frequent, KEY, SECRET)
    assert len({each.tobytes() for each in encodings}) == len(records)
    assert attacks.named_by_size(attacks.encoded(records, KEY, SECRET), register) < 0.03


def test_invented_rows_are_like_nobody_and_look_like_everybody(listed):
    """The matcher cannot tell them by their number of bits."""
    records, register = listed
    made = encode(records, name="list", key=KEY, secret=SECRET, with_invented=True)
    rows = np.array(sorted(made.invented)) - 1
    assert len(rows) == PEOPLE // 100
    invented, others = made.encoded.encodings[rows], np.delete(made.encoded.encodings, rows, axis=0)
    assert abs(int(comparing.bits_of(invented).mean()) - int(comparing.bits_of(others).mean())) < 40
    assert len(comparing.pairs(invented, attacks.encoded(register, KEY, OTHER_SECRET))) == 0
    assert not {made.people[row] for row in rows} & {*records, *register}


def test_one_person_in_two_exchanges_cannot_be_recognised(listed):
    """Neither by equal filters nor by equal noise, although the sender's secret is the same."""
    records, _ = listed
    first, second = (attacks.encoded(records, key, SECRET) for key in (KEY, OTHER_KEY))
    assert attacks.recognised(first, second) < 0.02
    true, chance = attacks.likeness_of_the_same_and_of_others(first, second)
    assert true == pytest.approx(chance, abs=0.005)


def test_one_person_on_two_lists_of_one_exchange_is_recognised_as_is_meant(listed):
    """The limit that makes matching possible: within an exchange whoever compares sees who is the same."""
    records, _ = listed
    ours, theirs = (attacks.encoded(records, KEY, secret) for secret in (SECRET, OTHER_SECRET))
    assert attacks.recognised(ours, theirs) > 0.99
    assert attacks.recognised(ours, attacks.encoded(records, KEY, SECRET)) == 1.0
