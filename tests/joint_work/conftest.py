"""The scene of the tests about joint work."""

import pytest

from tests import kept
from tests.joint_work.scene import Scene, set_up


@pytest.fixture
def scene(world) -> Scene:
    """An assigned case, and the police, who can be asked to take part in it."""
    return kept.begin(world, set_up)
