"""What is suggested next in a case, from what the state counts as and from what is under way."""

import pytest

from opennrm.referrals.next_step import NextStep, next_step
from tests.country.packs import JAMAICA, MARESIA, loaded


def suggested(state: str, *, pack=JAMAICA, **facts) -> NextStep:
    given = {"is_assigned": True, "has_screening": True, "is_asked": False, "referral_states": []}
    return next_step(identification=loaded(pack).identification.state(state), **(given | facts))


def test_a_case_is_taken_before_anything_else():
    assert suggested("reconsidered", is_assigned=False, is_asked=True) == NextStep.TAKE


@pytest.mark.parametrize("pack, start", [(JAMAICA, "potential"), (MARESIA, "found")])
def test_a_child_is_screened_before_the_first_decision(pack, start):
    assert suggested(start, pack=pack, has_screening=False) == NextStep.SCREEN
    assert suggested(start, pack=pack) == NextStep.DECIDE


@pytest.mark.parametrize("pack, state", [(JAMAICA, "presumed"), (MARESIA, "sheltered")])
def test_a_child_that_counts_as_presumed_is_referred_before_the_next_decision(pack, state):
    assert suggested(state, pack=pack) == NextStep.REFER
    assert suggested(state, pack=pack, referral_states=["sent"]) == NextStep.AWAIT_ANSWER
    assert suggested(state, pack=pack, referral_states=["declined"]) == NextStep.REFER
    assert suggested(state, pack=pack, referral_states=["accepted"]) == NextStep.DECIDE


@pytest.mark.parametrize("state", ["potential", "reconsidered"])
def test_a_decision_that_another_agency_was_asked_for_is_waited_for(state):
    assert suggested(state, is_asked=True) == NextStep.AWAIT_DECISION


def test_a_presumed_child_is_referred_while_another_agency_decides():
    assert suggested("presumed", is_asked=True) == NextStep.REFER
    assert suggested("presumed", is_asked=True, referral_states=["accepted"]) == NextStep.AWAIT_DECISION


def test_at_an_end_the_child_is_followed_up():
    assert suggested("confirmed") == NextStep.REFER
    assert suggested("confirmed", referral_states=["completed"]) == NextStep.FOLLOW
    assert suggested("not_confirmed") == NextStep.FOLLOW
    assert suggested("a_state_that_was_dropped", has_screening=False) == NextStep.FOLLOW
