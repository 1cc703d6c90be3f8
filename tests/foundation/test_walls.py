"""Each way in which somebody could weaken the database is noticed before anything is served."""

from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from opennrm.foundation import database, key_check, keys, walls
from opennrm.foundation.catalogue import Catalogue
from opennrm.foundation.migrate import context_folders
from tests import databases

pytestmark = pytest.mark.database
GOLDEN = Path(__file__).parent.parent / "architecture" / "golden" / "policies.txt"


class RolledBack(Exception):
    pass


@pytest.fixture
def found_after(superuser):
    """A function: what is found after a statement, which is then taken back."""

    def ask(*statements: str) -> list[str]:
        found: list[str] = []
        try:
            with superuser.transaction():
                for statement in statements:
                    superuser.execute(
                        statement.replace("DATABASE CURRENT", f"DATABASE {settings.WORKER_DATABASE}")
                    )
                found = Catalogue(superuser).problems()
                raise RolledBack
        except RolledBack:
            return found

    return ask


def test_every_wall_stands_after_a_migration(superuser):
    assert Catalogue(superuser).problems() == []


def test_the_application_itself_can_look(world):
    connection.ensure_connection()
    assert walls.problems(connection.connection) == []


def test_live_policies_are_those_that_were_reviewed(superuser):
    """After a change of policy.toml: opennrm check --write, and look at what it changed."""
    assert Catalogue(superuser).dump() == GOLDEN.read_text()


