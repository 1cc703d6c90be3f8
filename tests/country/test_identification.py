"""Who may decide is what a rule of the pack allows, and nothing else."""

import itertools

import pytest

from opennrm.country.identification import Decision
from tests.country.packs import JAMAICA, MARESIA, loaded

FORMAL = [Decision.CONFIRMED, Decision.NOT_CONFIRMED, Decision.RECONSIDERED]


def deciders(path, decision):
    pack = loaded(path)
    return {
        (kind, role)
        for kind, role in itertools.product(pack.agency_kinds, pack.roles)
        if pack.identification.may_decide(decision, kind, role)
    }


def test_child_protection_and_a_police_supervisor_may_presume_a_child_a_victim():
    assert deciders(JAMAICA, "presumed") == {
        ("child_protection", "caseworker"),
        ("child_protection", "supervisor"),
        ("police", "supervisor"),
    }


@pytest.mark.parametrize("decision", FORMAL)
def test_only_supervisors_decide_formally(decision):
    assert deciders(JAMAICA, decision) == {("child_protection", "supervisor"), ("police", "supervisor")}


def test_nobody_may_bring_a_case_into_a_state_that_no_rule_names():
    assert deciders(JAMAICA, "closed") == set()


@pytest.mark.parametrize("decision", Decision)
def test_another_country_lets_other_people_decide(decision):
    assert deciders(MARESIA, decision) == {("harbour_guard", "warden")}
