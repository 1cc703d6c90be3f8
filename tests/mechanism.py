"""The agency that leads new cases, and those with whom most tests of cases begin."""

import pytest

from opennrm.agencies.models import Agency
from tests.world import Person, World


@pytest.fixture
def protection(world: World) -> Agency:
    """Leads new cases."""
    return world.office("child_protection")


@pytest.fixture
def constable(world: World, protection: Agency) -> Person:
    """Reports concerns."""
    return world.known("constable")


@pytest.fixture
def caseworker(world: World) -> Person:
    return world.known("caseworker")


@pytest.fixture
def colleague(world: World) -> Person:
    return world.known("colleague")


@pytest.fixture
def supervisor(world: World) -> Person:
    return world.known("supervisor")
