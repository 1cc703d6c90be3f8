"""The command `opennrm prepare-database`."""

import click

from .setup import in_sentences, state_folder, where


@click.command("prepare-database")
@in_sentences
def command() -> None:
    """Create the database and its roles, or bring them up to date.

    Run it before the first `opennrm migrate`, with each new version, and after you restore a dump. Set
    DATABASE_ADMIN_URL to the connection of a superuser of your PostgreSQL. The first time, each role gets a
    password, which is kept in keys/database.json in OPENNRM_STATE. Afterwards use the role opennrm_app in
    DATABASE_URL, and remove DATABASE_ADMIN_URL. You can safely run it again. The embedded database does not need it.

    \b
    DATABASE_ADMIN_URL=postgresql://postgres@db/postgres \\
    DATABASE_URL=postgresql://opennrm_app@db/opennrm opennrm prepare-database
    """
    from opennrm.foundation import database

    location = where()
    if location.cluster is not None:
        location.cluster.start()
    database.prepare(location, state_folder())
    click.echo("The database and its roles are ready. Next, run: opennrm migrate")