@pytest.mark.parametrize(
    "statement, sentence",
    [
        ("ALTER ROLE opennrm_app BYPASSRLS", "opennrm_app may bypass policies"),
        ("ALTER ROLE opennrm_worker SUPERUSER", "opennrm_worker may bypass policies"),
        ("ALTER ROLE opennrm_sec CREATEROLE", "opennrm_sec may bypass policies"),
        (
            "ALTER ROLE opennrm_worker RESET track_activities",
            "worker starts with wrong values for track_activities",
        ),
        (
            "ALTER ROLE opennrm_auth SET search_path = public",
            "auth starts with wrong values for search_path",
        ),
        (
            "ALTER ROLE opennrm_app SET statement_timeout = 0",
            "app starts with wrong values for statement_timeout",
        ),
        ("ALTER ROLE opennrm_app RESET lock_timeout", "app starts with wrong values for lock_timeout"),
        ("ALTER ROLE opennrm_worker SET timezone = 'Asia/Tokyo'", "starts with wrong values for TimeZone"),
        (
            "ALTER ROLE opennrm_app IN DATABASE CURRENT SET search_path = public",
            "In this database the role opennrm_app starts with a different search_path",
        ),
        (
            "GRANT SET ON PARAMETER session_replication_role TO opennrm_app",
            "may set session_replication_role",
        ),
        ("GRANT TEMPORARY ON DATABASE CURRENT TO PUBLIC", "opennrm_auth may create temporary tables"),
        ("GRANT CREATE ON DATABASE CURRENT TO opennrm_app", "opennrm_app may create schemas"),
        ("REVOKE TEMPORARY ON DATABASE CURRENT FROM opennrm_sec", "opennrm_sec may not renew the key"),
        ("GRANT CREATE ON SCHEMA public TO opennrm_worker", "and functions in the schema public"),
        (
            "GRANT CREATE ON SCHEMA sec TO PUBLIC",
            "opennrm_app may create tables and functions in the schema sec",
        ),
        ("GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC", "opennrm_app may run programs in plpgsql"),
        ("GRANT EXECUTE ON FUNCTION lo_create(oid) TO opennrm_app", "opennrm_app may call lo_create"),
        ("GRANT EXECUTE ON FUNCTION pg_relation_size(regclass, text) TO PUBLIC", "may call pg_relation_size"),
        (
            "GRANT EXECUTE ON FUNCTION pg_stat_get_live_tuples(oid) TO PUBLIC",
            "may call pg_stat_get_live_tuples",
        ),
        ("GRANT USAGE ON SEQUENCE audit_event_sequence TO opennrm_app", "may USAGE audit_event_sequence"),
        (
            "GRANT SELECT ON SEQUENCE procrastinate_jobs_id_seq TO opennrm_app",
            "may SELECT procrastinate_jobs_id",
        ),
        ("GRANT opennrm_owner TO opennrm_app", "opennrm_app may become opennrm_owner"),
        ("GRANT opennrm_sec TO opennrm_worker", "opennrm_worker may become opennrm_sec"),
        ("GRANT pg_read_all_data TO opennrm_auth", "opennrm_auth may become pg_read_all_data"),
        ("ALTER TABLE cases_case OWNER TO opennrm_app", "opennrm_app owns public.cases_case"),
        (
            "ALTER FUNCTION refuse_audit_change() OWNER TO opennrm_worker",
            "opennrm_worker owns refuse_audit_change()",
        ),
        ("CREATE SCHEMA own AUTHORIZATION opennrm_app", "opennrm_app owns schema own"),
        (
            "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
            "security of cases_case is not enabled and forced",
        ),
        ("ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY", "people_person is not enabled and forced"),
        ("DROP POLICY read ON cases_clock", "The policy read of cases_clock is missing"),
        (
            "ALTER POLICY read ON cases_case USING (true)",
            "The policy read of cases_case is not what policy.toml makes",
        ),
        ("ALTER POLICY add ON audit_event WITH CHECK (true)", "The policy add of audit_event is not what"),
        ("ALTER POLICY read ON cases_case TO PUBLIC", "The policy read of cases_case is not what"),
        (
            "CREATE POLICY more ON cases_case FOR SELECT USING (true)",
            "The policy more of cases_case is not from",
        ),
        (
            "CREATE POLICY less ON cases_case AS RESTRICTIVE FOR SELECT USING (true)",
            "The policy less of cases_case is restrictive",
        ),
        ("CREATE TABLE notes (a int); GRANT SELECT ON notes TO opennrm_app", "opennrm_app may SELECT notes"),
        ("CREATE TABLE notes (a int); GRANT INSERT ON notes TO PUBLIC", "opennrm_auth may INSERT notes"),
        ("CREATE TABLE notes (a int, b int); GRANT SELECT (a) ON notes TO opennrm_app", "may SELECT notes"),
        ("GRANT UPDATE ON cases_case TO opennrm_app", "opennrm_app may change"),
        (
            "GRANT UPDATE (case_id) ON cases_timelineentry TO opennrm_worker",
            "opennrm_worker may change case_id",
        ),
        ("GRANT DELETE ON cases_case TO opennrm_app", "opennrm_app may DELETE cases_case"),
        ("GRANT TRUNCATE ON audit_event TO opennrm_worker", "opennrm_worker may TRUNCATE audit_event"),
        ("GRANT TRIGGER ON cases_case TO opennrm_app", "opennrm_app may TRIGGER cases_case"),
        ("GRANT UPDATE ON audit_event TO opennrm_app", "opennrm_app may UPDATE audit_event"),
        ("GRANT SELECT ON agencies_session TO opennrm_app", "opennrm_app may SELECT agencies_session"),
        (
            "GRANT UPDATE (password) ON agencies_account TO opennrm_app",
            "opennrm_app may UPDATE agencies_account",
        ),
        ("GRANT INSERT ON agencies_membership TO opennrm_app", "opennrm_app may INSERT agencies_membership"),
        (
            "GRANT DELETE ON mfa_authenticator TO opennrm_worker",
            "opennrm_worker may DELETE mfa_authenticator",
        ),
        (
            "REVOKE UPDATE ON agencies_account FROM opennrm_auth",
            "opennrm_auth may not UPDATE agencies_account",
        ),
        (
            "DROP TRIGGER check_confirmation ON agencies_membership",
            "check_confirmation of agencies_membership",
        ),
        ("GRANT SELECT ON cases_case TO opennrm_auth", "opennrm_auth may SELECT cases_case"),
        ("GRANT SELECT ON sec.signing_key TO opennrm_app", "opennrm_app may SELECT sec.signing_key"),
        ("REVOKE SELECT ON cases_case FROM opennrm_app", "opennrm_app may not SELECT cases_case"),
        ("CREATE VIEW names AS SELECT * FROM people_person", "The view names shows rows past the policies"),
        ("CREATE MATERIALIZED VIEW copy AS SELECT 1 AS a", "The view copy shows rows past the policies"),
        ("ALTER FUNCTION sec.enter(text, text) RESET search_path", "without a pinned search_path"),
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER "
            "SET search_path = pg_catalog, pg_temp AS 'SELECT 1'",
            "Only functions in the schema sec may do that",
        ),
        ("GRANT EXECUTE ON FUNCTION sec.signature() TO opennrm_app", "opennrm_app may call sec.signature"),
        ("GRANT EXECUTE ON FUNCTION sec.enter_job(text) TO PUBLIC", "opennrm_app may call sec.enter_job"),
        (
            "GRANT EXECUTE ON FUNCTION sec.enter_as(text, text, text) TO opennrm_worker",
            "may call sec.enter_as",
        ),
        ("REVOKE EXECUTE ON FUNCTION sec.enter(text, text) FROM opennrm_app", "may not call sec.enter,"),
        ("CREATE UNIQUE INDEX one_name ON cases_case (reference)", "The index one_name is unique"),
        ("ALTER TABLE cases_case ADD counted bigserial", "cases_case.counted counts up"),
        (
            "ALTER TABLE cases_case ADD counted int GENERATED ALWAYS AS IDENTITY",
            "cases_case.counted counts up",
        ),
        (
            "ALTER TABLE cases_clock ADD CONSTRAINT away FOREIGN KEY (case_id) REFERENCES cases_case ON DELETE CASCADE",
            "The foreign key away deletes rows of cases_clock",
        ),
        ("ALTER TABLE audit_event DISABLE TRIGGER refuse_change", "The trigger refuse_change of audit_event"),
        ("DROP TRIGGER stamp_event ON audit_event", "The trigger stamp_event of audit_event is missing"),
        ("ALTER TABLE audit_leaf ENABLE REPLICA TRIGGER refuse_truncate", "refuse_truncate of audit_leaf"),
    ],
)
def test_a_weakened_wall_is_found(found_after, statement, sentence):
    found = found_after(statement)
    assert any(sentence in problem for problem in found), found


