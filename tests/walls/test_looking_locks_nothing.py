"""Whoever looks holds nobody up: no page that is only looked at takes a lock on a row."""

import re

import pytest
from django.db import connections, transaction
from django.test import Client

from tests import databases
from tests.walls import cast as casting
from tests.walls.cast import Cast
from tests.walls.pages import expected
from tests.world import World

LOOKING = (
    "reporter", "lead_assigned", "lead_supervisor", "lead_administrator", "auditor", "data_officer",
    "service_asked", "service_accepted",
)  # fmt: skip
LOCKING = re.compile(r"\bFOR\s+(NO\s+KEY\s+UPDATE|UPDATE|KEY\s+SHARE|SHARE)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def cast(superuser, django_db_blocker):
    with django_db_blocker.unblock():
        databases.empty(superuser)
        yield casting.begin(World())


@pytest.mark.parametrize("relation", LOOKING)
def test_no_page_that_is_looked_at_locks_a_row(cast: Cast, relation: str) -> None:
    looked, locking, person = 0, set(), cast.people[relation]
    client = Client(raise_request_exception=False)
    for page in expected().values():
        if "GET" not in page.methods:
            continue
        if page.guard != "requires" or not client.cookies:
            # A page of the account may have signed them out.
            client.cookies["opennrm"] = World().sign_in(person.account, person.membership)
        for _referral, address in page.addresses(cast):
            statements, answer = _looked_at(client, address)
            looked += answer.status_code == 200
            locking |= {f"{page.name}: {each}" for each in statements if LOCKING.search(each)}
    assert looked
    assert sorted(locking) == []


def _looked_at(client: Client, address: str):
    """Every statement that was made for an answer, and the answer. What is recorded is taken back."""
    statements = []

    def note(execute, statement, parameters, many, context):
        statements.append(str(statement))
        return execute(statement, parameters, many, context)

    default, auth = connections["default"], connections["auth"]
    with default.execute_wrapper(note), auth.execute_wrapper(note), transaction.atomic():
        answer = client.get(address)
        transaction.set_rollback(True)
    return statements, answer


@pytest.mark.parametrize(
    "statement", ["SELECT 1 FOR UPDATE", 'SELECT 1 FOR NO KEY UPDATE OF "a"', "… for share"]
)
def test_a_lock_is_recognised(statement):
    assert LOCKING.search(statement)
    assert not LOCKING.search("SELECT 'shared for', update_of FROM forms")
