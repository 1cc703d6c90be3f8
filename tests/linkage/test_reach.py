"""Whoever is put aside before everything is opened could not have been possible."""

from dataclasses import replace

import pytest

from opennrm.linkage.levels import LEVEL_OF
from opennrm.linkage.reach import CALLED_TOO, FACTS, NUMBERS, OWN_NAMES, Reach
from opennrm.linkage.records import Features, Record, features_of
from opennrm.linkage.rules import NAMES, Word, compare_features
from tests.linkage import scene

STAGES = (FACTS, (*FACTS, *NUMBERS), (*FACTS, *NUMBERS, *OWN_NAMES))
OTHERS = ("second", "middle", "school", "guardian")


def _opened_so_far(other: Features, looked_at: tuple[str, ...]) -> tuple[Features, frozenset[str]]:
    """A record of which only these fields are opened, and what is closed of it."""
    closed = {field for field, name in NAMES.items() if getattr(other, name)}
    closed |= {
        field
        for field, known in (("telephone", other.telephones), ("document_number", other.document))
        if known
    }
    closed |= {CALLED_TOO} if other.others else set()
    part = replace(other, others=(), **dict.fromkeys(OTHERS))
    if NUMBERS[0] not in looked_at:
        part = replace(part, telephones=(), document="")
    if OWN_NAMES[0] not in looked_at:
        part = replace(part, given=None, family=None)
    return part, frozenset(closed - {*looked_at})


def _same_at_first(reach: Reach, other: Features) -> None:
    part, closed = _opened_so_far(other, FACTS)
    assert reach.may_begin(other.born, other.sex, other.area, closed) == reach.is_possible(
        FACTS, part, closed
    )


@pytest.mark.parametrize("shares", [{}, {"given_shanice": 2.0, "family_thistlewood": 0.0001}])
def test_whoever_is_put_aside_is_never_possible(shares):
    model = scene.with_shares(**shares)
    records, _, _ = scene.crowd(110, seed=5, errors="hard", model=model)
    features = [features_of(record, model.variants) for record in records]
    put_aside = dict.fromkeys(STAGES, 0)
    for one in features:
        reach = Reach(one, model)
        for other in features:
            _same_at_first(reach, other)
            for looked_at in STAGES:
                part, closed = _opened_so_far(other, looked_at)
                if not reach.is_possible(looked_at, part, reach.of_weight(closed)):
                    assert compare_features(one, other, model).word is Word.NONE
                    put_aside[looked_at] += 1
    assert sorted(put_aside.values()) == list(put_aside.values())
    assert put_aside[STAGES[-1]] > 0.9 * len(features) ** 2


def test_a_name_by_which_a_child_is_called_too_keeps_it_possible():
    model = scene.with_shares()
    born = {"born": "2011-12-24", "sex": "female", "area": "JM-01"}
    one = features_of(Record(given_names="Bigga", family_name="Williams", **born), model.variants)
    other = Record(given_names="Andre", family_name="Williams", aliases=("Bigga",), **born)
    part, closed = _opened_so_far(features_of(other, model.variants), STAGES[-1])
    reach = Reach(one, model)
    assert LEVEL_OF["given_names"](one, part) == "other"
    assert reach.is_possible(STAGES[-1], part, closed)
