"""What every command needs before it can touch the product: a database, a role, and Django."""

import getpass
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from opennrm.foundation.actor import Actor
    from opennrm.foundation.database import Location


def in_sentences(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command end with a sentence and exit status 1 where it would end with a known exception."""

    @wraps(command)
    def told(*arguments: Any, **options: Any) -> Any:
        import psycopg
        from django.core.exceptions import ImproperlyConfigured
        from django.db import OperationalError

        from opennrm.country.problems import PackInvalid
        from opennrm.foundation.database import DatabaseProblem
        from opennrm.foundation.embedded_server.account import ClusterError
        from opennrm.foundation.keys import KeyProblem

        try:
            return command(*arguments, **options)
        except (KeyProblem, PackInvalid, ClusterError, DatabaseProblem, ImproperlyConfigured) as problem:
            raise click.ClickException(str(problem)) from problem
        except (psycopg.OperationalError, OperationalError) as silent:
            answer = str(silent).strip()
            raise click.ClickException(
                f"The database does not answer: {answer}\nStart the database, or correct DATABASE_URL."
            ) from silent

    return told


def start_django(role: str) -> None:
    """Start Django connected by the given database role; the embedded server is started when it is ours.

    :raises KeyProblem: the master key file is damaged or open to others.
    :raises ClusterError: the embedded server cannot be started.
    """
    os.environ["OPENNRM_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.settings")
    import django

    location = where()
    if location.cluster is not None:
        location.cluster.start()
    django.setup()


def where() -> "Location":
    """The database's location, from the settings' environment variables."""
    from opennrm.foundation import database

    url, admin = os.environ.get("DATABASE_URL") or None, os.environ.get("DATABASE_ADMIN_URL") or None
    return database.locate(state_folder(), url=url, admin_url=admin)


def state_folder() -> Path:
    """The folder of keys, embedded database and demonstration mail."""
    root = Path(__file__).resolve().parent.parent.parent
    return Path(os.environ.get("OPENNRM_STATE", root / "var")).absolute()


def as_typed(*arguments: str, **settings: str) -> str:
    """One of our commands as it can be typed in any folder of this machine, with the settings that it needs."""
    if "OPENNRM_STATE" in os.environ:
        settings = {"OPENNRM_STATE": str(state_folder()), **settings}
    program = Path(sys.executable).with_name("opennrm")
    given = [f"{name}={shlex.quote(value)}" for name, value in settings.items()]
    return " ".join([*given, shlex.join([str(program), *arguments])])


def master_key_file() -> Path:
    """Where the master key is, or is to be."""
    return Path(os.environ.get("OPENNRM_MASTER_KEY_FILE", state_folder() / "keys" / "master.json"))


@contextmanager
def acting_as(email: str | None, *, beside_administrators: bool = False) -> Iterator["Actor"]:
    """One transaction for the account of `email`; without one, for whoever sits at the server.

    Call `start_django("opennrm_operator")` before. `beside_administrators`: for what whoever sits at the server
    may do even when there are administrators.

    :raises click.ClickException: nobody is named although there is an administrator, or the account is unknown.
    """
    from django.db import ProgrammingError, transaction

    from opennrm.agencies import access
    from opennrm.foundation.context import as_account, enter_session

    if email is None:
        with transaction.atomic():
            enter_session("", origin=f"command line, system user {getpass.getuser()}")
            if not beside_administrators:
                _refuse_anonymous_administration()
            yield access.OPERATOR
        return
    try:
        with as_account(email) as entered:
            yield access.actor_of(entered)
    except ProgrammingError as unknown:
        if getattr(unknown.__cause__, "sqlstate", "") != "42501":
            raise
        raise click.ClickException(
            f"The account {email} may not do this. Check --as, and whether the account is still waiting for a "
            "second person."
        ) from unknown


def _refuse_anonymous_administration() -> None:
    from opennrm.agencies.models import Membership
    from opennrm.agencies.permissions import ACCOUNT_MANAGE
    from opennrm.country.pack import pack

    roles = [role.code for role in pack().roles.values() if ACCOUNT_MANAGE in role.permissions]
    if Membership.objects.current().filter(role__in=roles, account__is_active=True).exists():
        raise click.ClickException(
            "There is an administrator already. Use --as ADDRESS to say who you are acting for."
        )
