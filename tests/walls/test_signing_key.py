"""The key that signs contexts: in no dump, renewed under everybody's hands, and healed at the start."""

import hashlib
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from opennrm.cli import tasks
from opennrm.foundation.context import renew_signing_key
from tests import databases

pytestmark = pytest.mark.database

CONTEXT = ("account", "membership", "agency", "role", "principals", "origin", "job")
Key = tuple[bytes, bytes]


@pytest.fixture
def person(world):
    return world.person(world.agency("police"), "first_responder")


@pytest.fixture(autouse=True)
def not_renewed_lately(world, superuser) -> None:
    """As an hour after the start. The tests of others have emptied the table."""
    superuser.execute("DELETE FROM sec.renewal")


def key_of(superuser: psycopg.Connection, view: str = "signing_key") -> Key:
    row = superuser.execute(f"SELECT inner_pad, outer_pad FROM sec.{view}").fetchone()
    return bytes(row[0]), bytes(row[1])


def connected(database: str = "") -> psycopg.Connection:
    dsn = databases.cluster().dsn("opennrm_app", database or settings.WORKER_DATABASE)
    made = psycopg.connect(dsn)
    made.execute("SET LOCAL lock_timeout = '2s'")
    return made


def entered(person) -> psycopg.Connection:
    made = connected()
    made.execute("SELECT sec.enter(%s, '192.0.2.7')", [person.token])
    return made


def is_valid(connection: psycopg.Connection) -> bool:
    return connection.execute("SELECT sec.ok()").fetchone()[0]


def accepts_what_is_signed_with(key: Key, database: str = "") -> bool:
    """Whether somebody who has this key is believed: they set a context of their own choice, and sign it."""
    inner, outer = key
    with connected(database) as session:
        values = {name: "{1}" if name == "principals" else "" for name in CONTEXT}
        for name, value in values.items():
            session.execute("SELECT set_config(%s, %s, true)", [f"opennrm.{name}", value])
        of_transaction = "SELECT pg_backend_pid(), extract(epoch FROM transaction_timestamp())::text"
        pid, began = session.execute(of_transaction).fetchone()
        text = "|".join(f"'{each}'" for each in [*values.values(), pid, began])
        signature = hashlib.sha256(outer + hashlib.sha256(inner + text.encode()).digest()).hexdigest()
        session.execute("SELECT set_config('opennrm.signature', %s, true)", [signature])
        return is_valid(session)


@pytest.fixture
def restored(superuser) -> Iterator[tuple[bytes, str]]:
    """A dump by a superuser, and the name of a database into which it was restored."""
    name = f"{settings.WORKER_DATABASE}_restored"
    server = databases.cluster()
    source, target = (
        server.dsn(databases.database.SUPERUSER, each) for each in (settings.WORKER_DATABASE, name)
    )
    plain = subprocess.run([server.program("pg_dump"), source], capture_output=True, check=True).stdout
    dumped = subprocess.run(
        [server.program("pg_dump"), "-Fc", source], capture_output=True, check=True
    ).stdout
    with databases.superuser() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        subprocess.run(
            [server.program("pg_restore"), "--exit-on-error", "-d", target],
            input=dumped, capture_output=True, check=True,
        )  # fmt: skip
        yield plain, name
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_a_dump_carries_no_key_and_what_is_restored_has_another(world, superuser, person, restored):
    plain, database = restored
    key = key_of(superuser)
    assert accepts_what_is_signed_with(key), "the test must sign as the database does"
    for pad in (*key, *key_of(superuser, "former_signing_key")):
        assert pad.hex().encode() not in plain
    assert b"COPY sec.principal" in plain
    with databases.superuser(database) as admin:
        assert key_of(admin) not in (key, key_of(superuser, "former_signing_key"))
    assert not accepts_what_is_signed_with(key, database)
    with databases.superuser(database) as admin:
        assert accepts_what_is_signed_with(key_of(admin), database)


def test_a_key_that_was_copied_is_worth_nothing_after_two_renewals(world, superuser):
    stolen = key_of(superuser)
    superuser.execute("SELECT sec.replace_signing_key()")
    assert accepts_what_is_signed_with(stolen), "what was entered with it goes on"
    superuser.execute("SELECT sec.replace_signing_key()")
    assert not accepts_what_is_signed_with(stolen)


def test_a_renewal_stops_nobody_and_keeps_nobody_waiting(world, superuser, person):
    before = [entered(person) for _ in range(8)]
    assert all(is_valid(each) for each in before)
    with superuser.transaction():
        superuser.execute("SELECT sec.replace_signing_key()")
        during = [entered(person) for _ in range(4)]
        assert all(is_valid(each) for each in before + during)
    after = [entered(person) for _ in range(4)]
    for each in before + during + after:
        assert is_valid(each)
        assert each.execute("SELECT count(*) FROM concerns_concerndraft").fetchone() == (0,)
        each.commit()
        each.close()


def test_asking_twice_within_a_minute_changes_nothing(world, superuser):
    assert renew_signing_key()
    kept = key_of(superuser)
    assert not renew_signing_key()
    assert key_of(superuser) == kept


def test_an_hour_later_there_is_a_new_key(world, superuser):
    renew_signing_key()
    kept = key_of(superuser)
    superuser.execute("UPDATE sec.renewal SET renewed_at = now() - interval '1 hour'")
    with world.connected_as("opennrm_worker"):
        tasks.run("signing_key.renew")
    assert key_of(superuser) != kept
    assert key_of(superuser, "former_signing_key") == kept


def test_a_clock_that_was_put_back_does_not_keep_the_key_for_ever(world, superuser):
    superuser.execute("INSERT INTO sec.renewal (renewed_at) VALUES (now() + interval '1 year')")
    assert renew_signing_key()


@pytest.mark.parametrize("view", ["signing_key", "former_signing_key"])
def test_a_key_that_was_not_restored_is_made_at_the_start(world, superuser, person, view):
    renew_signing_key()
    superuser.execute(f"REFRESH MATERIALIZED VIEW sec.{view} WITH NO DATA")
    assert renew_signing_key()
    with world.acting(person) as actor:
        assert actor.own_principal


def test_nobody_who_serves_replaces_the_key_at_will(world):
    for role in ("opennrm_app", "opennrm_worker", "opennrm_operator", "opennrm_auth"):
        address = databases.cluster().dsn(role, settings.WORKER_DATABASE)
        for statement in (
            "SELECT sec.replace_signing_key()",
            "REFRESH MATERIALIZED VIEW sec.signing_key",
            "SELECT * FROM sec.signing_key",
            "SELECT * FROM sec.former_signing_key",
            "SELECT * FROM sec.new_signing_key()",
        ):
            with psycopg.connect(address) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(statement)
