"""An agency that leads cases, a constable, and a browser that walks through the wizard."""

import pytest

from tests.web.concerns.walking import Walk


@pytest.fixture
def protection(world):
    return world.agency("child_protection")


@pytest.fixture
def constable(world, protection):
    return world.person(world.agency("police"), "first_responder")


@pytest.fixture
def walk(world, constable):
    return Walk(world.client(constable))
