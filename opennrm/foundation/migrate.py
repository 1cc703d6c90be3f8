"""Bringing a database up to date: roles, tables, then both walls' functions, policies and grants."""

from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from . import database, glance, key_check


def context_folders() -> list[Path]:
    """The folders of the contexts' own SQL, in the order in which they build on each other."""
    folders = (Path(apps.get_app_config(label).path) / "sql" for label in settings.CONTEXTS)
    return [folder for folder in folders if folder.is_dir() and folder != database.SQL_FOLDER]


def migrate(
    location: database.Location, *, verbosity: int = 0, then: Callable[[], None] = lambda: None
) -> None:
    """Create or change the tables, then put the walls in place. Django must run as the migrator.

    :param then: what else has to be done before the database is up to date.
    :raises KeyProblem: the master key, whose fingerprint a new database keeps, is missing.
    """
    call_command("migrate", verbosity=verbosity, interactive=False)
    key_check.remember()
    connections.close_all()
    database.apply_walls(location.conninfo("opennrm_migrator"), context_folders())
    then()
    glance.mark_up_to_date(location.conninfo("opennrm_migrator"))
    settings.STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
