"""What each of the database's roles may not do, tried with SQL as a stolen password would allow it."""

import psycopg
import pytest
from django.conf import settings

from tests import databases

pytestmark = pytest.mark.database

FORBIDDEN = {
    "opennrm_app": [
        "SELECT sec.signature()",
        "SELECT sec.set_context(NULL, NULL, NULL, NULL, '{1}', NULL, NULL)",
        "SELECT sec.also(1)",
        "SELECT sec.principals_of(gen_random_uuid())",
        "SELECT sec.leads(gen_random_uuid())",
        "SELECT sec.may_act(gen_random_uuid())",
        "SELECT sec.tell(gen_random_uuid(), 1, '', gen_random_uuid(), now())",
        "SELECT sec.settle('', gen_random_uuid(), now())",
        "SELECT sec.enter_job('audit.seal')",
        "SELECT * FROM sec.enter_as('a@example.org', NULL, '')",
        "SELECT * FROM sec.enter_errand(gen_random_uuid())",
        "SELECT * FROM sec.accounts_of(1)",
        "SELECT * FROM sec.signing_key",
        "SELECT * FROM sec.principal",
        "SELECT * FROM sec.holding",
        "SELECT * FROM sec.errand",
        "INSERT INTO sec.holding (principal, holder, valid_from) VALUES (1, 1, now())",
        "SELECT * FROM agencies_session",
        "SET ROLE opennrm_owner",
        "SET ROLE opennrm_sec",
        "SET ROLE opennrm_migrator",
        "SET ROLE opennrm_worker",
        "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
        "SET SESSION AUTHORIZATION opennrm_owner",
        "CREATE TABLE public.mine (a int)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
    ],
    "opennrm_worker": [
        "SELECT * FROM sec.enter_as('a@example.org', NULL, '')",
        "SELECT sec.set_context(NULL, NULL, NULL, NULL, '{1}', NULL, NULL)",
        "SELECT * FROM sec.signing_key",
        "SELECT * FROM agencies_session",
    ],
    "opennrm_operator": [
        "SELECT sec.enter_job('audit.seal')",
        "SELECT * FROM sec.enter_errand(gen_random_uuid())",
        "SELECT * FROM sec.principal",
        "SELECT * FROM agencies_session",
    ],
    "opennrm_auth": [
        "SELECT * FROM cases_case",
        "INSERT INTO cases_case DEFAULT VALUES",
        "SELECT * FROM people_person",
        "SELECT * FROM foundation_notice",
        "INSERT INTO foundation_notice DEFAULT VALUES",
        "SELECT * FROM directory_service",
        "SELECT * FROM audit_event",
        "UPDATE audit_event SET kind = ''",
        "SELECT * FROM sec.principal",
        "SELECT sec.principals_of(gen_random_uuid())",
        "SELECT sec.takes_part(gen_random_uuid())",
        "SELECT sec.open_case(gen_random_uuid(), gen_random_uuid())",
        "SELECT sec.commission('estimates.run', interval '1 hour')",
        "SELECT sec.enter_job('audit.seal')",
        "SELECT * FROM sec.enter_errand(gen_random_uuid())",
        "DELETE FROM agencies_account",
        "DELETE FROM agencies_membership",
    ],
}


@pytest.mark.parametrize(
    "role, statement", [(role, each) for role, some in FORBIDDEN.items() for each in some]
)
def test_a_role_is_kept_from_what_is_not_its_own(world, role, statement):
    address = databases.cluster().dsn(role, settings.WORKER_DATABASE)
    with psycopg.connect(address) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(statement)


def test_row_security_cannot_be_switched_off(world):
    address = databases.cluster().dsn("opennrm_app", settings.WORKER_DATABASE)
    with psycopg.connect(address) as session:
        session.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("SELECT * FROM concerns_concerndraft")
