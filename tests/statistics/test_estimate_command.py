"""The command `opennrm estimate`."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from opennrm.cli import estimate
from opennrm.statistics import hidden_population
from tests.statistics.conftest import DATA

LEVELS = ["2.5", "5", "10", "16", "50", "84", "90", "95", "97.5"]


def run(*arguments, **options):
    return CliRunner().invoke(estimate.command, [str(argument) for argument in arguments], **options)


def test_json_holds_what_programs_read():
    result = run(DATA / "UKdat.csv", "--json", "--replications", 100, "--threshold", 0.02, "--seed", 3)
    assert result.exit_code == 0, result.output
    data = json.loads(result.output)
    assert round(data["population"]["estimate"]) == 11418
    assert list(data["population"]["quantiles"]) == LEVELS
    assert data["hidden"]["estimate"] == pytest.approx(data["population"]["estimate"] - data["observed"])
    assert data["observed"] == 2744
    assert data["model"]["terms"] == ["PF:NCA", "LA:NG", "NG:GP", "LA:PF", "PF:GP", "GO:GP", "NG:GO"]
    assert data["model"]["aic"] == pytest.approx(162.66, abs=0.01)
    assert data["model"]["bic"] == pytest.approx(245.50, abs=0.01)
    assert data["checks"]["exists"] is True
    assert data["checks"]["identifiable"] is True
    assert data["reliable"] in (True, False)
    assert isinstance(data["warnings"], list)
    assert (data["method"], data["threshold"]) == ("stepwise", 0.02)
    assert (data["replications"], data["seed"]) == (100, 3)
    assert data["seconds"] >= 1


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_same_seed_gives_the_same_bytes(form):
    first, second = (run(DATA / "Korea.csv", "--seed", 5, *form) for _ in range(2))
    assert first.stdout_bytes == second.stdout_bytes
    assert first.stdout_bytes != run(DATA / "Korea.csv", "--seed", 6, *form).stdout_bytes


def test_methods_offered_are_those_of_the_library():
    assert estimate.METHODS == hidden_population.REPORT_METHODS


def test_bad_lists_end_with_two_and_the_line(tmp_path):
    lists = tmp_path / "lists.csv"
    lists.write_text("A,B,count\n1,0,5\n0,1,-3\n")
    result = run(lists)
    assert result.exit_code == 2
    assert "Line 3: the count -3 is negative" in result.output


def test_missing_file_ends_with_two():
    assert run("nowhere.csv").exit_code == 2


def test_lists_can_come_from_a_pipe():
    result = run("-", "--replications", 20, input=(DATA / "Korea.csv").read_bytes())
    assert result.exit_code == 0
    assert "\n123 people on 3 lists" in result.output


def test_chains_that_do_not_agree_end_with_one(monkeypatch):
    def refuse(*arguments, **options):
        raise hidden_population.NotConverged(hidden_population.Convergence(2.0, 5.0, (1.0, 2.0), 8, 10))

    monkeypatch.setattr(hidden_population, "report_on", refuse)
    result = run(DATA / "Korea.csv", "--method", "latent-class")
    assert result.exit_code == 1
    assert "have not converged" in result.output


def test_pipe_shows_no_progress_and_no_framework_is_loaded():
    script = (
        "import sys; from opennrm.cli.estimate import command\n"
        "try: command()\n"
        "finally: print(sorted({'django', 'scipy', 'rich'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, DATA / "Korea.csv", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["observed"] == 123
    assert done.stderr == "[]\n"
