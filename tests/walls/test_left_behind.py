"""What somebody who can send SQL in their own request leaves on the connection reaches nobody who comes after them."""

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from opennrm.agencies.sessions import SessionStore
from opennrm.cases.models import CaseKey
from opennrm.concerns import drafts
from opennrm.foundation.context import as_account, as_job, begin_clean
from opennrm.foundation.surroundings import SERVING, SETTINGS
from opennrm.web.middleware import OneTransaction
from tests import databases

pytestmark = pytest.mark.database


@pytest.fixture
def attacker(world):
    return world.person(world.agency("police"), "first_responder")


@pytest.fixture
def next_person(world):
    return world.person(world.agency("police"), "first_responder")


def run(*statements: str, using: str = "default") -> list[tuple]:
    """Send statements; returns the rows of the last one."""
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def request_of(person, *statements: str, using: str = "default") -> list[tuple]:
    """A whole request of this person, in which these statements are sent."""
    found: list[tuple] = []

    def view(request) -> HttpResponse:
        found.extend(run(*statements, using=using))
        return HttpResponse()

    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = person.token
    OneTransaction(view)(request)
    return found


MAKING = [
    "CREATE TEMP TABLE audit_event (LIKE public.audit_event)",
    "CREATE TEMP TABLE cases_casekey (LIKE public.cases_casekey)",
    "CREATE TEMP VIEW agencies_membership AS SELECT 1 AS id",
    "CREATE TEMP SEQUENCE audit_event_sequence",
    "SELECT 1 AS id INTO TEMP cases_case",
    "CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'",
    "CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'",
    "CREATE OPERATOR public.= (LEFTARG = uuid, RIGHTARG = text, FUNCTION = textsend)",
    "CREATE TABLE sec.mine (a int)",
    "CREATE SCHEMA mine",
    "DO $$ BEGIN PERFORM 1; END $$",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'kept')",
    "SELECT lo_get(1)",
    "SELECT lo_put(1, 0, 'kept')",
    "SELECT lo_unlink(1)",
]
BECOMING = [
    "SET session_replication_role = replica",
    "SET ROLE opennrm_sec",
    "SET ROLE opennrm_migrator",
    "SET SESSION AUTHORIZATION opennrm_owner",
    "ALTER ROLE CURRENT_USER SET search_path = pg_temp, public",
    "ALTER DATABASE postgres SET search_path = pg_temp, public",
]


@pytest.mark.parametrize("role", SERVING)
@pytest.mark.parametrize("statement", MAKING + BECOMING[:4] + BECOMING[5:])
def test_nobody_who_serves_makes_anything_of_their_own(world, role, statement):
    address = databases.cluster().dsn(role, settings.WORKER_DATABASE)
    with psycopg.connect(address) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(statement)


@pytest.fixture
def temporary_tables_allowed(superuser):
    """The first wall taken away: what comes after must hold by itself."""
    database = settings.WORKER_DATABASE
    superuser.execute(f"GRANT TEMPORARY ON DATABASE {database} TO opennrm_app")
    yield
    superuser.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM opennrm_app")


def shadow(table: str) -> list[str]:
    return [f"CREATE TEMP TABLE {table} (LIKE public.{table})", "SET search_path = pg_temp, public"]


def test_a_table_named_like_the_audits_swallows_no_event(
    world, superuser, temporary_tables_allowed, attacker, next_person
):
    request_of(attacker, *shadow("audit_event"))
    with world.acting(next_person) as actor:
        drafts.start(by=actor, at=timezone.now())
    (kept,) = superuser.execute("SELECT count(*) FROM public.audit_event").fetchone()
    assert kept == 1


def test_a_table_named_like_the_case_keys_loses_no_key(
    world, superuser, temporary_tables_allowed, attacker, next_person
):
    request_of(attacker, *shadow("cases_casekey"))
    with world.acting(next_person) as actor:
        draft = drafts.start(by=actor, at=timezone.now())
    with world.acting(next_person):
        assert CaseKey.objects.filter(pk=draft.pk).exists()
    assert superuser.execute("SELECT count(*) FROM public.cases_casekey").fetchone() == (1,)


def test_a_temporary_table_stands_before_no_real_one_even_in_the_request_that_made_it(
    world, temporary_tables_allowed, attacker
):
    made = "CREATE TEMP TABLE cases_case (LIKE public.cases_case)"
    assert request_of(attacker, made, "SELECT 'cases_case'::regclass = 'public.cases_case'::regclass") == [
        (True,)
    ]


LEFT = {
    "search_path": "pg_temp, public",
    "TimeZone": "Asia/Tokyo",
    "DateStyle": "German",
    "IntervalStyle": "sql_standard",
    "lc_monetary": "POSIX",
    "client_encoding": "LATIN1",
    "bytea_output": "escape",
    "statement_timeout": "1h",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "serializable",
    "row_security": "off",
    "standard_conforming_strings": "off",
    "xmloption": "document",
    "application_name": "somebody else",
}


