"""A browser, and an invented mechanism to drive it through."""

import pytest

from tests.browser import browser, screen, site, visit, visits  # noqa: F401 - fixtures
from tests.journeys.mechanism import Mechanism, set_up


@pytest.fixture
def mechanism(world) -> Mechanism:
    """Everybody whom a journey meets."""
    return set_up(world)
