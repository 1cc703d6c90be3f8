"""The embedded PostgreSQL, really started, killed and found again."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from opennrm.foundation.embedded_server.account import ClusterError
from opennrm.foundation.embedded_server.cluster import Cluster
from tests.foundation.embedded_server.clusters import ask, place, postmaster_of, stopped_at_the_end

DEBIAN_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
PROJECT = Path(__file__).parents[3]
pytestmark = pytest.mark.installation


@pytest.fixture(scope="module")
def shared_cluster() -> Iterator[Cluster]:
    """Made once, because making a database takes the longest."""
    with (
        place() as directory,
        stopped_at_the_end(Cluster(directory / "pg", roles=("opennrm_app",))) as cluster,
    ):
        yield cluster


@pytest.fixture
def cluster(shared_cluster: Cluster) -> Cluster:
    return shared_cluster.start()


def again(cluster: Cluster) -> Cluster:
    """The same server, as another process of ours would name it."""
    return Cluster(cluster.data, roles=("opennrm_app",))


def test_server_starts_and_stops(cluster: Cluster) -> None:
    assert cluster.is_running()
    assert ask(cluster, "select 1") == 1
    cluster.stop()
    assert not cluster.is_running()


def test_stopping_a_stopped_server_is_no_error(cluster: Cluster) -> None:
    cluster.stop()
    cluster.stop()


def test_stopping_a_server_that_never_was_makes_nothing(tmp_path: Path) -> None:
    Cluster(tmp_path / "pg", roles=()).stop()
    assert not (tmp_path / "pg").exists()


def test_second_start_finds_the_running_server(cluster: Cluster) -> None:
    first = postmaster_of(cluster)
    assert postmaster_of(again(cluster).start()) == first


def test_other_process_attaches(cluster: Cluster) -> None:
    program = f"""
        from pathlib import Path
        import psycopg
        from opennrm.foundation.embedded_server.cluster import Cluster
        cluster = Cluster(Path({str(cluster.data)!r}), roles=("opennrm_app",)).start()
        with psycopg.connect(cluster.dsn("opennrm_super")) as connection:
            print(connection.execute("select 7").fetchone()[0])
    """
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "7"


def test_server_outlives_the_process_that_started_it(cluster: Cluster) -> None:
    cluster.stop()
    program = f"""
        import os, signal
        from pathlib import Path
        from opennrm.foundation.embedded_server.cluster import Cluster
        Cluster(Path({str(cluster.data)!r}), roles=("opennrm_app",)).start()
        os.kill(os.getpid(), signal.SIGKILL)
    """
    died = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], cwd=PROJECT, check=False)
    assert died.returncode == -signal.SIGKILL
    assert cluster.is_running()


def test_killed_server_keeps_what_was_committed(cluster: Cluster) -> None:
    ask(cluster, "drop table if exists kept")
    ask(cluster, "create table kept as select generate_series(1, 1000) as number")
    os.kill(postmaster_of(cluster), signal.SIGKILL)
    cluster.start()
    assert ask(cluster, "select count(*) from kept") == 1000


def test_pid_file_of_a_process_that_is_gone_does_not_stop_the_start(cluster: Cluster) -> None:
    cluster.stop()
    gone = subprocess.Popen(["true"])
    gone.wait()
    write_pid_file(cluster, gone.pid)
    assert cluster.start().is_running()


def test_pid_file_that_names_a_stranger_does_not_stop_the_start(cluster: Cluster) -> None:
    cluster.stop()
    owner = cluster.data.stat()
    become = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **become)  # type: ignore[call-overload]
    try:
        write_pid_file(cluster, stranger.pid)
        assert cluster.start().is_running()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_zombie_server_does_not_stop_the_start(cluster: Cluster) -> None:
    cluster.stop()
    zombie = subprocess.Popen(["true"])
    while Path(f"/proc/{zombie.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.01)
    write_pid_file(cluster, zombie.pid)
    (cluster.socket_directory / ".s.PGSQL.5432.lock").write_text(f"{zombie.pid}\n")
    try:
        assert not cluster.is_running()
        assert cluster.start().is_running()
    finally:
        zombie.wait()


def test_empty_pid_file_does_not_stop_the_start(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text("")
    assert cluster.start().is_running()


def write_pid_file(cluster: Cluster, pid: int) -> None:
    lines = [
        pid,
        cluster.data,
        int(time.time()),
        5432,
        cluster.socket_directory,
        "",
        "1 999999999",
        "ready   ",
    ]
    (cluster.data / "postmaster.pid").write_text("".join(f"{line}\n" for line in lines))


def test_server_whose_socket_was_tidied_away_is_reachable_again(cluster: Cluster) -> None:
    shutil.rmtree(cluster.socket_directory)
    assert cluster.start().is_running()


def test_simultaneous_first_starts_make_one_server() -> None:
    program = """
        import sys
        from pathlib import Path
        from opennrm.foundation.embedded_server.cluster import Cluster
        cluster = Cluster(Path(sys.argv[1]), roles=("opennrm_app",), for_tests=True).start()
        print((cluster.data / "postmaster.pid").read_text().split()[0])
    """
    with place() as directory:
        command = [sys.executable, "-c", textwrap.dedent(program), str(directory / "pg")]
        starts = [
            subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(6)
        ]
        with stopped_at_the_end(Cluster(directory / "pg", roles=("opennrm_app",))):
            answers = [start.communicate(timeout=120) for start in starts]
    assert [error for _, error in answers if error] == []
    assert len({pid for pid, _ in answers}) == 1


def test_interrupted_first_start_is_begun_anew() -> None:
    with place() as directory:
        (directory / "pg.new").mkdir()
        (directory / "pg.new" / "PG_VERSION").write_text("18\n")
        with stopped_at_the_end(Cluster(directory / "pg", roles=(), for_tests=True)) as cluster:
            assert cluster.start().is_running()


def test_roles_that_came_later_are_admitted_to_a_running_server(cluster: Cluster) -> None:
    ask(cluster, "drop role if exists latecomer")
    ask(cluster, "create role latecomer login")
    later = Cluster(cluster.data, roles=("latecomer",)).start()
    deadline = time.monotonic() + 10
    while True:
        try:
            assert ask(later, "select current_user", role="latecomer") == "latecomer"
            break
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_role_that_was_not_named_gets_no_connection_string(cluster: Cluster) -> None:
    with pytest.raises(ValueError, match="none of the roles"):
        cluster.dsn("postgres")


def test_server_listens_on_nothing_but_its_private_socket(cluster: Cluster) -> None:
    assert ask(cluster, "show listen_addresses") == ""
    assert cluster.socket_directory.stat().st_mode & 0o077 == 0


def test_no_statement_and_no_value_reaches_the_servers_log(cluster: Cluster) -> None:
    canary = "Cassandra Canary"
    ask(cluster, "drop table if exists sheltered")
    ask(cluster, "create table sheltered (name text primary key, age integer)")
    with psycopg.connect(cluster.dsn("opennrm_super"), autocommit=True) as connection:
        connection.execute("insert into sheltered values (%s)", [canary])
        for statement, values in (
            ("insert into sheltered values (%s)", [canary]),
            ("select %s::text::integer", [canary]),
            (f"select '{canary}' from nowhere", []),
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement, values)  # type: ignore[arg-type]
    # A crash of one process writes what it was doing into the log.
    with (
        contextlib.suppress(psycopg.OperationalError),
        psycopg.connect(cluster.dsn("opennrm_super")) as connection,
    ):
        os.kill(connection.info.backend_pid, signal.SIGSEGV)
        connection.execute(f"select '{canary}', pg_sleep(10)")  # type: ignore[arg-type]
    cluster.start()
    log = (cluster.data / "server.log").read_text()
    assert "terminated by signal" in log
    assert canary not in log


def test_failed_start_quotes_the_servers_log(cluster: Cluster) -> None:
    cluster.stop()
    configuration = cluster.data / "postgresql.conf"
    before = configuration.read_text()
    configuration.write_text(before + "shared_buffers = 'plenty'\n")
    try:
        with pytest.raises(ClusterError, match=r"(?s)last lines.*plenty"):
            cluster.start()
    finally:
        configuration.write_text(before)


def test_directory_with_other_contents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("not a database")
    with pytest.raises(ClusterError, match="holds no database"):
        Cluster(tmp_path, roles=()).start()
    assert (tmp_path / "letters").exists()


def test_data_of_another_version_are_refused(cluster: Cluster) -> None:
    if not DEBIAN_PROGRAMS.exists():
        pytest.skip(f"There is no PostgreSQL 15 in {DEBIAN_PROGRAMS}.")
    with pytest.raises(ClusterError, match="made by PostgreSQL 18"):
        Cluster(cluster.data, roles=(), bindir=DEBIAN_PROGRAMS).start()


def test_oldest_supported_version_works() -> None:
    if not DEBIAN_PROGRAMS.exists():
        pytest.skip(f"There is no PostgreSQL 15 in {DEBIAN_PROGRAMS}.")
    with place() as directory:
        made = Cluster(directory / "pg", roles=(), bindir=DEBIAN_PROGRAMS, for_tests=True)
        with stopped_at_the_end(made) as cluster:
            assert str(ask(cluster.start(), "show server_version")).startswith("15.")


def test_programs_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        ClusterError, match="Set OPENNRM_POSTGRES_BINDIR to the directory of an installed PostgreSQL"
    ):
        Cluster(tmp_path / "pg", roles=(), bindir=tmp_path).start()
