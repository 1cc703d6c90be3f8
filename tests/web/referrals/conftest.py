"""The scene of the tests about referrals."""

import pytest

from tests.referrals.scene import Scene, set_up


@pytest.fixture
def scene(world) -> Scene:
    """An assigned case, a shelter that can be asked, and everybody around them."""
    return set_up(world)
