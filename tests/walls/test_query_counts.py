"""How many queries each page makes on a small case, as reviewed. `--renew` writes the file of them anew.

A page that asks more often than before shows in the review of golden/queries.json, with the change that caused it.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.test.utils import CaptureQueriesContext

from opennrm.foundation.second_door import ALIAS
from tests import databases
from tests.walls import asking
from tests.walls.asking import Cell, Everybody
from tests.walls.pages import expected

GOLDEN = Path(__file__).parent / "golden" / "queries.json"


@pytest.fixture(scope="module")
def everybody(superuser, django_db_blocker) -> Iterator[Everybody]:
    with django_db_blocker.unblock():
        databases.empty(superuser)
        with asking.everybody(superuser) as made:
            yield made


def _queries(cell: Cell) -> int:
    """How many queries a look makes, once the first has filled what is kept in memory and in the session."""
    with transaction.atomic(), transaction.atomic(using=ALIAS):
        cell.everybody.send(cell)
        counts = [_queries_of_one(cell) for _look in range(2)]
        for alias in (DEFAULT_DB_ALIAS, ALIAS):
            transaction.set_rollback(True, using=alias)
    # A session that was not written for a while is written by the next look, whichever that is.
    return min(counts)


def _queries_of_one(cell: Cell) -> int:
    with ExitStack() as counting:
        counted = [
            counting.enter_context(CaptureQueriesContext(connections[alias]))
            for alias in (DEFAULT_DB_ALIAS, ALIAS)
        ]
        cell.everybody.send(cell)
    return sum(len(each) for each in counted)


def test_no_page_asks_more_often_than_was_reviewed(everybody, request):
    found = {
        str(cell): _queries(cell)
        for name, page in sorted(expected().items())
        if "GET" in page.methods
        for cell in everybody.of_somebody_who_may(page, "GET", first="lead_assigned")
    }
    if request.config.getoption("renew"):
        GOLDEN.write_text(json.dumps(found, indent=2) + "\n")
    assert found == json.loads(GOLDEN.read_text())
