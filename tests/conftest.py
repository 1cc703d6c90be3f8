"""What every test may ask for."""

from collections.abc import Iterator

import pytest

from opennrm.foundation import sandbox
from tests import databases
from tests.mail import Outbox
from tests.world import World


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """Tests run beside each other: what opens files gets as much processor time as ever, and longer by the clock."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "WALL_SECONDS", 60)
        yield


@pytest.fixture(scope="session")
def own_database(django_db_blocker) -> Iterator[None]:
    """This worker's own database, migrated, with every wall in place."""
    with django_db_blocker.unblock():
        databases.make_own_database()
        yield
        databases.drop_own_database()


@pytest.fixture(scope="session")
def superuser(own_database):
    """A superuser's connection to this worker's database, to look behind the walls."""
    from django.conf import settings

    with databases.superuser(settings.WORKER_DATABASE) as connection:
        yield connection


@pytest.fixture
def world(superuser, django_db_blocker) -> Iterator[World]:
    """An empty mechanism, to be filled with agencies and people."""
    with django_db_blocker.unblock():
        databases.empty(superuser)
        yield World()


@pytest.fixture
def mailoutbox(world) -> Outbox:
    """The letters that arrived."""
    return Outbox(world)
