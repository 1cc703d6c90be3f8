"""What is suggested next in a case, from what the state counts as and from what is under way."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from opennrm.cases.models import Case
from opennrm.cases.next_steps import next_step
from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.contexts import step_rules
from opennrm.foundation.actor import Actor
from opennrm.screening.next_steps import Stand
from tests.country.packs import JAMAICA, MARESIA, loaded

CASEWORKER = Actor(principals=(1,))
SUPERVISOR = Actor(principals=(1,), permissions=frozenset({CASE_ASSIGN}))
ASKED_AGENCY = Actor(principals=(2,))


def suggested(
    state, *, pack=JAMAICA, actor=CASEWORKER, is_assigned=True, is_screened=True, asked=None, referrals=()
) -> tuple[str, str]:
    case = Case(pk=uuid4(), writers=[1], assigned_to_id=uuid4() if is_assigned else None)
    stand = Stand(state=loaded(pack).identification.state(state), is_screened=is_screened, asked=asked)
    known = {
        "closing": None,
        "handed_over": False,
        "identification": stand,
        "interview": "",
        "joint_work": [],
        "referrals": list(referrals),
    }
    step = next_step(actor, case, known, step_rules())
    return step.code, str(step.words)


def code(state, **facts) -> str:
    return suggested(state, **facts)[0]


def test_a_case_is_taken_before_anything_else():
    assert suggested("reconsidered", is_assigned=False, asked=2) == ("take", "Take this case")


def test_a_supervisor_gives_a_case_to_somebody():
    assert suggested("potential", actor=SUPERVISOR, is_assigned=False) == ("take", "Assign this case")


def test_a_closed_case_has_no_next_step():
    case = Case(pk=uuid4(), writers=[1], closed_at=datetime.now(UTC))
    assert next_step(CASEWORKER, case, {}, step_rules()).code == "closed"


def test_whoever_serves_the_child_is_told_so():
    assert suggested("potential", actor=Actor(principals=(3,)))[0] == "help"


@pytest.mark.parametrize("pack, start", [(JAMAICA, "potential"), (MARESIA, "found")])
def test_a_child_is_screened_before_the_first_decision(pack, start):
    assert code(start, pack=pack, is_screened=False) == "screen"
    assert code(start, pack=pack) == "decide"


@pytest.mark.parametrize("pack, state", [(JAMAICA, "presumed"), (MARESIA, "sheltered")])
def test_a_child_that_counts_as_presumed_is_referred_before_the_next_decision(pack, state):
    assert code(state, pack=pack) == "refer"
    assert code(state, pack=pack, referrals=["sent"]) == "await_answer"
    assert code(state, pack=pack, referrals=["declined"]) == "refer"
    assert code(state, pack=pack, referrals=["accepted"]) == "decide"


@pytest.mark.parametrize("state", ["potential", "reconsidered"])
def test_a_decision_that_another_agency_was_asked_for_is_waited_for(state):
    assert code(state, asked=2) == "await_decision"
    assert code(state, asked=2, actor=ASKED_AGENCY) == "decide"


def test_a_presumed_child_is_referred_while_another_agency_decides():
    assert code("presumed", asked=2) == "refer"
    assert code("presumed", asked=2, referrals=["accepted"]) == "await_decision"


def test_at_an_end_the_child_is_followed_up():
    assert code("confirmed") == "refer"
    assert code("confirmed", referrals=["completed"]) == "follow"
    assert code("not_confirmed") == "follow"
    assert code("a_state_that_was_dropped", is_screened=False) == "follow"
