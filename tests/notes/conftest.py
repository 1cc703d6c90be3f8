"""The scene of the tests about notes."""

import pytest

from tests import kept
from tests.notes.writing import Desk
from tests.referrals.scene import set_up
from tests.world import World


@pytest.fixture
def desk(world) -> Desk:
    """An assigned case, a shelter that helps the child, and everybody around them."""
    return kept.begin(world, _begin)


def _begin(world: World) -> Desk:
    scene = set_up(world)
    return Desk(scene, helping=scene.do(scene.manager, "accept", scene.send()))