WEAKENED = [
    "GRANT EXECUTE ON FUNCTION sec.context_text() TO opennrm_app",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO opennrm_app",
    "GRANT TEMPORARY ON DATABASE CURRENT TO PUBLIC",
    "REVOKE TEMPORARY ON DATABASE CURRENT FROM opennrm_sec",
    "GRANT EXECUTE ON FUNCTION lo_create(oid), pg_relation_size(regclass, text) TO PUBLIC",
]


def test_walls_that_were_weakened_are_put_up_again(world, superuser):
    """By `opennrm prepare-database`, and `opennrm migrate` after it; running them again changes nothing."""
    for statement in WEAKENED:
        superuser.execute(statement.replace("DATABASE CURRENT", f"DATABASE {settings.WORKER_DATABASE}"))
    assert len(Catalogue(superuser).problems()) > 5
    for _ in range(2):
        for file in ("roles.sql", "database.sql"):
            superuser.execute((database.SQL_FOLDER / file).read_text())
        place = databases.cluster().dsn("opennrm_migrator", settings.WORKER_DATABASE)
        database.apply_walls(place, context_folders())
        assert Catalogue(superuser).problems() == []


def test_a_role_that_was_weakened_is_put_right_again(superuser):
    """In one transaction, because the databases of all tests share the roles."""
    with superuser.transaction():
        superuser.execute("ALTER ROLE opennrm_app RESET ALL")
        assert any("opennrm_app starts with wrong values" in each for each in Catalogue(superuser).problems())
        superuser.execute((database.SQL_FOLDER / "roles.sql").read_text())
        assert Catalogue(superuser).problems() == []


def test_a_database_without_our_roles_is_told_what_to_do(found_after):
    found = found_after("ALTER ROLE opennrm_sec RENAME TO somebody")
    assert found == ["The database has no role opennrm_sec. Run `opennrm prepare-database` as a superuser."]


@pytest.fixture
def known_key(world):
    key_check.remember()


def test_a_sound_installation_may_serve(known_key):
    walls.refuse_if_breached("opennrm_app")


