"""The measurements are code like any other: they run here on few cases, so that they cannot break unseen."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from bench.installation import PREPARED
from tests import databases
from tests.foundation.embedded_server.clusters import place


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    with place() as folder:
        return _python("-m", *arguments, TMPDIR=str(folder), **{PREPARED: str(prepared())})


def prepared() -> Path:
    """An installation of this run, made by whichever worker asks first, for every measurement to begin with a copy."""
    folder = settings.STATE.parent / "measured"
    with open(settings.STATE / "measured.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        of_this_run = folder / "run"
        if not of_this_run.exists() or of_this_run.read_text() != databases.RUN:
            shutil.rmtree(folder, ignore_errors=True)
            install = "import sys; from pathlib import Path; from bench import installation\n"
            install += "with installation.installed(Path(sys.argv[1])): pass"
            made = _python("-c", install, str(folder))
            assert made.returncode == 0, made.stderr
            of_this_run.write_text(databases.RUN)
    return folder


def _python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("OPENNRM_")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.ROOT,
        env={**outside, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=850,
    )


@pytest.mark.installation
@pytest.mark.timeout(900)
def test_pages_are_measured_on_generated_cases():
    measured = run("bench", "--cases", "100", "--most-seconds", "0")

    assert measured.returncode == 0, measured.stderr
    for page in ("list of cases", "page of a case", "search by name", "figures of the agency"):
        assert page in measured.stdout
    assert "One case in which much has happened: 20 notes" in measured.stdout
    assert "200 people are signed in, and 8 of them ask at once" in measured.stdout


@pytest.mark.installation
@pytest.mark.at_night
@pytest.mark.timeout(900)
def test_lists_and_files_of_lists_are_measured_and_a_missed_limit_is_said():
    few = ("bench.lists", "--cases", "100", "--runs", "2")
    measured = run(*few, "--most-growth", "1000", "--most-seconds", "-1")

    assert measured.returncode == 1
    for name in ("next step screen, newest", "nothing fits, risk", "| xlsx | 33 |", "| csv | 33 |"):
        assert name in measured.stdout, measured.stderr
    assert "A file of 33 rows (xlsx) takes" in measured.stderr


@pytest.mark.installation
@pytest.mark.at_night
@pytest.mark.timeout(900)
def test_several_processes_verify_the_audit_and_name_what_was_changed():
    measured = run("bench.audit_verify", "--events", "500", "--processes", "2")

    assert measured.returncode == 0, measured.stderr
    assert "500 events were sealed" in measured.stdout
    assert "by 2 processes" in measured.stdout


@pytest.mark.installation
@pytest.mark.at_night
@pytest.mark.timeout(900)
def test_a_thief_of_the_database_reads_no_name_from_tokens():
    tried = run("bench.token_attack", "--children", "60", "--most-read", "0.05")

    assert tried.returncode == 0, tried.stderr
    before, after = (
        [float(cell.strip(" %")) for cell in line.split("|")[3:5]]
        for line in tried.stdout.splitlines()
        if line.startswith("| 60 ")
    )
    assert min(before) > 20
    assert max(after) <= 5


@pytest.mark.installation
@pytest.mark.at_night
@pytest.mark.timeout(900)
def test_looking_for_the_same_child_is_measured_for_everybody_who_may():
    few = ("--children", "240", "--queries", "2", "--errors", "hard")
    measured = run("bench.linkage.real_time", *few)

    assert measured.returncode == 0, measured.stderr
    for asker in ("supervisor of a third", "supervisor of a tenth", "caseworker with many | 40 |"):
        assert asker in measured.stdout
    assert "search tokens a child" in measured.stdout


@pytest.mark.installation
@pytest.mark.at_night
@pytest.mark.timeout(900)
def test_comparing_what_has_changed_is_measured():
    measured = run("bench.linkage.nightly", "--children", "200", "--changes", "5")

    assert measured.returncode == 0, measured.stderr
    assert "| moderate | 200 | 5 |" in measured.stdout


def test_finding_times_is_measured_and_a_missed_limit_is_said():
    few = ("--children", "4", "--spaces", "2", "--people", "12")
    measured = run("bench.scheduling", *few, "--most-seconds-one", "60", "--most-seconds", "-1")

    assert measured.returncode == 1
    assert "| unplaced | 0 | 0 | 0 |" in measured.stdout, measured.stderr
    assert measured.stderr == "This took longer than it may: all children\n"


@pytest.mark.installation
@pytest.mark.at_night
@pytest.mark.timeout(900)
def test_receiving_a_recording_is_measured():
    # More than is sealed in the request that brings its end, so that the worker does it.
    measured = run("bench.custody", "--megabytes", "72")

    assert measured.returncode == 0, measured.stdout + measured.stderr
    for said in ("arriving: ", "sealing: ", "digest: that of the file"):
        assert said in measured.stdout
