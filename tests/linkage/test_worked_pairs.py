"""Twelve pairs whose sums were worked out by hand, when the model was designed."""

import pytest

from opennrm.linkage.model import Model
from opennrm.linkage.records import Record
from opennrm.linkage.rules import Agreement, Word, compare
from tests.linkage.scene import PLAIN, START, VARIANTS, with_shares

BAY, HILL = "Bay", "Hill"
LINE_A, LINE_B = ("555-123-4567",), ("(555) 765-4321",)


def person(names, born="", sex="", area="", telephones=(), **more):
    given, _, family = names.partition(" / ")
    return Record(
        given_names=given, family_name=family, born=born, sex=sex, area=area, telephones=telephones, **more
    )


SHANICE = person("Shanice / Brown", "2012-04-09", "f", BAY)
KEMAR = person("Kemar / Brown", "2013-05-17", "m", BAY, LINE_A)
NAMED = person("Shanice / Brown", sex="f")
PAIRS = {
    # left, right, sum, what frequencies change, word among 100,000 without frequencies
    1: (SHANICE, person("Shanice / Browne", "2012-09-04", "f", BAY), 30.9, -0.3, Word.VERY_LIKELY),
    2: (
        person("Jean / Toussaint", "2011-03-02", "m"),
        person("Jan / Tousen", "2011~", "m"),
        9.8,
        0,
        Word.NONE,
    ),
    3: (
        person("María José / De la Cruz Peña", "2010-06-30", "f"),
        person("Maria / Cruz", "2010-06-30", "f"),
        19.6,
        0.7,
        Word.LIKELY,
    ),
    4: (
        person("Mei Ling / Chin", "2009-11-05", "f", HILL),
        person("Chin / Mei Ling", "2009-11-05", "f", HILL),
        27.3,
        0,
        Word.VERY_LIKELY,
    ),
    5: (
        person("Mei / Chin", "2009-11-05", "f", HILL),
        person("Mei / Chen", "2009-11-05", "f", HILL),
        29.2,
        2.7,
        Word.VERY_LIKELY,
    ),
    6: (KEMAR, person("Kerry-Ann / Brown", "2013-05-17", "f", BAY, LINE_A), 10.6, -1.5, Word.NONE),
    7: (KEMAR, person("Omar / Brown", "2010-02-01", "m", BAY, LINE_A), -6.3, -1.5, Word.NONE),
    8: (
        person("Andre / Williams", "2012", "m", BAY, aliases=("Bigga",)),
        person("Bigga / Williams", "2013", "m", BAY, is_estimated=True),
        20.3,
        -1.3,
        Word.LIKELY,
    ),
    9: (
        person("Anil / Persaud", "2014-08-21", "m"),
        person("Persaud / Anil", "2014-08-12", "m"),
        15.8,
        0,
        Word.POSSIBLE,
    ),
    10: (
        person("Shanice / Brown", "2008-02-11", "f", HILL),
        person("Shanice / Brown", "2013-10-30", "f", BAY),
        3.1,
        -1.8,
        Word.NONE,
    ),
    12: (NAMED, NAMED, 18.3, -1.8, Word.LIKELY),
}
SHARES = with_shares(
    given_shanice=0.4,
    given_mei=0.05,
    given_elizabeth=0.3,
    family_cruz=0.2,
    family_brown=0.9,
    family_williams=0.8,
)


@pytest.mark.parametrize("number", PAIRS)
def test_sum_and_word_of_a_worked_pair(number):
    left, right, total, _, word = PAIRS[number]
    for found in (compare(left, right, PLAIN), compare(right, left, PLAIN)):
        assert round(found.sum, 1) == total
        assert found.word is word
        assert found.version == "start-1"


@pytest.mark.parametrize("number", sorted(set(PAIRS) - {2}))
def test_rare_names_count_more_and_frequent_ones_less(number):
    left, right, total, change, _ = PAIRS[number]
    found = compare(left, right, SHARES)
    assert round(found.by_share, 1) == change
    assert round(found.sum - found.by_share, 1) == total


def test_the_second_pair_is_found_by_its_variants_when_these_are_known():
    left, right, *_ = PAIRS[2]
    assert round(compare(left, right, Model(START, VARIANTS)).sum, 1) == 10.2


def test_the_eleventh_pair_is_found_by_a_pet_name():
    left = person("Elizabeth / Grant", "2011-12-24", "f", HILL, LINE_B)
    right = person("Liz / Morgan", "2011-12-24", "f", HILL, LINE_B)
    found = compare(left, right, SHARES)
    assert (round(found.sum - found.by_share, 1), round(found.by_share, 1)) == (27.6, 0.1)
    assert found.word is Word.VERY_LIKELY


def test_the_twelfth_pair_is_shown_among_few_and_not_among_many():
    assert compare(NAMED, NAMED, SHARES).word is Word.POSSIBLE
    assert compare(NAMED, NAMED, SHARES.among(1_000_000)).word is Word.NONE


def test_twins_are_held_back_and_the_page_can_say_so():
    left, right, *_ = PAIRS[6]
    found = compare(left, right, PLAIN)
    assert found.is_household
    assert found.may_be_twins
    held = {finding.field: finding.weight for finding in found.findings if finding.is_held_back}
    assert held == {"telephone": START.household_telephone, "area": 0}
    assert not compare(*PAIRS[7][:2], PLAIN).may_be_twins


def test_the_household_rule_keeps_every_field_that_a_household_shares_and_the_word():
    """The weights are so high here that only the rule can keep the word at "possible"."""
    shared = {"school": "Hillview", "guardian": "Marcia Brown", "area": BAY, "telephones": LINE_A}
    left = person("Kemar / Brown", "2013-05-17", "m", document_number="A 1234567", **shared)
    right = person("Omar / Browne", "2013-05-17", "m", document_number="A1234567", **shared)
    found = compare(left, right, PLAIN)
    held = {finding.field for finding in found.findings if finding.is_held_back}
    assert held == {"telephone", "area", "school", "guardian"}
    assert found.sum - PLAIN.by_chance > PLAIN.thresholds.very_likely
    assert found.word is Word.POSSIBLE
    without = compare(left, person("Omar / Morgan", "2013-05-17", "m", **shared), PLAIN)
    assert not without.is_household


def test_the_household_rule_never_makes_a_pair_more_alike():
    """What differs goes on counting against the pair."""
    found = compare(
        person("Kemar / Brown", area=BAY, telephones=LINE_A),
        person("Omar / Brown", area=HILL, telephones=LINE_B),
        PLAIN,
    )
    weights = {finding.field: finding.weight for finding in found.findings}
    assert found.is_household
    assert (weights["area"], weights["telephone"]) == (-3.6, -2.5)


def test_reasons_are_told_field_by_field():
    left, right, *_ = PAIRS[1]
    found = {finding.field: finding.agreement for finding in compare(left, right, PLAIN).findings}
    assert found["given_names"] is Agreement.AGREES
    assert found["family_name"] is Agreement.NEARLY
    assert found["birth_date"] is Agreement.NEARLY
    assert found["telephone"] is Agreement.MISSING
    told = {finding.field: finding.agreement for finding in compare(*PAIRS[10][:2], PLAIN).findings}
    assert told["birth_date"] is Agreement.DIFFERS


def test_nothing_known_says_nothing():
    found = compare(Record(), SHANICE, SHARES)
    assert found.sum == 0
    assert {finding.agreement for finding in found.findings} == {Agreement.MISSING}
