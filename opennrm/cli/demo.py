"""The commands `opennrm demo ...`."""

from dataclasses import replace
from pathlib import Path

import click

from . import demonstration
from .setup import acting_as, in_sentences, start_django, state_folder


@click.group("demo")
def command() -> None:
    """Show or load the invented people of a demonstration, or write a list of them.

    None of these people exist. Never load a demonstration into a database that will hold real cases.
    """


@command.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing if there are agencies already.")
@in_sentences
def load(if_empty: bool) -> None:
    """Fill an empty database with invented agencies, people and cases.

    The cases go through the same steps as real ones, so every page has something to show. Takes about half a
    minute.
    """
    start_django("opennrm_operator")
    from opennrm.agencies.models import Agency

    if demonstration.is_unfinished(state_folder()) and Agency.objects.exists():
        click.echo("Continuing to fill the database with invented people ...")
    elif Agency.objects.exists():
        if if_empty:
            return
        raise click.ClickException(
            "There are agencies in the database already. A demonstration needs an empty database."
        )
    else:
        click.echo("Filling the database with invented people ...")
        _load_people()
    _load_cases()


def _load_people() -> None:
    from django.utils import timezone

    from opennrm.foundation.second_door import second_door
    from opennrm.invented import agencies

    with acting_as(None) as operator, second_door():
        people = agencies.found(by=operator, at=timezone.now())
        # Before the commit: people whose codes nobody knows would be of no use.
        made = demonstration.Demonstration(password=agencies.PASSWORD, people=people, is_complete=False)
        demonstration.write(state_folder(), made)


def _load_cases() -> None:
    from django.db import transaction
    from django.utils import timezone

    from opennrm.invented import agencies, world

    found = _found()
    with transaction.atomic():
        agencies.begin_work(found.people, at=timezone.now())
        world.let_happen(agencies.acting, now=timezone.now())
        demonstration.write(state_folder(), replace(found, is_complete=True))


@command.command("sign-ins")
@in_sentences
def sign_ins() -> None:
    """Print who can sign in, and their password."""
    click.echo(demonstration.sign_ins(_found()))


@command.command("code")
@click.argument("address")
@click.option("--app", is_flag=True, help="Print the address to add to an authenticator app instead.")
@in_sentences
def code(address: str, app: bool) -> None:
    """Print the six-digit code that the authenticator app of an invented person shows now.

    ADDRESS is their email address. Each code works once. The next one comes within half a minute.
    """
    from datetime import UTC, datetime

    person = next((each for each in _found().people if each.email == address.lower()), None)
    if person is None:
        raise click.ClickException(
            f"Nobody in this demonstration has the address {address}. "
            "To see who can sign in, run `opennrm demo sign-ins`."
        )
    if app:
        click.echo(demonstration.app_address(person))
        return
    now = datetime.now(UTC)
    click.echo(
        f"{demonstration.code_at(person.secret, now)}  (for another {demonstration.seconds_left(now)} seconds)"
    )


def _found() -> demonstration.Demonstration:
    found = demonstration.read(state_folder())
    if found is None:
        raise click.ClickException(
            "There is no demonstration here. Start one with `opennrm run`, or set OPENNRM_STATE to the folder "
            "that contains it."
        )
    return found


@command.command("people")
@click.option(
    "--n",
    "number",
    type=click.IntRange(1, 100_000_000),
    default=1000,
    show_default=True,
    help="How many records. Some people have several.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed invents the same people.")
@click.option(
    "--errors",
    type=click.Choice(["moderate", "hard"]),
    default="moderate",
    show_default=True,
    help="How badly the lists are kept.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file for the list."
)
@click.option(
    "--truth",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file that says which records are the same person.",
)
def people(number: int, seed: int, errors: str, out: Path, truth: Path) -> None:
    """Write a list of invented people, some of them several times, with the errors that lists have.

    Use it to try out, teach and measure how the same child is found again. Nobody in the list exists, and the
    errors were not taken from real records. Keep the truth apart, so that no program sees it.
    """
    from opennrm.invented.crowd import files

    if out.resolve() == truth.resolve():
        raise click.UsageError("The list and the truth are the same file. Name two files.")
    try:
        files.write(number, seed=seed, errors=errors, out=out, truth=truth)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}. Choose another file.") from None
    click.echo(
        f"Written to {out}: {number:,} records of invented people. Which of them are the same person is in {truth}."
    )
