"""The power goes while a concern is sent: either all of it is there, or nothing; sending again makes one case."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from opennrm.foundation import key_check
from tests import databases
from tests.journeys import filling_in
from tests.serving import Server, until
from tests.web.concerns.walking import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def server(own_database) -> Iterator[Server]:
    made = Server()
    yield made
    made.kill()


def test_a_concern_that_is_sent_again_makes_one_case(visits, mechanism, superuser, server):
    walk = Walk(mechanism.world.client(mechanism.constable))
    walk.answer_enough()
    key_check.remember()
    server.start()
    constable = visits(mechanism.constable, screen="phone")
    constable.open(server.address + walk.url("check"))
    with databases.superuser(settings.WORKER_DATABASE) as other:
        with other.transaction():
            # The concern's own row is written by then; the child's has to wait.
            other.execute("LOCK TABLE people_person IN EXCLUSIVE MODE")
            constable.page.get_by_role("button", name="Send the concern").click(no_wait_after=True)
            until(lambda: waiting(superuser) > 0)
            server.kill()
        until(lambda: writing(superuser) == 0)
    assert mechanism.count_of_cases() == 0
    assert superuser.execute("SELECT count(*) FROM cases_receipt").fetchone() == (0,)
    server.start()
    # That the line broke is what this test is about.
    constable.complaints.clear()
    constable.open(server.address + walk.url("check"))
    constable.press("Send the concern")
    filling_in.number_of(constable)
    assert mechanism.count_of_cases() == 1


def waiting(superuser) -> int:
    """How many statements wait for a table."""
    return _count(superuser, "NOT granted")


def writing(superuser) -> int:
    """How many tables are being written to."""
    return _count(superuser, "mode = 'RowExclusiveLock'")


def _count(superuser, condition: str) -> int:
    found = superuser.execute(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        f"WHERE datname = current_database() AND {condition}"
    )
    return found.fetchone()[0]
