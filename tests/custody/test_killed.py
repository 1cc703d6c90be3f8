"""A process that is killed in the middle of an upload, or of a hand-over, leaves nothing half done."""

import hashlib
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connections
from django.utils import timezone

from opennrm.custody import copies, handing, ledger, store
from opennrm.custody.models import HandOver
from opennrm.custody.rules import CHUNK
from opennrm.custody.states import Authority, Medium, Purpose, State
from tests.custody.scene import film


def killed(what: Callable[[], object]) -> None:
    """Do something in another process, which kills itself on the way, as kill -9 does."""
    child = os.fork()
    if not child:
        # The connections are the parent's: the child leaves them alone, and makes its own.
        for each in connections.all():
            each.connection = None
        try:
            what()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


def die(*_given: object, **_named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def written_and_dead(write: Callable[..., None]) -> Callable[..., None]:
    def writes(*given: object) -> None:
        write(*given)
        die()

    return writes


def test_kill_in_the_middle_of_a_piece_loses_nothing(scene, monkeypatch):
    content = film(3 * CHUNK + 5)
    scene.send(content, to=CHUNK)
    with monkeypatch.context() as patched:
        patched.setattr(store.os, "fsync", die)
        killed(lambda: scene.send(content, to=2 * CHUNK))
    with monkeypatch.context() as patched:
        # The bytes are on the disk, and the database does not know of them.
        patched.setattr(store.Stored, "write", written_and_dead(store.Stored.write))
        killed(lambda: scene.send(content, to=2 * CHUNK))
    assert scene.row().received == CHUNK
    assert scene.send(content).digest == hashlib.sha256(content).hexdigest()


def test_kill_while_it_is_sealed_loses_nothing(scene, monkeypatch):
    content = film(2 * CHUNK + 5)
    scene.send(content, to=2 * CHUNK)
    with monkeypatch.context() as patched:
        # The file has its last name already, and the transaction does not end.
        patched.setattr(ledger, "add", die)
        killed(lambda: scene.send(content))
    assert scene.row().state == State.ARRIVING
    recording = scene.send(content)
    assert recording.state == State.SEALED
    assert recording.digest == hashlib.sha256(content).hexdigest()


def test_kill_in_the_middle_of_a_hand_over_hands_nothing_over(scene, monkeypatch):
    scene.sealed()
    copy_id = _copy(scene)
    before = scene.ledger()
    with monkeypatch.context() as patched:
        patched.setattr(handing.access, "viewers_at", die)
        killed(lambda: scene.do(scene.custodian, handing.hand_over, copy_id, medium=Medium.ONLINE))
    assert scene.ledger() == before
    assert not HandOver.objects.using("setup").exists()
    assert scene.do(scene.custodian, handing.hand_over, copy_id, medium=Medium.ONLINE)


def _copy(scene) -> UUID:
    scene.agreed(scene.counsel)
    return scene.do(
        scene.custodian, copies.order, scene.recording_id, purpose=Purpose.THERAPY,
        recipient=scene.counsel.membership.agency_id, office="", basis=Authority.CONSENT, authority="C 1",
        may_view=True, may_download=False, until=timezone.now() + timedelta(days=3), page=uuid4(),
    ).pk  # fmt: skip
