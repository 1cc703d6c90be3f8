"""`opennrm run` on a machine where nothing is set up: it prepares, serves, heals and stops, and keeps its data."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from opennrm.foundation import database
from tests.cli.program import call, command, environment

pytestmark = [pytest.mark.installation, pytest.mark.timeout(600)]


def until(is_so, *, seconds: int = 120):
    deadline = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.2)
    return found


class Installation:
    """One state folder, and the program running from it."""

    def __init__(self, state: Path) -> None:
        self.state = state
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.log = state / "run.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command("run"),
                env=environment(self.state, OPENNRM_ADDRESS=self.address),
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        until(lambda: "Press Ctrl-C to stop" in self.said() or self.process.poll() is not None, seconds=240)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.log.read_text()

    def stop(self, number: int = signal.SIGINT) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return call(*arguments, state=self.state, OPENNRM_ADDRESS=self.address)

    def page(self, path: str = "/sign-in/") -> str:
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return answer.read().decode()

    def answers(self) -> bool:
        try:
            return bool(self.page())
        except OSError:
            return False

    def superuser(self) -> psycopg.Connection:
        bindir = os.environ.get("OPENNRM_TEST_POSTGRES_BINDIR")
        os.environ.pop("OPENNRM_POSTGRES_BINDIR", None)
        if bindir:
            os.environ["OPENNRM_POSTGRES_BINDIR"] = bindir
        cluster = database.embedded_cluster(self.state)
        return psycopg.connect(cluster.dsn(database.SUPERUSER, database.DATABASE), autocommit=True)

    def postmaster(self) -> int:
        data = database.embedded_cluster(self.state).data
        return int((data / "postmaster.pid").read_text().split()[0])

    def has_sealed(self) -> bool:
        with self.superuser() as behind:
            return behind.execute("SELECT count(*) > 0 FROM audit_batch").fetchone()[0]

    def children(self) -> list[int]:
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("run"))
    made.state.chmod(0o755)
    made.start()
    # The worker seals a few seconds after it has begun; whichever test is first finds something sealed.
    until(made.has_sealed)
    yield made
    if made.process and made.process.poll() is None:
        made.stop(signal.SIGTERM)
    database.embedded_cluster(made.state).stop()


def test_it_prints_the_address_and_how_every_role_signs_in(installation):
    said = installation.said()
    assert f"OpenNRM is at {installation.address}" in said
    assert "Everybody's password" in said
    for role in (
        "First responder",
        "Caseworker",
        "Supervisor",
        "Service provider",
        "Auditor",
        "Administrator",
    ):
        assert role in said
    assert "Sign in" in installation.page()


def test_styles_are_served_under_lasting_names(installation):
    style = re.search(r'href="(/static/build/app\.[0-9a-f]+\.css)"', installation.page())
    assert style
    assert len(installation.page(style[1])) > 10_000


def test_the_codes_of_invented_people_can_be_printed(installation):
    answer = installation.call("demo", "code", "caseworker@example.org")
    assert re.match(r"\d{6}  \(for another \d+ seconds\)", answer.stdout)
    assert installation.call("demo", "code", "nobody@example.org").returncode == 1


def test_the_invented_cases_are_at_every_stage(installation):
    with installation.superuser() as behind:
        states = {
            row[0] for row in behind.execute("SELECT DISTINCT state FROM referrals_referral").fetchall()
        }
        assert behind.execute("SELECT count(*) FROM cases_case").fetchone()[0] >= 10
        assert {"sent", "accepted", "declined", "completed"} <= states
        assert behind.execute("SELECT count(*) FROM screening_decision").fetchone()[0] >= 5


def test_the_migrations_make_the_tables_that_the_models_describe(installation, superuser):
    """The other tests run on tables that were made from the models, all at once."""
    with installation.superuser() as behind:
        assert shape_of(behind) == shape_of(superuser)


def shape_of(connection: psycopg.Connection) -> dict[str, list]:
    """The columns, constraints, indexes and triggers of our tables, whatever the order in which columns were added."""
    statements = {
        "columns": "SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull "
        "FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid AND relkind = 'r' AND relnamespace = "
        "'public'::regnamespace WHERE attnum > 0 AND NOT attisdropped",
        "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace",
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "done": "SELECT app, name FROM django_migrations",
    }
    return {name: sorted(connection.execute(statement).fetchall()) for name, statement in statements.items()}


def test_the_worker_seals_and_the_seal_holds(installation):
    until(lambda: "Nothing was changed" in installation.call("audit", "verify").stdout, seconds=60)
    until(lambda: (installation.state / "audit-anchor.json").exists())


def test_the_start_has_made_a_new_key_for_contexts(installation):
    with installation.superuser() as admin:
        (renewed,) = admin.execute("SELECT renewed_at > now() - interval '1 day' FROM sec.renewal").fetchone()
    assert renewed


def test_tampering_with_the_audit_is_told_with_its_place(installation, tmp_path):
    checkpoint = tmp_path / "checkpoint.json"
    assert installation.call("audit", "checkpoint", "--output", str(checkpoint)).returncode == 0
    with installation.superuser() as behind, behind.transaction():
        behind.execute("SET LOCAL session_replication_role = replica")
        found = behind.execute(
            "SELECT l.event_id, e.kind FROM audit_leaf l JOIN audit_event e ON e.id = l.event_id "
            "WHERE batch = 1 AND position = 5"
        ).fetchone()
        behind.execute("UPDATE audit_event SET kind = 'nothing.much' WHERE id = %s", [found[0]])
    answer = installation.call("audit", "verify", "--checkpoint", str(checkpoint))
    assert answer.returncode == 1
    assert f"Event {found[0]} (batch 1, position 5) was changed after it was sealed." in answer.stdout
    with installation.superuser() as behind, behind.transaction():
        behind.execute("SET LOCAL session_replication_role = replica")
        behind.execute("UPDATE audit_event SET kind = %s WHERE id = %s", [found[1], found[0]])
    assert installation.call("audit", "verify", "--checkpoint", str(checkpoint)).returncode == 0


def test_what_it_prints_can_be_typed_anywhere(installation):
    typed = next(line for line in installation.said().splitlines() if "demo code" in line)
    answer = in_another_terminal(typed)
    assert re.match(r"\d{6}  ", answer.stdout), answer.stderr


def in_another_terminal(typed: str, **options) -> subprocess.CompletedProcess[str]:
    """What a person sees who types this in a folder of their own, where nothing is set."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        typed,
        shell=True,
        cwd="/",
        env=bare,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


