"""Whatever is done to the audit behind the walls, a verification tells it, and where."""

import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from opennrm.audit import anchors, checkpoints, digests, times
from opennrm.audit.models import AuditEvent, Batch, Leaf
from opennrm.audit.verify import Verification
from tests import databases
from tests.audit.chain import INSERT, behind_the_walls, faults, happen, seal, slip_in, without_constraint

pytestmark = pytest.mark.database


@pytest.fixture
def chain(world, superuser, tmp_path):
    """Three batches of three events, and the ids of the second batch's events in their order."""
    person = world.person(world.agency("child_protection"), "caseworker")
    for _ in range(3):
        happen(world, person, "case.viewed", "identity.opened", "search.made")
        seal(world, tmp_path)
    assert faults(world, folder=tmp_path) == []
    return list(Leaf.objects.filter(batch=2).order_by("position").values_list("event_id", flat=True))


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'case.assigned'",
        "at = at + interval '1 hour'",
        "account_id = NULL",
        "account_name = 'Somebody else'",
        "agency_name = 'Another'",
        "origin = ''",
        "detail = '{}'",
        "sequence = sequence + 1000",
        "readers = readers || 7",
    ],
)
def test_an_edited_event_is_found_at_its_place(world, superuser, chain, change):
    with behind_the_walls(superuser):
        superuser.execute(f"UPDATE audit_event SET {change} WHERE id = %s", [chain[1]])
    (fault,) = faults(world)
    assert (fault.event_id, fault.batch, fault.position) == (chain[1], 2, 2)
    assert "was changed" in fault.sentence


def test_a_deleted_event_is_found_at_its_place(world, superuser, chain):
    with behind_the_walls(superuser):
        superuser.execute("DELETE FROM audit_event WHERE id = %s", [chain[2]])
    (fault,) = faults(world)
    assert (fault.event_id, fault.batch, fault.position) == (chain[2], 2, 3)
    assert "was deleted" in fault.sentence


def test_an_event_hidden_from_the_auditors_is_found(world, superuser, chain):
    with behind_the_walls(superuser):
        superuser.execute("UPDATE audit_event SET readers = '{}' WHERE id = %s", [chain[0]])
    (fault,) = faults(world)
    assert (fault.event_id, fault.batch, fault.position) == (chain[0], 2, 1)


def test_an_event_deleted_with_its_seal_is_found(world, superuser, chain):
    with behind_the_walls(superuser):
        superuser.execute("DELETE FROM audit_event WHERE id = %s", [chain[0]])
        superuser.execute("DELETE FROM audit_leaf WHERE event_id = %s", [chain[0]])
    found = faults(world)
    assert found
    assert {fault.batch for fault in found} == {2}
    assert any("3 events and now lists 2" in fault.sentence for fault in found)


def test_events_in_another_order_are_found(world, superuser, chain):
    with without_constraint(superuser, "audit_leaf", "position"):
        with behind_the_walls(superuser):
            superuser.execute(
                "UPDATE audit_leaf SET position = 5 - position WHERE event_id = ANY(%s)",
                [[chain[1], chain[2]]],
            )
        found = faults(world)
    assert [(fault.batch, fault.position, fault.event_id) for fault in found] == [(2, 3, chain[1])]
    assert "moved from its place" in found[0].sentence


def test_an_event_slipped_in_behind_the_seal_is_found(world, superuser, chain):
    made = slip_in(superuser, chain[1], "sequence = 1000000")
    (fault,) = faults(world)
    assert fault.event_id == made
    assert "slipped in" in fault.sentence


def test_the_sealer_does_not_cover_up_an_event_that_was_slipped_in(world, superuser, chain, tmp_path):
    with behind_the_walls(superuser):
        superuser.execute("DELETE FROM audit_leaf WHERE event_id = %s", [chain[1]])
    person = world.person(world.agency("police"), "first_responder")
    happen(world, person, "concern.started")
    assert seal(world, tmp_path) == 1
    assert any(fault.event_id == chain[1] for fault in faults(world, folder=tmp_path))


@pytest.mark.parametrize(
    "change", ["events = 2", "horizon = horizon + 1", "sealed_at = sealed_at - interval '1 day'"]
)
def test_a_changed_batch_is_found(world, superuser, chain, change):
    with behind_the_walls(superuser):
        superuser.execute(f"UPDATE audit_batch SET {change} WHERE number = 2")
    found = faults(world)
    assert found
    assert {fault.batch for fault in found} == {2}


def test_a_removed_batch_is_found(world, superuser, chain):
    with behind_the_walls(superuser):
        superuser.execute("DELETE FROM audit_batch WHERE number = 2")
    sentences = [fault.sentence for fault in faults(world)]
    assert "The batches 2 to 2 were removed." in sentences
    assert "Events are listed for batch 2, which does not exist." in sentences


