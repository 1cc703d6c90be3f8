"""A closed case stays as it is, also for statements that no page would send."""

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.closing.models import Closure
from opennrm.foundation.policies import GuardedTable, policy
from tests.closing import scene as closing
from tests.walls import cast as casting
from tests.walls.raw import run

pytestmark = pytest.mark.database

REFUSED = "row-level security"
DONE, NO_ROW = "done", "no row"


def refused(message: str):
    return pytest.raises(DatabaseError, match=message)


def attempt(world, person, statement: str, *parameters) -> str:
    """What the database answers to a statement of somebody who leads the case."""
    try:
        with world.acting(person), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            done = cursor.rowcount
            connection.set_rollback(True)
            return DONE if done else NO_ROW
    except DatabaseError as error:
        return str(error).splitlines()[0]


def changed(table: GuardedTable) -> str:
    """A column that whoever may write the row may change."""
    return table.changes[0] if table.changes else "readers"


def added_again(superuser, table: GuardedTable) -> str:
    """A statement that adds a copy of a row of a case."""
    rows = superuser.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'",
        [table.name],
    )
    columns = ", ".join(f'"{name}"' for (name,) in rows.fetchall())
    return (
        f"INSERT INTO {table.name} (id, {columns}) SELECT gen_random_uuid(), {columns} FROM {table.name} "
        "WHERE case_id = %s LIMIT 1"
    )


def test_whoever_leads_a_closed_case_writes_what_its_policies_allow_and_nothing_else(world, superuser):
    cast = casting.begin(world)
    lead, case_id = cast.people["lead_assigned"], cast.case.pk
    tables = [table for table in policy().guarded if table.hangs_on_case]

    def answers() -> dict[tuple[str, str], str]:
        return {
            (table.name, step): attempt(world, lead, statement, case_id)
            for table in tables
            for step, statement in (
                ("add", added_again(superuser, table)),
                (
                    "change",
                    f"UPDATE {table.name} SET {{0}} = {{0}} WHERE case_id = %s".format(changed(table)),
                ),
            )
        }

    before = answers()
    for relation, column in (("sec.lead", "case_id"), ("cases_case", "id")):
        superuser.execute(f"UPDATE {relation} SET closed_at = now() WHERE {column} = %s", [case_id])
    closed = answers()
    for table in tables:
        for step in ("add", "change"):
            was, answer = before[table.name, step], closed[table.name, step]
            if step in table.even_closed or was == NO_ROW or "permission denied" in was:
                assert answer == was, (table.name, step)
            else:
                assert REFUSED in answer, (table.name, step)
    assert sum(was == DONE and REFUSED in closed[step] for step, was in before.items()) > 30


@pytest.fixture
def scene(world):
    found = closing.set_up(world)
    found.close()
    return found


def test_the_row_of_a_closed_case_changes_by_corrections_alone(world, scene):
    lead = scene.office.caseworker
    with refused("permission denied"), world.acting(lead):
        run("UPDATE cases_case SET closed_at = NULL WHERE id = %s RETURNING 1", scene.case_id)
    for changed in ("is_urgent = true", "risk = 'high'"):
        with refused("A closed case stays as it is"), world.acting(lead):
            run(f"UPDATE cases_case SET {changed} WHERE id = %s RETURNING 1", scene.case_id)
    with world.acting(lead):
        assert run("UPDATE cases_case SET age = 12 WHERE id = %s RETURNING age", scene.case_id) == 12


def test_nobody_closes_or_reopens_a_case_past_the_two_people(world, scene):
    closure = Closure.objects.using("setup").get(case_id=scene.case_id)
    for person in (scene.office.caseworker, scene.office.supervisor):
        with refused("supervisor who has recorded why"), world.acting(person):
            run("SELECT sec.reopen_case(%s, %s)", scene.case_id, closure.pk)
    with refused("Only the lead"), world.acting(scene.office.constable):
        run("SELECT sec.reopen_case(%s, %s)", scene.case_id, closure.pk)
    scene.reopen()
    asked = scene.ask()
    for person in (scene.office.caseworker, scene.office.supervisor):
        for closing_id in (asked.pk, closure.pk):
            with refused("approves what another person asked for"), world.acting(person):
                run("SELECT sec.close_case(%s, %s)", scene.case_id, closing_id)
    assert Case.objects.using("setup").get(pk=scene.case_id).closed_at is None


