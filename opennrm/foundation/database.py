"""Where the database is, by which role each process connects, and how its roles and policies are put in place."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from . import policies
from .embedded_server.cluster import Cluster

SQL_FOLDER = Path(__file__).parent / "sql"
LOGIN_ROLES = ("opennrm_migrator", "opennrm_app", "opennrm_worker", "opennrm_operator", "opennrm_auth")
SUPERUSER = "opennrm_super"
DATABASE = "opennrm"


class DatabaseProblem(Exception):
    """The database cannot be used as it is; the message says what to do."""


@dataclass(frozen=True)
class Location:
    """Where the database is: `admin` is a connection string of a superuser, where there is one."""

    base: dict[str, Any]
    admin: str | None
    passwords: dict[str, str]
    cluster: Cluster | None = None

    def connection(self, role: str) -> dict[str, Any]:
        """Connection parameters of a role, in libpq's words."""
        found = dict(self.base)
        if found.get("user") != role:
            found["user"] = role
            found.pop("password", None)
        if role in self.passwords:
            found.setdefault("password", self.passwords[role])
        return found

    def conninfo(self, role: str) -> str:
        """The connection string of a role."""
        return make_conninfo(**self.connection(role))


def locate(state: Path, *, url: str | None = None, admin_url: str | None = None) -> Location:
    """Find the database: the one named by DATABASE_URL, else the embedded one below `state`.

    A DATABASE_URL that names one of our own login roles is used as it is. One that names a superuser is
    used to prepare the database; the processes then connect by roles of their own.
    """
    if not url:
        cluster = embedded_cluster(state)
        base = conninfo_to_dict(cluster.dsn(SUPERUSER, DATABASE))
        return Location(base=base, admin=cluster.dsn(SUPERUSER, "postgres"), passwords={}, cluster=cluster)
    base = conninfo_to_dict(url)
    if base.get("user") in LOGIN_ROLES:
        return Location(base=base, admin=admin_url, passwords=_passwords(state))
    return Location(base=base, admin=admin_url or url, passwords=_passwords(state))


def embedded_cluster(state: Path) -> Cluster:
    """The embedded server that belongs to a state folder."""
    bindir = os.environ.get("OPENNRM_POSTGRES_BINDIR")
    roles = (SUPERUSER, *LOGIN_ROLES)
    return Cluster(
        state / "postgres", roles=roles, superuser=SUPERUSER, bindir=Path(bindir) if bindir else None
    )


def _password_file(state: Path) -> Path:
    return state / "keys" / "database.json"


def _passwords(state: Path) -> dict[str, str]:
    file = _password_file(state)
    return json.loads(file.read_text()) if file.exists() else {}


def prepare(location: Location, state: Path) -> None:
    """Create the roles and the database, as a superuser, or bring them up to date. Running it again changes nothing.

    :raises DatabaseProblem: the connection may not create roles.
    """
    if location.admin is None:
        raise DatabaseProblem(
            "This needs a superuser's connection. Set DATABASE_ADMIN_URL for this one command."
        )
    name = str(location.base.get("dbname") or DATABASE)
    with psycopg.connect(location.admin, autocommit=True) as admin:
        _require_superuser(admin)
        admin.execute((SQL_FOLDER / "roles.sql").read_text())
        if location.cluster is None and not location.passwords:
            location.passwords.update(_give_passwords(admin, state))
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute(
                sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
            )
    with psycopg.connect(make_conninfo(location.admin, dbname=name), autocommit=True) as admin:
        admin.execute((SQL_FOLDER / "database.sql").read_text())


def _require_superuser(admin: psycopg.Connection) -> None:
    row = admin.execute("SELECT rolsuper, current_user FROM pg_roles WHERE rolname = current_user").fetchone()
    if row and not row[0]:
        raise DatabaseProblem(
            f"The role {row[1]} may not create the roles that OpenNRM needs. Run `opennrm prepare-database` once with "
            "DATABASE_ADMIN_URL set to a superuser. Afterwards use the role opennrm_app in DATABASE_URL."
        )


def _give_passwords(admin: psycopg.Connection, state: Path) -> dict[str, str]:
    passwords = {role: secrets.token_urlsafe(24) for role in LOGIN_ROLES}
    for role, password in passwords.items():
        admin.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        )
    file = _password_file(state)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps(passwords))
    return passwords


def apply_walls(conninfo: str, folders: list[Path]) -> None:
    """Put functions, triggers, policies and grants in place, after every migration, in one transaction.

    `folders` hold the contexts' SQL, lowest context first; `conninfo` connects as the migrator.
    """
    with psycopg.connect(conninfo) as connection:
        connection.execute((SQL_FOLDER / "context.sql").read_text())
        connection.execute("SET LOCAL ROLE opennrm_owner")
        for folder in folders:
            for file in sorted(folder.glob("*.sql")):
                connection.execute(file.read_text())
        for statement in policies.statements():
            connection.execute(statement)
        connection.execute(
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO opennrm_app; "
            "REVOKE ALL ON agencies_session FROM opennrm_app"
        )