def test_a_port_in_use_is_said_in_a_sentence(installation, tmp_path):
    answer = call("run", state=tmp_path / "a folder", OPENNRM_ADDRESS=installation.address)
    assert answer.returncode == 1
    assert f"Port {installation.port} is in use" in answer.stderr
    typed = answer.stderr.splitlines()[-1].strip()
    assert re.search(r"OPENNRM_ADDRESS=http://localhost:\d+ ", typed)
    assert f"OPENNRM_STATE='{tmp_path}/a folder'" in typed
    assert in_another_terminal(f"{typed} --help").returncode == 0


def test_an_address_without_a_port_is_said_in_a_sentence(tmp_path):
    answer = call("run", state=tmp_path, OPENNRM_ADDRESS="http://localhost:eight")
    assert answer.returncode == 1
    assert "has no port" in answer.stderr


def test_nobody_else_reads_what_is_below_the_state_folder(installation):
    """But for what a browser is given, and for the folder through which the server's own user passes."""
    until(lambda: list((installation.state / "mail").glob("*.log")))
    until(lambda: (installation.state / "audit-anchor.json").exists())
    open_to_others = [
        f"{path.relative_to(installation.state)} {path.lstat().st_mode & 0o777:o}"
        for path in installation.state.rglob("*")
        if path.relative_to(installation.state).parts[0] not in ("static", "run.log")
        and not path.is_symlink()
        and path.lstat().st_mode & 0o077
    ]
    assert open_to_others == []


def test_a_second_run_from_the_same_folder_is_refused(installation):
    answer = installation.call("run")
    assert answer.returncode == 1
    assert "is already running from" in answer.stderr


