"""The scene of the tests about handovers."""

import pytest

from tests.handovers.scene import Scene, set_up


@pytest.fixture
def scene(world) -> Scene:
    """A case of one office, and another office that can be asked to take it over."""
    return set_up(world)
