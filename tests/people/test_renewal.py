"""New ways of finding a child find the children recorded before, once `opennrm migrate` has run."""

from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from opennrm.people import migrations, renewal, tokens
from opennrm.people.queries import search
from tests import databases
from tests.people.reporting import report

NOW = timezone.now()


@pytest.fixture(scope="module")
def apps():
    """The models as the newest migration knows them: without the guard against writes past the actions."""
    return MigrationLoader(None).project_state().apps


@pytest.fixture
def caseworker(world):
    return world.person(world.agency("child_protection"), "caseworker")


@pytest.fixture
def older(world, caseworker, superuser):
    """Three children, as an earlier version left them."""
    constable = world.person(world.agency("police"), "first_responder")
    kept = [
        report(
            world, constable, family_name="De la Cruz", telephone=f"876-555-0{number}51 / 876-555-0{number}62"
        )
        for number in range(3)
    ]
    superuser.execute("DELETE FROM people_searchtoken")
    superuser.execute("UPDATE people_person SET token_version = 1")
    return kept


def test_children_recorded_before_are_found_in_the_new_ways(world, caseworker, older, superuser, apps):
    with databases.connected("default", USER="opennrm_migrator", role="opennrm_owner"):
        renewal.renew_all(apps, None)
    with world.acting(caseworker) as actor:
        assert len(search(actor, "Delacruz", at=NOW)) == 3
        assert [hit.case.pk for hit in search(actor, "0162", at=NOW)] == [older[1].case_id]
    events = superuser.execute("SELECT detail FROM audit_event WHERE kind = 'tokens.renewed'").fetchall()
    assert events == [({"persons": 3, "version": tokens.VERSION},)]


def test_a_renewal_that_was_stopped_goes_on_where_it_was(world, caseworker, older, superuser, apps):
    with databases.connected("default", USER="opennrm_migrator", role="opennrm_owner"):
        assert [renewal.renew_some(apps, 2) for _ in range(3)] == [2, 1, 0]
    with world.acting(caseworker) as actor:
        assert len(search(actor, "Delacruz", at=NOW)) == 3


def test_renewed_tokens_are_seen_by_whom_the_person_is_seen(world, older, superuser, apps):
    with databases.connected("default", USER="opennrm_migrator", role="opennrm_owner"):
        renewal.renew_all(apps, None)
    differing = superuser.execute(
        "SELECT count(*) FROM people_searchtoken t JOIN people_person p ON p.id = t.person_id "
        "WHERE t.readers <> p.readers OR t.writers <> p.writers"
    ).fetchone()
    assert differing == (0,)


def test_who_serves_pages_cannot_renew(world, older, apps):
    assert renewal.renew_some(apps) == 0


def test_every_version_of_the_tokens_has_a_migration_that_renews_them():
    files = {path.name for path in Path(migrations.__path__[0]).glob("*.py")}
    assert any(name.endswith(f"_renew_tokens_{tokens.VERSION}.py") for name in files)
