"""One web server for the tests of this folder."""

from collections.abc import Iterator

import pytest

from opennrm.foundation import key_check
from tests import databases
from tests.serving import Server


@pytest.fixture(scope="module")
def server(superuser, django_db_blocker) -> Iterator[Server]:
    with django_db_blocker.unblock():
        databases.empty(superuser)
        key_check.remember()
    # One process: each has a line of its own, and the tests fill it.
    made = Server("--workers", "1")
    made.start()
    yield made
    made.kill()
