"""Every test about recordings has a store of its own."""

import pytest

from tests.custody.scene import Scene, set_up


@pytest.fixture(autouse=True)
def store_of_its_own(tmp_path, settings) -> None:
    settings.CUSTODY_STORE = tmp_path / "custody"


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)