def test_an_event_edited_together_with_its_digest_is_found_in_its_batch(world, superuser, chain):
    with behind_the_walls(superuser):
        superuser.execute("UPDATE audit_event SET kind = 'nothing.much' WHERE id = %s", [chain[1]])
        digest = digests.event_digest(_event(superuser, world, chain[1]))
        superuser.execute("UPDATE audit_leaf SET digest = %s WHERE event_id = %s", [digest, chain[1]])
    (fault,) = faults(world)
    assert (fault.batch, fault.sentence) == (2, "The digests that batch 2 lists were changed or moved.")


def _event(superuser, world, event_id) -> AuditEvent:
    columns = ", ".join(f'"{name}"' for name in digests.EVENT_COLUMNS)
    row = superuser.execute(f"SELECT {columns} FROM audit_event WHERE id = %s", [event_id]).fetchone()
    return AuditEvent(**dict(zip(digests.EVENT_COLUMNS, row, strict=True)))


def test_a_chain_that_was_written_anew_without_the_key_is_found(world, superuser, chain):
    batch = Batch.objects.get(number=3)
    batch.horizon += 1
    with behind_the_walls(superuser):
        superuser.execute(
            "UPDATE audit_batch SET horizon = %s, chained = %s WHERE number = 3",
            [batch.horizon, digests.chained_digest(batch)],
        )
    (fault,) = faults(world)
    assert fault.sentence == "Batch 3 is not signed by this installation's key."


def _cut(superuser) -> None:
    with behind_the_walls(superuser):
        superuser.execute(
            "DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_leaf WHERE batch = 3)"
        )
        superuser.execute("DELETE FROM audit_leaf WHERE batch = 3")
        superuser.execute("DELETE FROM audit_batch WHERE number = 3")


def test_a_chain_that_was_cut_is_found_by_the_anchor(world, superuser, chain, tmp_path):
    _cut(superuser)
    assert faults(world) == []
    (fault,) = faults(world, folder=tmp_path)
    assert fault.batch == 3
    assert "was cut" in fault.sentence


def test_a_chain_that_was_cut_is_found_by_a_checkpoint_made_earlier(world, superuser, chain, tmp_path):
    file = _checkpoint(tmp_path / "checkpoint.json")
    _cut(superuser)
    (fault,) = faults(world, earlier=[checkpoints.read(file).anchor])
    assert "was cut" in fault.sentence


def test_a_checkpoint_still_holds_when_the_chain_has_grown(world, superuser, chain, tmp_path):
    file = _checkpoint(tmp_path / "checkpoint.json")
    happen(world, world.person(world.agency("police"), "first_responder"), "concern.started")
    seal(world, tmp_path)
    assert faults(world, earlier=[checkpoints.read(file).anchor], folder=tmp_path) == []


def _checkpoint(file):
    from django.utils import timezone

    file.write_text(json.dumps(checkpoints.make(Batch.objects.get(number=3), at=timezone.now())))
    return file


@pytest.mark.parametrize(
    "name, value", [("number", 4), ("events", 8), ("chained", "00" * 32), ("made_at", "2001")]
)
def test_a_changed_checkpoint_is_not_believed(world, chain, tmp_path, name, value):
    file = _checkpoint(tmp_path / "checkpoint.json")
    file.write_text(json.dumps({**json.loads(file.read_text()), name: value}))
    with pytest.raises(checkpoints.CheckpointInvalid, match="changed after it was signed"):
        checkpoints.read(file)


def test_a_checkpoint_of_another_key_is_not_believed(world, chain, tmp_path):
    file = _checkpoint(tmp_path / "checkpoint.json")
    with pytest.raises(checkpoints.CheckpointInvalid, match="not signed by the key that you named"):
        checkpoints.read(file, public_key="00" * 32)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"signature": "zz"}', '{"signature": 7}'])
def test_what_is_no_checkpoint_is_refused_with_a_sentence(tmp_path, content):
    file = tmp_path / "checkpoint.json"
    file.write_text(content)
    with pytest.raises(checkpoints.CheckpointInvalid, match="is not a checkpoint"):
        checkpoints.read(file)


def test_a_damaged_anchor_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "audit-anchor.json").write_text("{")
    with pytest.raises(anchors.AnchorDamaged, match="damaged"):
        anchors.read_all(tmp_path)


# --- What was slipped in before the seal


NOW = "transaction = pg_current_xact_id()::text::bigint, sequence = nextval('audit_event_sequence')"


