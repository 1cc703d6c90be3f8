"""Receiving recordings: pieces that come days apart, what is refused, and what is on the disk."""

import hashlib

import pytest

from opennrm.custody import receiving, store
from opennrm.custody.models import MasterKey, Piece
from opennrm.custody.rules import CHUNK, ByteRange
from opennrm.custody.states import State
from opennrm.foundation.refusals import NotAllowed, NotThere
from tests.custody.scene import Scene, film, set_up


@pytest.fixture
def scene(world, tmp_path, settings) -> Scene:
    settings.CUSTODY_STORE = tmp_path / "custody"
    return set_up(world)


def test_k1_an_upload_that_broke_off_goes_on_the_next_day(scene):
    content = film(5 * CHUNK + 3)
    scene.send(content, to=2 * CHUNK)
    assert scene.row().state == State.ARRIVING
    recording = scene.send(content)
    assert recording.state == State.SEALED
    assert recording.digest == hashlib.sha256(content).hexdigest()
    assert scene.ledger().count("received") == 1
    pieces = Piece.objects.using("setup").filter(recording=recording).order_by("number")
    assert list(pieces.values_list("offset", flat=True)) == [number * CHUNK for number in range(6)]
