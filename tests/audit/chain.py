"""An audit to seal and to tamper with: events as requests leave them, and somebody behind the walls."""

import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from opennrm.audit import actions, anchors, digests, sealing
from opennrm.audit.verify import Fault, Verification
from tests import databases


def happen(world, person, *kinds: str) -> None:
    """Let events happen, each in a request of its own."""
    for kind in kinds:
        with world.acting(person):
            actions.record(kind, detail={"field": "given_names"})


def wait_for_other_tests() -> None:
    """Wait until no transaction of another test's database is older than our events: the horizon is the server's."""
    older = """SELECT count(*) FROM pg_stat_activity WHERE datname IS DISTINCT FROM current_database()
               AND backend_xid::text::bigint <= (SELECT max(transaction) FROM audit_event)"""
    with databases.superuser(settings.WORKER_DATABASE) as admin:
        for _ in range(1000):
            if admin.execute(older).fetchone() == (0,):
                return
            time.sleep(0.02)


def seal(world, folder: Path) -> int:
    wait_for_other_tests()
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
