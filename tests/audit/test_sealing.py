"""The sealer misses nothing that is committed, takes nothing that is not, and chains what it takes."""

import threading
import time

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from opennrm.audit import actions, anchors, digests, sealing
from opennrm.audit.models import AuditEvent, Batch, Leaf
from tests import databases
from tests.audit.chain import INSERT, behind_the_walls, faults, happen, seal

pytestmark = pytest.mark.database


@pytest.fixture
def person(world):
    return world.person(world.agency("child_protection"), "caseworker")


def test_every_event_is_sealed_once_in_the_order_in_which_it_happened(world, person, superuser, tmp_path):
    happen(world, person, "case.viewed", "identity.opened", "case.viewed")
    assert seal(world, tmp_path) == 3
    rows = superuser.execute(
        "SELECT e.kind, l.batch, l.position FROM audit_leaf l JOIN audit_event e ON e.id = l.event_id "
        "ORDER BY position"
    ).fetchall()
    assert rows == [("case.viewed", 1, 1), ("identity.opened", 1, 2), ("case.viewed", 1, 3)]
    assert seal(world, tmp_path) == 0
    assert faults(world, folder=tmp_path) == []


def test_each_batch_is_chained_to_the_one_before_and_signed(world, person, tmp_path):
    for _ in range(3):
        happen(world, person, "case.viewed")
        seal(world, tmp_path)
    batches = list(Batch.objects.order_by("number"))
    assert [batch.number for batch in batches] == [1, 2, 3]
    assert bytes(batches[0].previous) == digests.NOTHING_BEFORE
    assert bytes(batches[1].previous) == bytes(batches[0].chained)
    key = digests.signing_key().public_key()
    assert all(digests.is_signed(bytes(batch.chained), bytes(batch.signature), key) for batch in batches)


def test_nothing_is_sealed_while_an_older_transaction_runs(world, person, superuser, tmp_path):
    with psycopg.connect(
        databases.cluster().dsn(databases.database.SUPERUSER, settings.WORKER_DATABASE)
    ) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        happen(world, person, "case.viewed")
        assert seal(world, tmp_path) == 0
    assert seal(world, tmp_path) == 1


def test_a_rolled_back_event_is_neither_sealed_nor_missed(world, person, tmp_path):
    with world.acting(person):
        actions.record("case.viewed")
        transaction.set_rollback(True)
    happen(world, person, "case.viewed")
    assert seal(world, tmp_path) == 1
    assert faults(world, folder=tmp_path) == []


def test_a_cut_batch_goes_on_where_it_stopped(world, person, tmp_path, monkeypatch):
    monkeypatch.setattr(sealing, "EVENTS_A_BATCH", 3)
    with world.acting(person):
        for _ in range(7):
            actions.record("case.viewed")
    happen(world, person, "identity.opened")
    assert seal(world, tmp_path) == 8
    assert list(Batch.objects.order_by("number").values_list("events", flat=True)) == [3, 3, 2]
    assert faults(world, folder=tmp_path) == []


def test_what_was_restored_onto_another_server_is_sealed_whatever_its_transaction_numbers(
    world, person, superuser, tmp_path
):
    happen(world, person, "case.viewed", "case.viewed")
    seal(world, tmp_path)
    happen(world, person, "identity.opened")
    with behind_the_walls(superuser):
        # As after a restore from a server that had come further: old numbers lie far above the new ones.
        superuser.execute(
            "UPDATE audit_event SET transaction = transaction + 1000000 WHERE kind = 'identity.opened'"
        )
        superuser.execute("UPDATE audit_batch SET horizon = horizon + 1000000, cluster = 'the server before'")
        row = Batch.objects.get()
        row.refresh_from_db()
        superuser.execute(
            "UPDATE audit_batch SET chained = %s, signature = %s",
            [digests.chained_digest(_as_changed(superuser)), b""],
        )
    happen(world, person, "case.viewed")
    assert seal(world, tmp_path) == 2
    assert Leaf.objects.count() == 4
    happen(world, person, "case.viewed")
    assert seal(world, tmp_path) == 1
    assert not [fault for fault in faults(world) if fault.event_id]


def _as_changed(superuser) -> Batch:
    names = ("number", "sealed_at", "cluster", "horizon", "transaction", "events", "root", "previous")
    row = superuser.execute(f"SELECT {', '.join(names)} FROM audit_batch").fetchone()
    return Batch(**dict(zip(names, row, strict=True)))


