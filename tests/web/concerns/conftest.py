"""An agency that leads cases, a constable, and a browser that walks through the wizard."""

import pytest

from tests.web.concerns.walking import Walk


@pytest.fixture
def walk(world, constable):
    return Walk(world.client(constable))