def test_a_back_dated_event_is_found_before_and_after_it_is_sealed(world, superuser, chain, tmp_path):
    made = slip_in(superuser, chain[1], f"{NOW}, at = at - interval '30 days'")
    (fault,) = faults(world)
    assert fault.event_id == made
    assert "slipped in with an earlier time" in fault.sentence
    assert seal(world, tmp_path) == 1
    (fault,) = faults(world, folder=tmp_path)
    assert (fault.event_id, fault.batch, fault.position) == (made, 4, 1)
    assert "was written after batch 3 was sealed" in fault.sentence


def test_an_event_that_says_it_happened_later_than_now_is_found(world, superuser, chain, tmp_path):
    made = slip_in(superuser, chain[1], f"{NOW}, at = now() + interval '1 day'")
    (fault,) = faults(world)
    assert fault.event_id == made
    assert seal(world, tmp_path) == 1
    (fault,) = faults(world)
    assert (fault.event_id, "after it was sealed" in fault.sentence) == (made, True)


def test_an_event_that_never_will_be_sealed_is_found(world, superuser, chain):
    made = slip_in(superuser, chain[1], f"{NOW}, at = now()")
    with behind_the_walls(superuser):
        superuser.execute("UPDATE audit_event SET transaction = transaction + 1000000 WHERE id = %s", [made])
    (fault,) = faults(world)
    assert fault.event_id == made
    assert "a transaction that has not ended" in fault.sentence


def test_an_event_as_old_as_its_open_transaction_is_no_fault(world, chain, tmp_path, monkeypatch):
    """A request that was slow to end is older than the seal before its own, and honest."""
    monkeypatch.setattr(times, "CLOCK_MAY_STEP", timedelta(0))
    person = world.person(world.agency("police"), "first_responder")
    happen(world, person, "concern.started")
    with psycopg.connect(databases.cluster().dsn("opennrm_app", settings.WORKER_DATABASE)) as slow:
        slow.execute("SELECT FROM sec.enter(%s, '192.0.2.7')", [person.token])
        slow.execute(INSERT)
        assert seal(world, tmp_path) == 1
    assert seal(world, tmp_path) == 1
    assert faults(world, folder=tmp_path) == []


def test_a_sequence_number_that_is_there_twice_is_found(world, superuser, chain, tmp_path):
    with without_constraint(superuser, "audit_event", "sequence"):
        made = slip_in(superuser, chain[1], "transaction = pg_current_xact_id()::text::bigint, at = now()")
        assert seal(world, tmp_path) == 1
        (fault,) = faults(world)
    assert fault.event_id == made
    assert "same number in the sequence" in fault.sentence


def test_a_sequence_number_cannot_be_given_twice_while_the_constraint_stands(world, superuser, chain):
    with pytest.raises(psycopg.errors.UniqueViolation):
        slip_in(superuser, chain[1], "at = now()")


def test_a_leaf_that_was_moved_to_another_batch_is_found(world, superuser, chain):
    with behind_the_walls(superuser):
        superuser.execute("UPDATE audit_leaf SET batch = 3, position = 4 WHERE event_id = %s", [chain[2]])
    found = faults(world)
    assert {fault.batch for fault in found} == {2, 3}
    assert any("3 events and now lists 2" in fault.sentence for fault in found)


FIRST_FORM = "79911635952c519453d4d093aab0fa70b71a3727d25ce15450d71a366a97aa44"


def test_a_batch_of_the_first_form_stays_as_it_was_sealed():
    """Seals of the version before hold no transaction; what they hash can never change."""
    first = Batch(
        number=1, sealed_at=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC), cluster="7", horizon=812, events=2,
        root=bytes(range(32)), previous=digests.NOTHING_BEFORE,
    )  # fmt: skip
    assert digests.chained_digest(first).hex() == FIRST_FORM
    first.transaction = 813
    assert digests.chained_digest(first).hex() != FIRST_FORM


def test_a_batch_without_its_transaction_is_found_after_one_with_it(world, superuser, chain):
    batch = Batch.objects.get(number=3)
    batch.transaction = None
    batch.chained = digests.chained_digest(batch)
    with behind_the_walls(superuser):
        superuser.execute(
            "UPDATE audit_batch SET transaction = NULL, chained = %s, signature = %s WHERE number = 3",
            [batch.chained, digests.signing_key().sign(batch.chained)],
        )
    (fault,) = faults(world)
    assert fault.sentence == "Batch 3 does not say in which transaction it was sealed."


def test_the_database_waits_however_long_comparing_takes(world, chain):
    limits = []

    def ask(counts):
        with connection.cursor() as cursor:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            limits.append(cursor.fetchone()[0])

    with world.connected_as("opennrm_worker"):
        key = digests.signing_key().public_key()
        assert list(Verification(public_key=key, progress=ask).faults()) == []
    assert limits == ["0"]
