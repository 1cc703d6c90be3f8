"""The command `opennrm migrate`."""

import click

from .setup import in_sentences, start_django, where


@click.command("migrate")
@click.option("--verbose", is_flag=True, help="Show every change.")
@in_sentences
def command(verbose: bool) -> None:
    """Bring the tables and the walls of the database up to date.

    Creates or changes tables, then sets functions, triggers, policies and grants as the policy.toml of every context
    says. Run it after `opennrm prepare-database` and after every update, before `opennrm serve`. It connects as
    opennrm_migrator, the only role that may change tables. You can safely run it again.
    """
    start_django("opennrm_migrator")
    from opennrm.foundation.migrate import migrate

    migrate(where(), verbosity=1 if verbose else 0)
    click.echo("The database is up to date.")
