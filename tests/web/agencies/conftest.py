"""An agency and people of it who sign in through the pages."""

import pytest

from tests.browser import browser, screen, site  # noqa: F401 - fixtures
from tests.web.agencies.people import give_password


@pytest.fixture
def police(world):
    return world.agency("police")


@pytest.fixture
def constable(world, police):
    """Needs no second step."""
    return give_password(world.person(police, "first_responder"))


@pytest.fixture
def caseworker(world, police):
    """Needs a second step."""
    return give_password(world.person(police, "caseworker"))


@pytest.fixture
def administrator(world, police):
    return give_password(world.person(police, "administrator"))


@pytest.fixture
def coordinator(world):
    """An administrator who looks after every agency."""
    return give_password(world.person(world.agency("coordination"), "administrator"))


@pytest.fixture
def audited(superuser):
    """The kinds of what was recorded, in order."""

    def kinds(*prefixes: str) -> list[str]:
        rows = superuser.execute("SELECT kind FROM audit_event ORDER BY sequence").fetchall()
        return [kind for (kind,) in rows if not prefixes or kind.startswith(prefixes)]

    return kinds
