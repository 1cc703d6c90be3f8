"""Verifying: from the bytes to the ledger, and from the ledger to the audit; where it breaks is said."""

from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings
from django.db import ProgrammingError

from opennrm.cli.custody import command
from opennrm.custody import jobs, keeping, verify
from opennrm.custody.models import LedgerEvent
from tests import databases
from tests.audit import chain
from tests.custody.test_copies import made


@pytest.fixture
def sealed(scene):
    """A recording with a copy, sealed, and its events sealed in the audit."""
    scene.sealed()
    made(scene)
    chain.seal(scene.world, django_settings.STATE / "custody-tests")
    return scene


def faults(scene) -> list[str]:
    found = scene.job(verify.verify).faults
    reference = scene.row().reference
    return [each.removeprefix(f"recording {reference}: ") for each in found]


def without_triggers(scene, statement: str, *given) -> None:
    """As somebody who may do everything in the database."""
    with databases.superuser(django_settings.WORKER_DATABASE) as connection, connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(statement, given)


def test_what_nobody_changed_is_as_its_ledger_says(sealed):
    checked = sealed.job(verify.verify)
    assert checked.faults == []
    assert checked.recordings == 1
    assert checked.events == len(sealed.ledger())
    assert checked.unsealed == 0
    assert checked.bytes == 2 * sealed.row().bytes


def test_k5_an_event_that_was_deleted_is_missed_by_the_one_after_it(sealed):
    while len(sealed.ledger()) < 15:
        sealed.do(sealed.custodian, keeping.set_hold, sealed.recording_id, wanted_by="Court of Appeal 12/26")
    chain.seal(sealed.world, django_settings.STATE / "custody-tests")
    without_triggers(sealed, "DELETE FROM custody_ledgerevent WHERE sequence = 14")
    assert faults(sealed) == ["event 15 expects another predecessor"]


@pytest.mark.parametrize(
    "statement, fault",
    [
        ("UPDATE custody_ledgerevent SET detail = '{}' WHERE sequence = 2", "event 2 was changed"),
        ("UPDATE custody_ledgerevent SET membership_id = NULL WHERE sequence = 1", "event 1 was changed"),
        ("DELETE FROM custody_ledgerevent WHERE sequence = (SELECT max(sequence) FROM custody_ledgerevent)",
         "its ledger ends with event"),
        ("DELETE FROM audit_event WHERE kind = 'recording.sealed'", "is not in the audit"),
        ("UPDATE audit_event SET role = 'nobody' WHERE kind = 'recording.sealed'", "does not fit its seal"),
        ("UPDATE custody_recording SET digest = 'ab'", "its digest is not the one in its ledger"),
    ],
)  # fmt: skip
def test_what_was_changed_in_the_database_is_said(sealed, statement, fault):
    without_triggers(sealed, statement)
    assert any(fault in each for each in faults(sealed)), faults(sealed)


def test_bytes_that_were_changed_or_removed_are_said(sealed, settings):
    for file in settings.CUSTODY_STORE.glob("??/*"):
        file.chmod(0o600)
        file.write_bytes(file.read_bytes()[:-1] + b"\0")
    assert [each.split(":")[0] for each in faults(sealed)] == ["the master was changed", "copy 1 was changed"]
    for file in settings.CUSTODY_STORE.glob("??/*"):
        file.unlink()
    assert faults(sealed) == ["the master is not in the store", "copy 1 is not in the store"]


def test_the_command_says_where_it_breaks_and_exits_with_one(sealed, monkeypatch, tmp_path):
    monkeypatch.setattr("opennrm.cli.custody.start_django", lambda role: None)
    monkeypatch.setattr("opennrm.cli.custody.state_folder", lambda: tmp_path)
    run = lambda *given: sealed.job(CliRunner().invoke, command, ["verify", *given])  # noqa: E731
    assert run().exit_code == 0
    assert run("--recording", sealed.row().reference.lower()).exit_code == 0
    assert run("--recording", "REC-2222-2222-2222").exit_code == 1
    without_triggers(sealed, "DELETE FROM custody_ledgerevent WHERE sequence = 3")
    broken = run()
    assert broken.exit_code == 1
    assert f"recording {sealed.row().reference}: event 4 expects another predecessor" in broken.output


def test_a_ledger_is_only_ever_added_to(sealed):
    for change in ("UPDATE custody_ledgerevent SET kind = 'gap'", "DELETE FROM custody_ledgerevent"):
        with pytest.raises(ProgrammingError):
            sealed.past(change)
    with sealed.world.acting(sealed.custodian) as actor:
        first = LedgerEvent.objects.visible_to(actor).order_by("sequence").first()
        forged = LedgerEvent(
            id=uuid4(), case_id=sealed.case_id, recording_id=sealed.recording_id, kind="gap", sequence=999,
            readers=first.readers, writers=[*first.writers, actor.own_principal], membership_id=None,
        )  # fmt: skip
        forged.save(from_action=True, force_insert=True)
        forged.refresh_from_db()
    # Whatever was sent, the database numbers it, and says who it was.
    assert forged.sequence == len(sealed.ledger())
    assert forged.membership_id == sealed.custodian.membership.pk


def test_the_worker_verifies_in_turn_and_marks_what_differs(sealed, settings):
    sealed.past("UPDATE custody_recording SET sealed_at = now() - interval '8 days'")
    for file in settings.CUSTODY_STORE.glob("??/*"):
        file.chmod(0o600)
        file.write_bytes(b"\0" + file.read_bytes()[1:])
    for _twice in range(2):
        sealed.job(jobs.verify_due)
    assert sealed.ledger()[-2:] == ["verified", "mismatch"]
    assert sealed.row().mismatch_at is not None
