"""What tells that hidden cases exist, or how many there are, to somebody who can send SQL as the application."""

import json
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from opennrm.cases.models import Case
from opennrm.foundation.context import team_principal
from tests.referrals import scene as referral_scene
from tests.walls.raw import run

pytestmark = pytest.mark.database

UNUSED = 7
"""A principal that no case has: numbers are chosen by chance among two thousand million."""


@pytest.fixture
def scene(world):
    return referral_scene.set_up(world)


@pytest.fixture
def outsider(world):
    return world.person(world.agency("police"), "first_responder")


ADD_NOTICE = (
    "INSERT INTO foundation_notice (id, readers, writers, kind, recipient, made_at, read_by) "
    "VALUES (gen_random_uuid(), %s, %s, 'x', 1, now(), '{}') RETURNING readers"
)


def own_of(superuser, case_id) -> int:
    """The principal of a case, by which its audit is read."""
    return superuser.execute("SELECT own FROM sec.lead WHERE case_id = %s", [case_id]).fetchone()[0]


def what_naming_tells(own: int, named: int) -> str:
    """What the database says to somebody who names a principal among the readers of a row of their own."""
    try:
        with transaction.atomic():
            return str(run(ADD_NOTICE, [own, named], [own]))
    except DatabaseError as refused:
        return str(refused)


def test_naming_a_lead_tells_as_much_as_naming_an_unused_number(world, scene, outsider, superuser):
    lead = own_of(superuser, scene.case_id)
    with world.acting(outsider) as actor:
        answers = {what_naming_tells(actor.own_principal, number) for number in (lead, UNUSED)}
    assert len(answers) == 1
    assert "one holds or was given" in answers.pop()


def test_changing_readers_tells_as_little_as_adding_a_row(world, scene, outsider, superuser):
    lead = own_of(superuser, scene.case_id)
    with world.acting(outsider) as actor:
        own = actor.own_principal
        what_naming_tells(own, own)
        change = "UPDATE foundation_notice SET readers = readers || %s RETURNING readers"
        for number in (lead, UNUSED):
            with pytest.raises(DatabaseError, match="one holds or was given"), transaction.atomic():
                run(change, number)


def test_claimed_principals_open_no_name(world, scene, outsider, superuser):
    """A context that is only claimed is worth as little for naming as it is for reading."""
    referral = scene.send()
    with world.acting(outsider):
        run("SELECT set_config('opennrm.principals', %s, true)", f"{{{referral.asked_principal}}}")
        answers = {
            what_naming_tells(referral.asked_principal, number)
            for number in (own_of(superuser, scene.case_id), referral.serving_principal, UNUSED)
        }
    assert len(answers) == 1


def test_teams_and_people_can_be_named_by_everybody(world, scene, outsider):
    with world.acting(outsider) as actor:
        team = team_principal(scene.house.pk, "service_provider")
        assert str(team) in what_naming_tells(actor.own_principal, team)


def test_whoever_takes_part_names_the_others_of_the_case(world, scene, superuser):
    referral = scene.send()
    with world.acting(scene.manager) as actor:
        own = own_of(superuser, referral.case_id)
        assert str(own) in what_naming_tells(actor.own_principal, own)


def test_a_team_is_of_an_agency_and_a_role(world, outsider):
    with world.acting(outsider) as actor:
        for agency, role in (
            (uuid.uuid4(), "caseworker"),
            (actor.agency_id, "no role!"),
            (actor.agency_id, ""),
        ):
            with pytest.raises(DatabaseError, match="A team is of an agency"), transaction.atomic():
                run("SELECT sec.team(%s, %s)", agency, role)
        with pytest.raises(DatabaseError, match="no such membership"), transaction.atomic():
            run("SELECT sec.membership_principal(%s)", uuid.uuid4())


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT n_live_tup FROM pg_stat_user_tables",
        "SELECT n_tup_ins FROM pg_stat_all_tables",
        "SELECT n_tup_ins FROM pg_stat_xact_all_tables",
        "SELECT idx_scan FROM pg_stat_user_indexes",
        "SELECT heap_blks_read FROM pg_statio_user_tables",
        "SELECT tup_inserted FROM pg_stat_database",
        "SELECT pg_stat_get_live_tuples('cases_case'::regclass)",
        "SELECT pg_stat_get_tuples_inserted('cases_case'::regclass)",
        "SELECT pg_stat_get_xact_tuples_inserted('cases_case'::regclass)",
        "SELECT pg_relation_size('cases_case')",
        "SELECT pg_table_size('cases_case')",
        "SELECT pg_indexes_size('cases_case')",
        "SELECT pg_total_relation_size('cases_case')",
        "SELECT pg_database_size(current_database())",
        "SELECT last_value FROM pg_sequences",
        "SELECT last_value FROM audit_event_sequence",
        "SELECT nextval('audit_event_sequence')",
        "SELECT last_value FROM sec.holding_id_seq",
        "SELECT last_value FROM mfa_authenticator_id_seq",
        "SELECT nextval('account_emailaddress_id_seq')",
    ],
)
def test_the_server_tells_no_counts(world, outsider, statement):
    with pytest.raises(DatabaseError, match="permission denied"), world.acting(outsider):
        run(statement)


def test_principals_do_not_count_up(world, scene, superuser):
    numbers = [number for (number,) in superuser.execute("SELECT id FROM sec.principal").fetchall()]
    assert len(numbers) > 10
    assert min(numbers) > len(numbers) * 10
    assert superuser.execute("SELECT pg_get_serial_sequence('sec.principal', 'id')").fetchone() == (None,)


def hidden_below(number: int) -> int:
    """How many cases that one may not see have a smaller id, as the server's explanation of a query tells."""
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, FORMAT JSON) SELECT FROM cases_case WHERE id < %s",
            [uuid.UUID(int=number)],
        )
        (answer,) = cursor.fetchone()
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    while "Plans" in plan and "Rows Removed by Filter" not in plan:
        plan = plan["Plans"][-1]
    return plan.get("Rows Removed by Filter", 0)


def test_explain_tells_a_hidden_id_in_128_statements_as_the_decision_record_says(world, scene, outsider):
    """No wall, and none can be built: PostgreSQL explains to whoever may ask. If this ever fails, mend ADR 0002.

    So that nobody gets to ask: parameters alone, and no statement put together from text (tests/architecture).
    """
    with world.acting(outsider):
        run("SET LOCAL enable_seqscan = off")
        run("SET LOCAL enable_bitmapscan = off")
        assert Case.objects.count() == 0
        low, statements = 0, 0
        for bit in reversed(range(128)):
            statements += 1
            if hidden_below(low + (1 << bit)) == 0:
                low += 1 << bit
    assert statements == 128
    assert uuid.UUID(int=low) == scene.case_id