def test_who_has_reopened_a_case_once_does_not_reopen_it_later_past_its_closing(world, scene):
    first = Closure.objects.using("setup").get(case_id=scene.case_id)
    scene.reopen()
    scene.close()
    assert scene.case.closed_at == scene.closure.decided_at
    with refused("has recorded why"), world.acting(scene.office.supervisor):
        run("SELECT sec.reopen_case(%s, %s)", scene.case_id, first.pk)
    assert scene.case.closed_at is not None


def add_closing(scene, by, *, state="asked", asked_by=None, decided_by=None) -> None:
    """Add another closing by a statement, in whoever's name."""
    copied = "gen_random_uuid(), readers, writers, case_id, reason, outcome, true, false, gen_random_uuid(), now(), ''"
    asker, decider = asked_by or by, None if state == "asked" else decided_by or by
    with scene.world.acting(by):
        run(
            "INSERT INTO closing_closure (id, readers, writers, case_id, reason, outcome, is_child_told, ends_tasks, "
            "form_token, asked_at, retention, state, asked_by_id, decided_at, decided_by_id) "
            f"SELECT {copied}, %s, %s, %s, %s FROM closing_closure WHERE case_id = %s LIMIT 1 RETURNING 1",
            state,
            asker.membership.pk,
            decider and timezone.now(),
            decider and decider.membership.pk,
            scene.case_id,
        )


def test_a_closing_is_signed_by_whoever_asks_and_whoever_decides(world, scene):
    scene.reopen()
    pair = scene.office.caseworker, scene.office.supervisor
    for by, other in (pair, pair[::-1]):
        with refused("in one's own name"):
            add_closing(scene, by, asked_by=other)
        with refused("in one's own name"):
            add_closing(scene, by, state="approved")
    add_closing(scene, pair[0])
    decide = (
        "UPDATE closing_closure SET state = 'approved', decided_at = now(), decided_by_id = %s WHERE id = %s"
    )
    for by, other in (pair, pair[::-1]):
        with refused("in one's own name"), world.acting(by):
            run(f"{decide} RETURNING 1", other.membership.pk, scene.closure.pk)


def test_whoever_helps_in_a_case_does_not_ask_to_close_it(world):
    cast = casting.begin(world)
    service = cast.people["service_accepted"]
    asked = (
        "INSERT INTO closing_closure (id, readers, writers, case_id, state, reason, outcome, is_child_told, "
        "ends_tasks, form_token, asked_at, asked_by_id, retention) VALUES (gen_random_uuid(), '{0}', '{0}', %s, "
        "'asked', 'helped', 'safe', true, false, gen_random_uuid(), now(), %s, '') RETURNING 1"
    )
    with refused("in one's own name"), world.acting(service):
        run(asked, cast.case.pk, service.membership.pk)


def test_only_a_supervisor_closes_and_reopens(world, scene):
    caseworker, supervisor = scene.office.caseworker, scene.office.supervisor
    reopen = "UPDATE closing_closure SET state = 'reopened', reopened_at = now(), reopened_by_id = %s WHERE id = %s"
    with refused("reopened by a supervisor"), world.acting(caseworker):
        run(f"{reopen} RETURNING 1", caseworker.membership.pk, scene.closure.pk)
        run("SELECT sec.reopen_case(%s, %s)", scene.case_id, scene.closure.pk)
    scene.reopen()
    add_closing(scene, supervisor)
    asked = scene.closure
    approve = (
        "UPDATE closing_closure SET state = 'approved', decided_at = now(), decided_by_id = %s WHERE id = %s"
    )
    with refused("closed by a supervisor"), world.acting(caseworker):
        run(f"{approve} RETURNING 1", caseworker.membership.pk, asked.pk)
        run("SELECT sec.close_case(%s, %s)", scene.case_id, asked.pk)
    assert scene.case.closed_at is None


def test_nobody_gives_another_agency_a_part_in_a_closed_case(world, scene):
    police = scene.office.constable.membership
    with refused("shared with nobody"), world.acting(scene.office.supervisor):
        offered = "SELECT sec.offer_part(%s, 'taking_part', %s, %s, true, now() + interval '1 day')"
        run(offered, scene.case_id, police.agency_id, [police.role])
