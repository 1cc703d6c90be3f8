"""The check before anything is served: that both walls stand, and that the keys fit."""

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from . import key_check
from .catalogue import Catalogue
from .surroundings import SETTINGS


class WallsBreached(Exception):
    """The installation is not safe to serve from; `problems` says why, and what to do about each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def problems(database: psycopg.Connection) -> list[str]:
    """What is wrong with the policies, grants and roles of a database; empty when every wall stands."""
    return Catalogue(database).problems()


def refuse_if_breached(role: str) -> None:
    """Return only when it is safe to serve, connected as this role of the database.

    :raises WallsBreached: with every reason not to.
    """
    found = [*_connected_role(role), *_fresh_plans()]
    if not found:
        connection.ensure_connection()
        found = [*_missing_migrations(), *problems(connection.connection), *_settings_in_force(role)]
    if not found:
        wrong_key = key_check.problem()
        found = [wrong_key] if wrong_key else []
    if found:
        raise WallsBreached(found)


def _connected_role(role: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT session_user::text, current_user::text, rolsuper OR rolbypassrls FROM pg_roles "
            "WHERE rolname = session_user"
        )
        session, current, may_bypass = cursor.fetchone()
    if may_bypass:
        return [f"The role {session} may bypass the policies. Connect as {role}, which may not."]
    if (session, current) != (role, role):
        return [f"The connection is for {session} and acts as {current}. Connect as {role} only."]
    return []


def _settings_in_force(role: str) -> list[str]:
    # What DATABASE_URL or the environment asks for has the last word, whatever the roles begin with.
    found = []
    for alias, name_of_role in (("default", role), ("auth", "opennrm_auth")):
        with connections[alias].cursor() as cursor:
            for name, value in SETTINGS[name_of_role].items():
                cursor.execute("SELECT pg_catalog.current_setting(%s)", [name])
                (in_force,) = cursor.fetchone()
                if in_force != value:
                    found.append(
                        f"Connections of {name_of_role} have {name} = {in_force} instead of {value}. "
                        "Remove it from DATABASE_URL, its options and PGOPTIONS."
                    )
    return found


def _fresh_plans() -> list[str]:
    # A plan that the server keeps was made for whoever asked first, and is far too slow for the others.
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if options.get("server_side_binding") or options.get("prepare_threshold") is not None:
        return [
            "The server would keep query plans. Remove server_side_binding and prepare_threshold from OPTIONS."
        ]
    return []


def _missing_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return []
    names = ", ".join(f"{migration.app_label} {migration.name}" for migration, _ in plan[:3])
    return [f"{len(plan)} changes to the tables have not been made yet ({names}). Run `opennrm migrate`."]
