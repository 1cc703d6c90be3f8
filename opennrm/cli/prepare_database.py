"""The command `opennrm prepare-database`."""

import click

from .setup import in_sentences, state_folder, where


@click.command("prepare-database")
@in_sentences
def command() -> None:
    """Create the database and its roles, as a superuser, or bring them up to date.

    Needed before the first `opennrm migrate`, again with each new version, and after a dump was restored, with
    DATABASE_ADMIN_URL naming a superuser of your PostgreSQL. The first time each role gets a password, which is
    kept in keys/database.json below OPENNRM_STATE; give DATABASE_URL the role opennrm_app afterwards, without
    the superuser. Running it again changes nothing. The embedded database prepares itself.

    \b
    DATABASE_ADMIN_URL=postgresql://postgres@db/postgres \\
    DATABASE_URL=postgresql://opennrm_app@db/opennrm opennrm prepare-database
    """
    from opennrm.foundation import database

    location = where()
    if location.cluster is not None:
        location.cluster.start()
    database.prepare(location, state_folder())
    click.echo("The database and its roles are there. Next: opennrm migrate")