def test_after_the_first_administrator_a_command_says_for_whom_it_acts(installation):
    arguments = ("create-agency", "NEW-1", "A new house (invented)", "--kind", "shelter")
    anonymous = installation.call(*arguments)
    assert anonymous.returncode == 1
    assert "Use --as ADDRESS to say who you are acting for" in anonymous.stderr
    assert installation.call(*arguments, "--as", "nobody@example.org").returncode == 1
    refused = installation.call(*arguments, "--as", "caseworker@example.org")
    assert refused.returncode == 1
    made = installation.call(*arguments, "--as", "administrator@example.org")
    assert made.returncode == 0, made.stderr
    invited = installation.call(
        "create-account", "new@example.org", "New Person", "--agency", "NEW-1", "--role", "service_provider",
        "--as", "administrator@example.org",
    )  # fmt: skip
    assert invited.returncode == 0, invited.stderr
    assert "New Person" not in invited.stdout
    assert "Your invitation" in installation.page(invited.stdout.strip().removeprefix(installation.address))


def test_a_membership_that_does_not_wait_is_not_confirmed_again(installation):
    answer = installation.call(
        "confirm-account", "caseworker@example.org", "--agency", "DEMO-CHILD-PROTECTION"
    )
    assert answer.returncode == 1
    assert "Nobody with the address caseworker@example.org is waiting for your confirmation" in answer.stderr


def test_pages_that_were_killed_are_back_soon(installation):
    serving = installation.children()[0]
    os.kill(serving, signal.SIGKILL)
    # Another test may have made it say so before: what counts is who serves now.
    until(lambda: serving not in installation.children())
    until(lambda: len(installation.children()) > 1 and installation.answers())
    assert "Restarting" in installation.said()


def test_the_database_that_was_killed_is_back_by_itself(installation):
    pages = installation.children()[0]
    with installation.superuser() as behind:
        events = behind.execute("SELECT count(*) FROM audit_event").fetchone()[0]
    os.kill(installation.postmaster(), signal.SIGKILL)
    until(lambda: "The database stopped. Restarting." in installation.said())
    until(installation.answers)
    assert installation.children()[0] == pages, "the pages were started again"
    with installation.superuser() as behind:
        assert behind.execute("SELECT count(*) FROM audit_event").fetchone()[0] >= events
        sealed = behind.execute("SELECT max(number) FROM audit_batch").fetchone()[0]
    # The worker seals on: an event that is made now is in a batch soon.
    made = installation.call(
        "create-agency",
        "LATE-1",
        "A later house (invented)",
        "--kind",
        "shelter",
        "--as",
        "administrator@example.org",
    )
    assert made.returncode == 0, made.stderr
    with installation.superuser() as behind:
        until(lambda: behind.execute("SELECT max(number) FROM audit_batch").fetchone()[0] > sealed)
    assert "again and again" not in installation.said()


def test_it_stops_cleanly_and_starts_again_with_its_data(installation):
    assert installation.stop() == 0
    assert "Stopped. Everything is kept" in installation.said()
    assert not database.embedded_cluster(installation.state).is_running()
    assert not installation.answers()
    installation.start()
    assert "Filling the database" not in installation.said()
    assert installation.answers()
    assert "Everybody's password" in installation.said()


@pytest.mark.at_night
def test_a_lost_master_key_stops_the_start_with_a_sentence(installation):
    installation.stop()
    key = installation.state / "keys" / "master.json"
    kept = key.read_text()
    key.unlink()
    try:
        answer = installation.call("run")
        assert answer.returncode == 1
        assert "master key" in answer.stderr + answer.stdout
        assert not key.exists()
        call("create-master-key", state=installation.state)
        answer = installation.call("run")
        assert answer.returncode == 1
        assert "not the one that sealed this database" in answer.stderr + answer.stdout
    finally:
        key.write_text(kept)
    installation.start()
    assert installation.answers()


@pytest.mark.at_night
def test_a_weakened_wall_stops_the_start_with_a_sentence(installation):
    installation.stop()
    cluster = database.embedded_cluster(installation.state)
    cluster.start()
    with installation.superuser() as behind:
        behind.execute("ALTER TABLE people_person DISABLE ROW LEVEL SECURITY")
    answer = installation.call("run")
    assert answer.returncode == 1
    assert "Row-level security of people_person is not enabled" in answer.stderr + answer.stdout
    assert installation.call("migrate").returncode == 0
    # A server that it finds running it leaves running when it stops.
    cluster.stop()
    installation.start()
    assert installation.answers()


def test_the_sign_ins_are_kept_for_nobody_else(installation):
    file = installation.state / "demonstration.json"
    assert file.stat().st_mode & 0o077 == 0
    assert len(json.loads(file.read_text())["people"]) >= 9