def test_two_sealers_at_once_seal_each_event_once(world, person, tmp_path):
    happen(world, person, *["case.viewed"] * 20)
    sealed: list[int] = []

    def one() -> None:
        try:
            sealed.append(sealing.seal(tmp_path))
        finally:
            connection.close()

    with world.connected_as("opennrm_worker"):
        threads = [threading.Thread(target=one) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    seal(world, tmp_path)
    assert Leaf.objects.count() == 20
    assert faults(world, folder=tmp_path) == []


def test_concurrent_requests_and_rollbacks_leave_no_event_unsealed(world, person, tmp_path):
    """A sealer that remembers the last number it saw would miss the late commits; this one does not."""
    stop = threading.Event()

    def write(pause: float, number: int) -> None:
        address = databases.cluster().dsn("opennrm_app", settings.WORKER_DATABASE)
        with psycopg.connect(address) as requests:
            turn = 0
            while not stop.is_set():
                turn += 1
                requests.execute("SELECT FROM sec.enter(%s, '192.0.2.7')", [person.token])
                requests.execute(INSERT)
                time.sleep(pause)
                if turn % 10 == number:
                    requests.rollback()
                else:
                    requests.commit()

    pauses = [0.001, 0.002, 0.005, 0.01, 0.05, 0.15]
    writers = [threading.Thread(target=write, args=(pause, number)) for number, pause in enumerate(pauses)]
    for writer in writers:
        writer.start()
    missed_by_sequence, last = 0, 0
    for _ in range(12):
        time.sleep(0.2)
        seal(world, tmp_path)
        with world.connected_as("opennrm_migrator"):
            seen = list(AuditEvent.objects.filter(sequence__gt=last).values_list("sequence", flat=True))
        missed_by_sequence, last = missed_by_sequence - len(seen), max(seen, default=last)
    stop.set()
    for writer in writers:
        writer.join()
    seal(world, tmp_path)
    with world.connected_as("opennrm_migrator"):
        total = AuditEvent.objects.count()
        missed_by_sequence += total - AuditEvent.objects.filter(sequence__gt=last).count()
    assert Leaf.objects.count() == total > 50
    assert missed_by_sequence > 0, "the test did not commit out of order, so it proves nothing"
    assert faults(world, folder=tmp_path) == []


@pytest.mark.parametrize("role", ["opennrm_app", "opennrm_worker", "opennrm_operator"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
    ],
)
@pytest.mark.parametrize(
    "table, column", [("audit_event", "kind"), ("audit_batch", "number"), ("audit_leaf", "batch")]
)
def test_no_role_of_the_product_can_change_the_audit(world, role, statement, table, column):
    address = databases.cluster().dsn(role, settings.WORKER_DATABASE)
    with psycopg.connect(address) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(statement.format(table=table, column=column))


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["audit_event", "audit_batch", "audit_leaf"])
def test_triggers_refuse_even_a_superuser_who_leaves_them_on(
    world, person, tmp_path, superuser, statement, table
):
    happen(world, person, "case.viewed")
    seal(world, tmp_path)
    key = {"audit_event": "id", "audit_batch": "number", "audit_leaf": "event_id"}[table]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to"):
        superuser.execute(statement.format(table).replace("id = id", f"{key} = {key}"))


def test_every_column_of_an_event_is_part_of_its_digest():
    assert set(digests.EVENT_COLUMNS) == {field.attname for field in AuditEvent._meta.concrete_fields}


def test_an_anchor_that_the_chain_does_not_lead_to_is_set_aside(world, person, superuser, tmp_path):
    happen(world, person, "case.viewed")
    seal(world, tmp_path)
    happen(world, person, "case.viewed")
    seal(world, tmp_path)
    before = anchors.read_all(tmp_path)
    with behind_the_walls(superuser):
        superuser.execute("DELETE FROM audit_batch WHERE number = 2")
        superuser.execute("DELETE FROM audit_leaf WHERE batch = 2")
        superuser.execute(
            "DELETE FROM audit_event e WHERE NOT EXISTS (SELECT FROM audit_leaf l WHERE l.event_id = e.id)"
        )
    happen(world, person, "case.viewed")
    seal(world, tmp_path)
    assert before[0] in anchors.read_all(tmp_path)
    assert len(list(tmp_path.glob("audit-anchor*.json"))) == 2
    assert any(
        "not the one that was seen earlier" in fault.sentence for fault in faults(world, folder=tmp_path)
    )


def test_without_the_worker_role_nothing_can_be_sealed(world, person, tmp_path):
    happen(world, person, "case.viewed")
    with pytest.raises(ProgrammingError, match="permission denied"):
        sealing.seal(tmp_path)