@pytest.mark.parametrize("role", ["opennrm_migrator", "opennrm_super"])
def test_a_role_that_may_bypass_policies_does_not_serve(world, known_key, role):
    with databases.connected("default", USER=role), pytest.raises(walls.WallsBreached, match="may bypass"):
        walls.refuse_if_breached("opennrm_app")


def test_another_role_than_the_named_one_does_not_serve(world, known_key):
    as_worker = databases.connected("default", USER="opennrm_worker")
    with as_worker, pytest.raises(walls.WallsBreached, match="Connect as opennrm_app"):
        walls.refuse_if_breached("opennrm_app")


def test_a_missing_policy_stops_the_start(superuser, known_key):
    superuser.execute("DROP POLICY read ON cases_document")
    try:
        with pytest.raises(walls.WallsBreached, match="policy read of cases_document is missing"):
            walls.refuse_if_breached("opennrm_app")
    finally:
        _restore(superuser)


def _restore(superuser) -> None:
    from opennrm.foundation import policies

    with superuser.transaction():
        superuser.execute("SET LOCAL ROLE opennrm_owner")
        for statement in policies.statements():
            superuser.execute(statement)


def test_a_missing_migration_stops_the_start(superuser, known_key):
    row = "app = 'referrals'"
    superuser.execute(f"UPDATE django_migrations SET app = 'nobody' WHERE {row}")
    try:
        with pytest.raises(walls.WallsBreached, match="changes to the tables have not been made"):
            walls.refuse_if_breached("opennrm_app")
    finally:
        superuser.execute("UPDATE django_migrations SET app = 'referrals' WHERE app = 'nobody'")


def test_a_lost_master_key_stops_the_start(known_key, monkeypatch, tmp_path):
    monkeypatch.setattr(keys, "keeper", lambda: keys.FileKeyKeeper(tmp_path / "master.json"))
    with pytest.raises(walls.WallsBreached, match="Restore it from its backup"):
        walls.refuse_if_breached("opennrm_app")


def test_another_master_key_stops_the_start(known_key, monkeypatch, tmp_path):
    keys.create_file(tmp_path / "master.json")
    monkeypatch.setattr(keys, "keeper", lambda: keys.FileKeyKeeper(tmp_path / "master.json"))
    with pytest.raises(walls.WallsBreached, match="not the one that sealed this database"):
        walls.refuse_if_breached("opennrm_app")


def test_a_database_that_no_key_was_used_with_stops_the_start(world):
    with pytest.raises(walls.WallsBreached, match="This database has never been used with a master key"):
        walls.refuse_if_breached("opennrm_app")


@pytest.mark.parametrize("alias", ["default", "auth"])
def test_time_limits_that_the_address_of_the_database_takes_away_stop_the_start(
    known_key, monkeypatch, alias
):
    monkeypatch.setitem(connections[alias].settings_dict["OPTIONS"], "options", "-c statement_timeout=0")
    connections[alias].close()
    try:
        with pytest.raises(walls.WallsBreached, match="statement_timeout = 0 instead of 15s"):
            walls.refuse_if_breached("opennrm_app")
    finally:
        connections[alias].close()


@pytest.mark.parametrize("option, value", [("server_side_binding", True), ("prepare_threshold", 5)])
def test_kept_plans_stop_the_start(known_key, monkeypatch, option, value):
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], option, value)
    with pytest.raises(walls.WallsBreached, match="The server would keep query plans"):
        walls.refuse_if_breached("opennrm_app")


def test_no_plan_is_kept_on_the_server_however_often_a_query_runs(world):
    person = world.person(world.agency("child_protection"), "caseworker")
    with world.acting(person) as actor:
        from opennrm.cases import access

        for _ in range(20):
            list(access.visible_to(actor))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements")
            assert cursor.fetchone() == (0,)
        assert connection.connection.prepare_threshold is None
        assert issubclass(connection.connection.cursor_factory, psycopg.ClientCursor)


def test_the_policy_file_gives_a_reason_for_every_open_table():
    from opennrm.foundation.policies import policy

    assert all(len(table.why) > 5 for table in policy().open)
    assert all(len(why) > 5 for why in policy().unique.values())