@pytest.mark.parametrize("name", LEFT)
def test_a_setting_ends_with_the_request(world, attacker, next_person, name):
    asked = f"SELECT current_setting('{name}', true)"
    connection.close()
    (fresh,) = request_of(next_person, asked)
    kept = request_of(attacker, f"SET SESSION {name} = '{LEFT[name]}'", asked)
    assert kept != [fresh], "the setting must really have been changed"
    (found,) = request_of(next_person, asked)
    assert (found[0] or "") == (fresh[0] or "")


def test_time_limits_too_short_for_anybody_end_with_the_request(world, attacker, next_person):
    request_of(attacker, "SET lock_timeout = 1", "SET statement_timeout = 1")
    assert request_of(next_person, "SHOW statement_timeout") == [("15s",)]


def test_a_context_that_was_claimed_for_the_session_is_forgotten(world, attacker):
    claimed = (
        "SELECT set_config('opennrm.principals', '{1}', false), set_config('opennrm.signature', 'x', false)"
    )
    run(claimed)
    begin_clean()
    assert run(
        "SELECT current_setting('opennrm.principals', true), current_setting('opennrm.signature', true)"
    ) == [("", "")]


def test_what_a_role_begins_with_survives_the_cleaning(world, attacker):
    for name, value in SETTINGS["opennrm_app"].items():
        assert request_of(attacker, f"SELECT current_setting('{name}')") == [(value,)]


def test_a_held_cursor_shows_nothing_to_the_next_person(world, attacker, next_person):
    with world.acting(attacker) as actor:
        drafts.start(by=actor, at=timezone.now())
    request_of(attacker, "DECLARE held CURSOR WITH HOLD FOR SELECT id FROM concerns_concerndraft")
    with pytest.raises(DatabaseError, match='cursor "held" does not exist'):
        request_of(next_person, "FETCH ALL FROM held")


def test_a_prepared_statement_ends_with_the_request(world, attacker, next_person):
    request_of(attacker, "PREPARE mine AS SELECT 1")
    assert request_of(next_person, "SELECT name FROM pg_prepared_statements") == []


def test_nobody_listens_for_the_next_person(world, attacker, next_person):
    request_of(attacker, "LISTEN procrastinate_any_queue")
    assert request_of(next_person, "SELECT pg_listening_channels()") == []


def test_an_advisory_lock_ends_at_the_latest_with_the_next_request(world, attacker, next_person):
    request_of(attacker, "SELECT pg_advisory_lock(24225)")
    held = "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    assert request_of(next_person, held) == []


def test_what_a_sequence_gave_last_is_forgotten(world, attacker, next_person):
    request_of(attacker, "SELECT nextval('procrastinate_jobs_id_seq')")
    with pytest.raises(DatabaseError, match="not yet defined in this session"):
        request_of(next_person, "SELECT lastval()")


def test_a_transaction_left_open_takes_its_connection_along(world, attacker, next_person):
    request_of(attacker, "COMMIT", "BEGIN")
    run("SELECT 1")
    connection.connection.execute("BEGIN")
    (before,) = run("SELECT pg_backend_pid()")
    assert request_of(next_person, "SELECT pg_backend_pid()") != [before]


def test_a_connection_that_died_is_made_anew(world, superuser, attacker):
    (before,) = request_of(attacker, "SELECT pg_backend_pid()")
    superuser.execute("SELECT pg_terminate_backend(%s, 10000)", before)
    assert request_of(attacker, "SELECT pg_backend_pid()") != [before]


def test_the_connection_of_the_sessions_is_cleaned_too(world, attacker, next_person):
    request_of(attacker, "SET search_path = pg_temp", "SET statement_timeout = 1", using="auth")
    assert request_of(next_person, "SELECT 1") == [(1,)]
    assert SessionStore(next_person.token).load()
    assert run("SHOW search_path", using="auth") == [("pg_catalog, public, pg_temp",)]


@pytest.mark.parametrize(
    "role, enter",
    [
        ("opennrm_worker", lambda person: as_job("clocks.watch")),
        ("opennrm_operator", lambda person: as_account(person.email)),
    ],
)
def test_jobs_and_commands_begin_clean(world, attacker, role, enter):
    with world.connected_as(role):
        run("SET search_path = pg_temp, public", "SET statement_timeout = '1h'")
        with enter(attacker):
            assert run("SHOW search_path") == [("pg_catalog, public, pg_temp",)]
            assert run("SHOW statement_timeout") == [("5min",)]


def test_the_worker_that_became_the_application_is_the_worker_again(world):
    with world.connected_as("opennrm_worker"):
        run("SET ROLE opennrm_app")
        with as_job("clocks.watch"):
            assert run("SELECT current_user::text") == [("opennrm_worker",)]


def test_cleaning_within_a_transaction_leaves_it_as_it_is(world, attacker):
    with world.acting(attacker):
        begin_clean()
        assert run("SELECT sec.ok()") == [(True,)]
    with transaction.atomic():
        assert run("SELECT sec.ok()") == [(False,)]
