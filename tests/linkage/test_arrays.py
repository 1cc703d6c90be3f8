"""What is worked out for millions of pairs at once is what is worked out for one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from opennrm.country.linkage import LEVELS
from opennrm.linkage import scoring
from opennrm.linkage.candidates import candidate_pairs
from opennrm.linkage.columns import block_keys, columns_of
from opennrm.linkage.records import Record, features_of
from opennrm.linkage.rules import compare
from opennrm.linkage.scoring import Scorer
from tests.linkage.scene import PLAIN, crowd, with_shares

MODEL = with_shares(given_shanice=0.4, given_liz=0.01, given_elizabeth=0.3, family_brown=0.9, family_cruz=0.2)

NAMES = [
    "", "Shanice", "Shanise", "Liz", "Elizabeth", "Beth", "Mei", "Mei Ling", "Ling", "Kerry-Ann", "Kerryann", "Kerry",
    "J", "Jan", "Jean", "Jean-Baptiste", "De la Cruz", "Cruz", "Cruz Peña", "Peña", "Brown", "Browne", "B. Brown",
    "李", "李 明",
    "Van", "Toussaint", "Tousen", 'Ana "Liz"', "A B C D E F G H",
]  # fmt: skip
DATES = ["", "2012", "2012-03", "2012-05", "2012-03-04", "2012-04-03", "2012-03-05", "2012-09-27", "2013-03-04",
         "2014", "2021-03-04", "2030-03-04", "2012-03-04~", "0001-01-01", "nonsense"]  # fmt: skip
NUMBERS = ["1234567", "555-123-4567", "1234568", "1234576", "0000001", "765", "9994567"]
RECORDS = some.builds(
    Record,
    given_names=some.sampled_from(NAMES),
    family_name=some.sampled_from(NAMES),
    second_family_name=some.sampled_from(NAMES),
    middle_names=some.sampled_from(NAMES),
    aliases=some.lists(some.sampled_from(NAMES), max_size=3).map(tuple),
    born=some.sampled_from(DATES),
    is_estimated=some.booleans(),
    sex=some.sampled_from(["", "female", "male"]),
    area=some.sampled_from(["", "Bay", "Hill"]),
    telephones=some.lists(some.sampled_from(NUMBERS), max_size=3).map(tuple),
    document_number=some.sampled_from(["", "A123", "A132", "A12", "B999"]),
    school=some.sampled_from(["", "Hillview", "Hilview", "Bayside"]),
    guardian=some.sampled_from(["", "Ana Brown", "Brown Ana", "Ana", "Anna Browne", "Luz Reid"]),
)


def same_as_one_by_one(records, left, right, model):
    scores = Scorer(columns_of(records, model.variants), model).scores(np.array(left), np.array(right))
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        found = compare(records[one], records[other], model)
        levels = {field: _named(field, column[place]) for field, column in scores.levels.items()}
        assert levels == {finding.field: finding.level for finding in found.findings}
        assert scores.sums[place] == pytest.approx(found.sum)
        assert scores.is_household[place] == found.is_household


def _named(field, place):
    return LEVELS[field][place] if place >= 0 else None


@given(records=some.lists(RECORDS, min_size=2, max_size=8))
def test_arrays_find_what_one_comparison_finds(records):
    pairs = [(one, other) for one in range(len(records)) for other in range(len(records)) if one != other]
    left, right = zip(*pairs, strict=True)
    same_as_one_by_one(records, list(left), list(right), MODEL)


def test_arrays_find_the_same_of_a_crowd(monkeypatch):
    # Also where one piece of the pairs ends and the next begins.
    monkeypatch.setattr(scoring, "CHUNK", 97)
    records, columns, _ = crowd(1500, seed=11, errors="hard", model=MODEL)
    left, right = candidate_pairs(columns)
    some_pairs = slice(0, len(left), max(1, len(left) // 600))
    same_as_one_by_one(records, left[some_pairs].tolist(), right[some_pairs].tolist(), MODEL)


def test_candidates_are_the_pairs_that_share_a_key_which_few_have():
    records, columns, _ = crowd(400, seed=12, errors="moderate", model=PLAIN)
    keys = [block_keys(features_of(record, PLAIN.variants)) for record in records]
    having = {}
    for place, own in enumerate(keys):
        for key in own:
            having.setdefault(key, []).append(place)
    few = [places for places in having.values() if len(places) <= 20]
    expected = {(one, other) for places in few for one in places for other in places if one < other}
    left, right = candidate_pairs(columns, largest=20)
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == expected
    assert len(left) == len(expected)


def test_a_list_of_nobody_and_of_one_has_no_pairs():
    for records in ([], [Record(given_names="Ana")]):
        columns = columns_of(records, {})
        left, right = candidate_pairs(columns)
        assert not len(left)
        assert not len(Scorer(columns, MODEL).scores(left, right).sums)
