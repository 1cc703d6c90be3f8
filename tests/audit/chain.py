"""An audit to seal and to tamper with: events as requests leave them, and somebody behind the walls."""

from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from opennrm.audit import actions, anchors, digests, sealing
from opennrm.audit.verify import Fault, Verification


def happen(world, person, *kinds: str) -> None:
    """Let events happen, each in a request of its own."""
    for kind in kinds:
        with world.acting(person):
            actions.record(kind, detail={"field": "given_names"})


def seal(world, folder: Path) -> int:
    with world.connected_as("opennrm_worker"):
        return sealing.seal(folder, now=timezone.now)


def faults(world, *, earlier: list[anchors.Anchor] | None = None, folder: Path | None = None) -> list[Fault]:
    """What a verification finds, with the anchors of a folder if one is given."""
    seen = [*(earlier or []), *(anchors.read_all(folder) if folder else [])]
    with world.connected_as("opennrm_worker"):
        key = digests.signing_key().public_key()
        return list(Verification(public_key=key, anchors=seen).faults())


@contextmanager
def behind_the_walls(superuser):
    """For a while no trigger stops the superuser: what somebody can do who owns the machine."""
    with superuser.transaction():
        superuser.execute("SET LOCAL session_replication_role = replica")
        yield superuser
