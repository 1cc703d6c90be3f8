"""What every command needs before it can touch the product: a database, a role, and Django."""

import os
from pathlib import Path

import click

from opennrm.foundation.keys import KeyProblem


def start_django(role: str) -> None:
    """Start Django connected by the given database role; the embedded server is started when it is ours.

    :raises click.ClickException: with a sentence that says what to do.
    """
    os.environ["OPENNRM_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.settings")
    import django

    from opennrm.country.problems import PackInvalid
    from opennrm.foundation.embedded_postgres import ClusterError

    try:
        location = where()
        if location.cluster is not None:
            location.cluster.start()
        django.setup()
    except (KeyProblem, PackInvalid, ClusterError) as problem:
        raise click.ClickException(str(problem)) from problem


def where():
    """The database's location, from the settings' environment variables."""
    from opennrm.foundation import database

    url, admin = os.environ.get("DATABASE_URL") or None, os.environ.get("DATABASE_ADMIN_URL") or None
    return database.locate(state_folder(), url=url, admin_url=admin)


def state_folder() -> Path:
    """The folder of keys, embedded database and demonstration mail."""
    root = Path(__file__).resolve().parent.parent.parent
    return Path(os.environ.get("OPENNRM_STATE", root / "var")).absolute()