# --- What the worker's role may add: the next batch, and nothing else

NEXT_BATCH = """
    INSERT INTO audit_batch
      (number, sealed_at, cluster, horizon, transaction, events, root, previous, chained, signature)
    SELECT {number}, {sealed_at}, {cluster}, {horizon}, {transaction}, {events}, {root}, {previous}, 'chained', ''
    FROM (SELECT max(number) AS last FROM audit_batch) AS b
"""
AS_IT_SHOULD_BE = {
    "number": "last + 1",
    "sealed_at": "clock_timestamp()",
    "cluster": "(SELECT system_identifier::text FROM pg_control_system())",
    "horizon": "(SELECT horizon FROM audit_batch WHERE number = last)",
    "transaction": "pg_current_xact_id()::text::bigint",
    "events": "1",
    "root": "sha256(sha256('leaf'))",
    "previous": "(SELECT chained FROM audit_batch WHERE number = last)",
}
LEAF = """
    INSERT INTO audit_leaf (event_id, batch, position, digest)
    SELECT id, {batch}, {position}, sha256('leaf') FROM audit_event e
    WHERE NOT EXISTS (SELECT FROM audit_leaf l WHERE l.event_id = e.id) LIMIT 1
"""


@pytest.fixture
def as_worker(world, person, tmp_path):
    """The worker's connection, as a sealer gone wrong would use it: two batches are there and one event waits."""
    for _ in range(2):
        happen(world, person, "case.viewed")
        seal(world, tmp_path)
    happen(world, person, "case.viewed")
    with psycopg.connect(databases.cluster().dsn("opennrm_worker", settings.WORKER_DATABASE)) as session:
        session.execute("SELECT sec.enter_job('audit.seal')")
        yield session


def test_the_worker_can_add_the_batch_that_follows(as_worker):
    as_worker.execute(NEXT_BATCH.format(**AS_IT_SHOULD_BE))
    as_worker.execute(LEAF.format(batch=3, position=1))
    as_worker.commit()
    assert Batch.objects.count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "last + 2"},
        {"number": "last"},
        {"number": "0"},
        {"previous": "sha256('another')"},
        {"previous": "(SELECT previous FROM audit_batch WHERE number = last)"},
        {"sealed_at": "clock_timestamp() - interval '30 days'"},
        {"sealed_at": "clock_timestamp() + interval '1 day'"},
        {"cluster": "'another server'"},
        {"transaction": "NULL"},
        {"transaction": "1"},
        {"horizon": "pg_current_xact_id()::text::bigint + 1"},
        {"horizon": "3"},
        {"events": "0"},
    ],
    ids=str,
)
def test_the_worker_cannot_add_a_batch_that_does_not_follow(as_worker, wrong):
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UniqueViolation)):
        as_worker.execute(NEXT_BATCH.format(**{**AS_IT_SHOULD_BE, **wrong}))


def test_a_batch_without_the_leaves_that_it_names_is_refused_at_the_end(as_worker):
    as_worker.execute(NEXT_BATCH.format(**AS_IT_SHOULD_BE))
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="lists the events"):
        as_worker.commit()


def test_a_batch_whose_root_is_not_that_of_its_leaves_is_refused(as_worker):
    as_worker.execute(NEXT_BATCH.format(**{**AS_IT_SHOULD_BE, "root": "sha256('other')"}))
    as_worker.execute(LEAF.format(batch=3, position=1))
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="lists the events"):
        as_worker.commit()


@pytest.mark.parametrize("batch, position", [(1, 2), (2, 2), (3, 1), (9, 1)])
def test_a_leaf_is_only_added_with_its_own_batch(as_worker, batch, position):
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="the batch that is being sealed"):
        as_worker.execute(LEAF.format(batch=batch, position=position))


@pytest.mark.parametrize("position", [0, 2])
def test_a_leaf_has_a_place_within_its_batch(as_worker, position):
    as_worker.execute(NEXT_BATCH.format(**AS_IT_SHOULD_BE))
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="the batch that is being sealed"):
        as_worker.execute(LEAF.format(batch=3, position=position))


def test_a_leaf_of_no_event_is_refused(as_worker):
    as_worker.execute(NEXT_BATCH.format(**AS_IT_SHOULD_BE))
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="belongs to an event"):
        as_worker.execute("INSERT INTO audit_leaf VALUES (gen_random_uuid(), 3, 1, sha256('leaf'))")
