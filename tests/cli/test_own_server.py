"""An installation on a PostgreSQL of one's own: what docs/operations.md says, step by step."""

from urllib.parse import quote

import pytest
from django.conf import settings

from tests import databases
from tests.cli.program import call


@pytest.fixture(scope="module")
def server(own_database):
    """A function role -> DATABASE_URL of a database on a server that is not the embedded one of the installation."""
    name = f"{settings.WORKER_DATABASE}_own"
    socket = quote(str(databases.cluster().socket_directory), safe="")
    yield lambda role: f"postgresql://{role}@/{name}?host={socket}"
    with databases.superuser() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def opennrm(server, tmp_path_factory):
    """Runs a command of an installation that is prepared and migrated; DATABASE_URL names the application's role."""
    state = tmp_path_factory.mktemp("own")

    def run(*arguments: str, url: str = "", **more: str):
        return call(*arguments, state=state, DATABASE_URL=url or server("opennrm_app"), **more)

    prepared = run("prepare-database", DATABASE_ADMIN_URL=_of_server(server("opennrm_super")))
    assert prepared.returncode == 0, prepared.stderr
    early = run("migrate")
    assert early.returncode == 1
    assert "opennrm create-master-key" in early.stderr
    for command in ("create-master-key", "migrate"):
        done = run(command)
        assert done.returncode == 0, done.stderr
    return run


def _of_server(url: str) -> str:
    return url.replace(f"{settings.WORKER_DATABASE}_own", "postgres")


def test_the_walls_stand(opennrm):
    checked = opennrm("check")
    assert checked.returncode == 0, checked.stdout


def test_migrating_and_preparing_again_changes_nothing(opennrm, server):
    assert opennrm("migrate").returncode == 0
    again = opennrm("prepare-database", DATABASE_ADMIN_URL=_of_server(server("opennrm_super")))
    assert again.returncode == 0, again.stderr
    assert opennrm("check").returncode == 0


def test_preparing_needs_a_superuser(opennrm, server):
    without = opennrm("prepare-database")
    assert without.returncode == 1
    assert "Set DATABASE_ADMIN_URL" in without.stderr
    weak = opennrm("prepare-database", DATABASE_ADMIN_URL=_of_server(server("opennrm_app")))
    assert weak.returncode == 1
    assert "may not create the roles" in weak.stderr


def test_the_first_agency_and_its_administrator_are_made_at_the_server(opennrm):
    founded = opennrm("create-agency", "COORD", "Coordination (invented)", "--kind", "coordination")
    assert founded.returncode == 0, founded.stderr
    twice = opennrm("create-agency", "COORD", "Coordination (invented)", "--kind", "coordination")
    assert twice.returncode == 1
    assert "An agency already has this code" in twice.stderr
    invited = opennrm(
        "create-account", "first@example.org", "First Person", "--agency", "COORD", "--role", "administrator"
    )
    assert invited.returncode == 0, invited.stderr
    assert "/invitations/" in invited.stdout


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (("create-agency", "X", "X", "--kind", "circus"), "There is no such kind of agency"),
        (("create-agency", "Y", "Y", "--kind", "police", "--area", "moon"), "There is no such area"),
        (
            ("create-account", "a@example.org", "A", "--agency", "NONE", "--role", "auditor"),
            "You do not look after an agency with the code NONE",
        ),
    ],
)
def test_what_the_country_does_not_know_is_refused_in_a_sentence(opennrm, arguments, sentence):
    answer = opennrm(*arguments)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_role_that_may_bypass_policies_does_not_check_clean(opennrm, server):
    with databases.superuser(f"{settings.WORKER_DATABASE}_own") as behind:
        behind.execute("ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY")
    checked = opennrm("check")
    assert checked.returncode == 1
    assert "cases_case is not enabled and forced" in checked.stdout
    assert opennrm("migrate").returncode == 0
    assert opennrm("check").returncode == 0


def test_nothing_sealed_is_said_in_a_sentence(opennrm):
    answer = opennrm("audit", "checkpoint")
    assert answer.returncode == 1
    assert "Nothing is sealed yet" in answer.stderr
