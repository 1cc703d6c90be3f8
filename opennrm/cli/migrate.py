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
    opennrm_migrator, the only role that may change tables. It then makes the search tokens that children of an earlier
    version lack, for which it needs the master key. You can safely stop it and run it again.
    """
    start_django("opennrm_migrator")
    from opennrm.foundation.migrate import migrate

    migrate(where(), verbosity=1 if verbose else 0, then=_let_children_be_found)
    click.echo("The database is up to date.")


def _let_children_be_found() -> None:
    """Only the master key makes search tokens, so no migration of tables can."""
    from opennrm.people.upgrading import add_missing_tokens

    done = 0
    for children in add_missing_tokens():
        done += children
        click.echo(f"Search tokens were made for {done} children.")
