"""Other cases of the same child in a printed summary: references and who said so, for whoever sees both."""

import pytest
from django.utils import timezone

from opennrm.cases import access
from opennrm.web.linkage.printed import SECTIONS
from opennrm.web.printed import Printing
from tests.linkage.tying import Tying, set_up

[SECTION] = SECTIONS


@pytest.fixture
def tying(world) -> Tying:
    return set_up(world)


def printed(tying: Tying, person, case_id, *, has_names: bool):
    """What a paper says."""
    with tying.acting(person) as actor:
        case = access.visible_to(actor).get(pk=case_id)
        printing = Printing(actor=actor, case=case, leads=True, has_names=has_names, at=timezone.now())
        return SECTION.passages(printing)


def test_a_paper_names_the_other_case_and_who_said_so_only_if_it_may_name_people(tying):
    first, second, third = tying.cases
    tying.same(first, second)
    tying.same(second, third)
    tying.different(first, third)
    [named] = printed(tying, tying.supervisor, first, has_names=True)
    [unnamed] = printed(tying, tying.supervisor, first, has_names=False)
    assert len(named.rows) == len(unnamed.rows) == 2
    who = tying.supervisor.account.name
    assert who in str(named.rows)
    assert who not in str(unnamed.rows)
    assert "different children" in str(named.paragraphs)


def test_the_paper_of_whoever_sees_one_of_the_cases_alone_says_nothing(tying):
    first, second, _third = tying.cases
    tying.same(first, second)
    assert printed(tying, tying.caseworker, first, has_names=True) == []
