"""A legal hold on a case keeps the masters of its recordings, whoever asks, and by whichever statement."""

import pytest
from django.db import DatabaseError, connection

from opennrm.country.pack import pack
from opennrm.custody import keeping
from opennrm.custody.models import MasterKey
from opennrm.custody.states import State
from opennrm.retention import holds
from tests.custody.scene import Scene, set_up
from tests.retention.scene import hold

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def store_of_its_own(tmp_path, settings) -> None:
    settings.CUSTODY_STORE = tmp_path / "custody"


@pytest.fixture
def scene(world) -> Scene:
    """A recording whose time is over, and another custodian who is asked to destroy it."""
    scene = set_up(world)
    scene.sealed()
    scene.past("UPDATE custody_recording SET sealed_at = now() - interval '30 years'")
    scene.as_if_closed()
    scene.do(scene.custodian, keeping.ask_to_destroy, scene.recording_id)
    scene.as_if_closed("NULL")
    return scene


def by_hand(scene: Scene, statement: str) -> None:
    with scene.world.acting(scene.colleague), connection.cursor() as cursor:
        cursor.execute(statement, [str(scene.recording_id)])


def test_a_legal_hold_on_the_case_keeps_the_master_until_it_is_lifted(scene):
    given = scene.do(scene.office.supervisor, holds.set_hold, scene.case_id, **hold())
    scene.as_if_closed()
    with pytest.raises(keeping.Kept, match="legal hold"):
        scene.do(scene.colleague, keeping.destroy, scene.recording_id)
    assert scene.row().state == State.SEALED
    for statement in (
        "UPDATE custody_masterkey SET wrapped = NULL WHERE id = %s",
        "UPDATE custody_masterkey SET wrapped = 'x' WHERE id = %s",
        "DELETE FROM custody_masterkey WHERE id = %s",
    ):
        with pytest.raises(DatabaseError):
            by_hand(scene, statement)
    assert MasterKey.objects.using("setup").get(pk=scene.recording_id).wrapped is not None
    ends = next(iter(pack().codes("hold_ends")))
    scene.as_if_closed("NULL")
    scene.do(scene.office.supervisor, holds.lift, scene.case_id, given.pk, reason=ends)
    scene.as_if_closed()
    scene.do(scene.colleague, keeping.destroy, scene.recording_id)
    assert MasterKey.objects.using("setup").get(pk=scene.recording_id).wrapped is None


def test_nobody_exchanges_the_key_of_a_master(scene):
    with pytest.raises(DatabaseError, match="is not exchanged"):
        by_hand(scene, "UPDATE custody_masterkey SET wrapped = 'x' WHERE id = %s")
