"""A list that is narrowed by the next step has exactly the cases that show this step, for everybody."""

from itertools import combinations

import pytest
from django.utils import timezone

from opennrm.cases import access, next_steps
from opennrm.cases.permissions import CASE_VIEW
from opennrm.contexts import step_rules
from opennrm.web.cases import overview
from tests import databases
from tests.walls import cast as casting
from tests.world import Person, World


@pytest.fixture(scope="module")
def cast(superuser, django_db_blocker):
    with django_db_blocker.unblock():
        databases.empty(superuser)
        yield casting.begin(World())


def shown_and_found(actor) -> tuple[dict[str, set], dict[str, set]]:
    """For each step the cases that show it, and those that a list of it has."""
    visible = access.visible_to(actor)
    codes = {code for rule in step_rules() for code in rule.finds(actor)} | {next_steps.FOLLOW}
    shown: dict[str, set] = {code: set() for code in codes}
    for row in overview.rows(actor, visible, at=timezone.now()):
        # An erased case says so, and lists find it as the closed one that it is too.
        shown["closed" if row.step == "erased" else row.step].add(row.case.reference)
    found = {code: visible.filter(next_steps.has_next(actor, [code])) for code in codes}
    return shown, {code: set(cases.values_list("reference", flat=True)) for code, cases in found.items()}


def test_a_step_finds_the_cases_that_show_it(cast, request):
    """By day for one person of each role, at night for everybody."""
    met: set[str] = set()
    by_role: dict[str, Person] = {}
    for person in cast.people.values():
        by_role.setdefault(person.membership.role, person)
    for person in cast.people.values() if request.config.getoption("long") else by_role.values():
        with World().acting(person) as actor:
            if not actor.may(CASE_VIEW):
                continue
            shown, found = shown_and_found(actor)
            assert shown == found
            met |= {code for code, cases in shown.items() if cases}
            for both in combinations(sorted(code for code, cases in shown.items() if cases), 2):
                cases = access.visible_to(actor).filter(next_steps.has_next(actor, both))
                assert set(cases.values_list("reference", flat=True)) == shown[both[0]] | shown[both[1]]
    assert len(met) >= 6


def test_each_step_that_a_list_offers_can_be_found(cast):
    with World().acting(cast.people["lead_supervisor"]) as actor:
        known = {code for rule in step_rules() for code in rule.finds(actor)} | {next_steps.FOLLOW}
        assert set(next_steps.offered()) <= known
