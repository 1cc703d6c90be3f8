"""An empty world is empty, however much the test before it has made."""

import pytest

from tests import databases

pytestmark = pytest.mark.database


def test_tables_that_grew_large_are_emptied_with_what_refers_to_them(world, superuser, monkeypatch):
    world.agency("child_protection")
    world.report(world.person(world.agency("police"), "first_responder"))
    monkeypatch.setattr(databases, "LARGE_BYTES", 0)
    databases.empty(superuser)
    assert databases.filled(superuser).keys() <= {databases.PRINCIPALS}
