"""`opennrm import`: the same as on the pages, for a named person."""

import json

import pytest
from click.testing import CliRunner

from opennrm.cases.models import Case
from opennrm.cli import import_list
from opennrm.imports.models import ImportedList
from tests.imports.lists import HEADINGS, ROWS, cases_of

pytestmark = pytest.mark.database


@pytest.fixture
def supervisor(world):
    return world.person(world.agency("child_protection"), "supervisor")


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join(",".join(row) for row in (HEADINGS, *ROWS)))
    return path


@pytest.fixture
def call(world, supervisor, monkeypatch):
    """Runs the command in this process, connected as it would be."""
    monkeypatch.setattr(import_list, "start_django", lambda role: None)

    def run(*arguments, by=supervisor):
        with world.connected_as("opennrm_operator"):
            return CliRunner().invoke(import_list.command, [*map(str, arguments), "--as", by.email])

    return run


def test_a_list_is_imported_as_the_person_who_is_named(call, supervisor, ledger, tmp_path):
    left_out = tmp_path / "left-out.csv"
    result = call(ledger, "--left-out", left_out, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert (told["rows"], told["imported"], told["cannot_be_imported"]) == (4, 3, 1)
    assert "There is no name." in left_out.read_text()
    assert left_out.stat().st_mode & 0o777 == 0o600
    assert [row.case.lead_agency_id for row in cases_of(told["list"])] == [
        supervisor.membership.agency_id
    ] * 3


def test_a_dry_run_keeps_nothing(call, ledger):
    result = call(ledger, "--dry-run")
    assert "Can be imported: 3" in result.output
    assert "This was a dry run. Nothing was kept." in result.output
    assert not Case.objects.using("setup").exists()
    assert not ImportedList.objects.using("setup").exists()


def test_a_guess_is_corrected(call, ledger):
    told = json.loads(
        call(ledger, "--dry-run", "--json", "--column", "Remarks=", "--column", "no=notes").output
    )
    assert (told["columns"]["Remarks"], told["columns"]["No"]) == ("", "notes")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--column", "Shoe=notes"), "No column is called “Shoe”."),
        (("--column", "No=shoe"), "“shoe” is nothing that a column can hold."),
        (("--like", "Ours"), "No columns were kept under “Ours”."),
    ],
)
def test_what_cannot_be_is_refused_and_the_list_is_not_kept(call, ledger, arguments, said):
    result = call(ledger, *arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert not ImportedList.objects.using("setup").exists()


def test_only_whoever_imports_lists_may(call, world, supervisor, ledger):
    caseworker = world.person(supervisor.membership.agency, "caseworker")
    result = call(ledger, by=caseworker)
    assert result.exit_code == 1
    assert "Your role does not allow you to import lists." in result.output


def test_a_file_is_never_overwritten(call, ledger):
    result = call(ledger, "--left-out", ledger)
    assert result.exit_code == 1
    assert "Nothing is overwritten" in result.output
