"""The commands `opennrm demo ...`."""

import click

from . import demonstration
from .setup import in_sentences, start_django, state_folder


@click.group("demo")
def command() -> None:
    """The invented people of a demonstration, and how they sign in.

    Nobody in it exists. Never load it into a database that is to hold real cases.
    """


@command.command("load")
@click.option(
    "--if-empty", is_flag=True, help="Do nothing, and say nothing, where there are agencies already."
)
@in_sentences
def load(if_empty: bool) -> None:
    """Fill an empty database with invented agencies, people and cases.

    The cases are made by the same steps as real ones, so that every page shows something. Takes about half a
    minute.
    """
    start_django("opennrm_operator")
    from django.db import transaction

    from opennrm.agencies.models import Agency

    from . import demo_cases, demo_mechanism

    if Agency.objects.exists():
        if if_empty:
            return
        raise click.ClickException("The database holds agencies already. A demonstration needs an empty one.")
    click.echo("Filling the database with invented people ...")
    with transaction.atomic():
        people = demo_mechanism.load()
        demo_cases.load()
        # Before the commit: people whose codes nobody knows would be of no use.
        demonstration.write(state_folder(), people)


@command.command("sign-ins")
@in_sentences
def sign_ins() -> None:
    """Print who can sign in, and the password."""
    click.echo(demonstration.sign_ins(_found()))


@command.command("code")
@click.argument("address")
@click.option("--app", is_flag=True, help="Print the address to give to an authenticator app instead.")
@in_sentences
def code(address: str, app: bool) -> None:
    """Print the six digits that the authenticator app of an invented person shows now.

    ADDRESS is their e-mail address. Each code works once; the next one comes within half a minute.
    """
    from datetime import UTC, datetime

    person = next((each for each in _found().people if each.email == address.lower()), None)
    if person is None:
        raise click.ClickException(
            f"Nobody here has the address {address}. `opennrm demo sign-ins` lists them."
        )
    if app:
        click.echo(demonstration.app_address(person))
        return
    now = datetime.now(UTC)
    click.echo(
        f"{demonstration.code_at(person.secret, now)}  (for {demonstration.seconds_left(now)} seconds more)"
    )


def _found() -> demonstration.Demonstration:
    found = demonstration.read(state_folder())
    if found is None:
        raise click.ClickException(
            "There is no demonstration here. Start one with `opennrm run`, or set OPENNRM_STATE to its folder."
        )
    return found
