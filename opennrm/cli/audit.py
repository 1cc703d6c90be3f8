"""The commands `opennrm audit ...`."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .setup import in_sentences, start_django, state_folder

if TYPE_CHECKING:
    from opennrm.audit.verify import Counts

SHOWN = 50


@click.group("audit")
def command() -> None:
    """Verify the audit, and state how far it has come.

    Everything that is done and every identity that is opened leaves an event. The worker seals the events in
    batches, each chained to the one before and signed. These commands tell whether anything was changed since.
    """


@command.command("verify")
@click.option(
    "--checkpoint",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A checkpoint made earlier; the audit must lead to it. May be given several times.",
)
@in_sentences
def verify(files: tuple[Path, ...]) -> None:
    """Compare every event with its seal.

    Tells each event that was edited, deleted, moved or slipped in, each batch that was changed or removed,
    and a chain that was cut, with batch and position; the exit status is then 1. The newest batch is
    compared with the anchor that the worker keeps in audit-anchor.json below OPENNRM_STATE. That somebody
    verified is recorded in the audit too.
    """
    start_django("opennrm_worker")
    from opennrm.audit import anchors, checkpoints, digests
    from opennrm.audit.verify import Verification

    try:
        earlier = [checkpoints.read(file).anchor for file in files] + anchors.read_all(state_folder())
    except (checkpoints.CheckpointInvalid, anchors.AnchorDamaged) as unusable:
        raise click.ClickException(str(unusable)) from unusable
    with _progress() as progress:
        verification = Verification(
            public_key=digests.signing_key().public_key(), anchors=earlier, progress=progress
        )
        found = 0
        for fault in verification.faults():
            found += 1
            if found <= SHOWN:
                click.echo(fault.sentence)
    _record(verification.counts, found)
    _sum_up(verification.counts, found)


def _record(counts: "Counts", found: int) -> None:
    from opennrm.audit import actions, sealing
    from opennrm.foundation.context import as_job

    with as_job(sealing.JOB):
        detail = {"batches": counts.batches, "events": counts.events, "faults": found}
        actions.record("audit.verified", detail=detail)


def _sum_up(counts: "Counts", found: int) -> None:
    events = f"{counts.events} sealed events in {counts.batches} batches"
    waiting = f"{counts.unsealed} newer events wait for the worker to seal them."
    if not found:
        click.echo(f"Nothing was changed: {events} are as they were sealed. {waiting}")
        return
    more = f" (the first {SHOWN} are shown)" if found > SHOWN else ""
    click.echo(f"{found} {'fault' if found == 1 else 'faults'}{more} among {events}. {waiting}", err=True)
    click.echo(
        "Keep the database as it is, and compare with backups and checkpoints kept elsewhere.", err=True
    )
    raise SystemExit(1)


@contextmanager
def _progress() -> Iterator[Callable[["Counts"], None]]:
    if not sys.stderr.isatty():
        yield lambda counts: None
        return
    from rich.console import Console

    with Console(stderr=True).status("Reading the audit") as status:
        yield lambda counts: status.update(f"Reading the audit: {counts.events} events compared")


@command.command("checkpoint")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write it to this file instead of printing it.",
)
@in_sentences
def checkpoint(output: Path | None) -> None:
    """State, signed, how far the audit has come.

    The checkpoint is a few lines of JSON: number and digest of the newest batch, how many events were sealed,
    and the public key. It holds nothing about any case. Give it to somebody who cannot change this database;
    `opennrm audit verify --checkpoint FILE` later tells whether the audit still leads to it.
    """
    start_django("opennrm_worker")
    from django.utils import timezone

    from opennrm.audit import checkpoints, sealing

    head = sealing.head()
    if head is None:
        raise click.ClickException(
            "Nothing is sealed yet. Start `opennrm worker`, and try again in a minute."
        )
    text = json.dumps(checkpoints.make(head, at=timezone.now()), indent=2)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n")
        click.echo(f"The checkpoint of batch {head.number} is in {output}. Keep it somewhere else.")


@command.command("verify-checkpoint")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--public-key", help="The key that must have signed it, in hexadecimal.")
@in_sentences
def verify_checkpoint(file: Path, public_key: str | None) -> None:
    """Check the signature of a checkpoint, anywhere.

    Needs neither the database nor a key of this installation. Without --public-key the signature is checked
    against the key that the checkpoint itself names: compare that with the one you were given at the start.
    """
    start_light_django()
    from opennrm.audit import checkpoints

    try:
        found = checkpoints.read(file, public_key=public_key)
    except checkpoints.CheckpointInvalid as invalid:
        raise click.ClickException(str(invalid)) from invalid
    click.echo(
        f"Signed {found.made_at} by the key {found.public_key}:\n"
        f"batch {found.anchor.number}, {found.anchor.events} events, digest {found.anchor.chained}"
    )


def start_light_django() -> None:
    """Start as much of Django as a checkpoint needs: no database is asked."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(INSTALLED_APPS=["opennrm.foundation", "opennrm.audit"])
        import django

        django.setup()
