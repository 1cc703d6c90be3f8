"""The commands `opennrm audit ...`."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .setup import in_sentences, start_django, state_folder, usable_cores

if TYPE_CHECKING:
    from opennrm.audit.verify import Counts

SHOWN = 50


@click.group("audit")
def command() -> None:
    """Verify the audit, or make a checkpoint of it.

    Everything that people do, and every name that they open, leaves an event in the audit. The worker seals the
    events in batches. Each batch is signed and linked to the one before it. These commands show whether anything
    was changed afterwards.
    """


@command.command("verify")
@click.option(
    "--checkpoint",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An earlier checkpoint to compare the audit with. You can give several.",
)
@in_sentences
def verify(files: tuple[Path, ...]) -> None:
    """Compare every event with its seal.

    Names each event that was edited, deleted, moved or inserted, and each batch that was changed or removed, with
    batch and position. Also says if the newest batches were cut off. If there are any faults, the exit status is 1.
    The newest batch is compared with the anchor that the worker keeps in audit-anchor.json in OPENNRM_STATE. The
    audit also records that you verified it.
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
            public_key=digests.signing_key().public_key(),
            processes=usable_cores(),
            anchors=earlier,
            progress=progress,
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
    waiting = f"{counts.unsealed} newer events are waiting for the worker to seal them."
    if not found:
        click.echo(f"Nothing was changed. {events} are as they were when they were sealed. {waiting}")
        return
    more = f" (the first {SHOWN} are shown)" if found > SHOWN else ""
    click.echo(f"{found} {'fault' if found == 1 else 'faults'}{more} among {events}. {waiting}", err=True)
    click.echo(
        "Keep the database as it is, and compare it with backups and checkpoints that are kept elsewhere.",
        err=True,
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
    help="Write the checkpoint to this file instead of printing it.",
)
@in_sentences
def checkpoint(output: Path | None) -> None:
    """Make a signed statement of how far the audit has come.

    The checkpoint is a few lines of JSON: the number and digest of the newest batch, how many events were sealed,
    and the public key. It contains nothing about any case. Give it to somebody who cannot change this database.
    Later, `opennrm audit verify --checkpoint FILE` shows whether the audit still agrees with it.
    """
    start_django("opennrm_worker")
    from django.utils import timezone

    from opennrm.audit import checkpoints, sealing

    head = sealing.head()
    if head is None:
        raise click.ClickException(
            "Nothing is sealed yet. Start `opennrm worker`, then try again in a minute."
        )
    text = json.dumps(checkpoints.make(head, at=timezone.now()), indent=2)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n")
        click.echo(f"The checkpoint of batch {head.number} is in {output}. Keep it in another place.")


@command.command("verify-checkpoint")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--public-key", help="The public key that must have signed it, in hexadecimal.")
@in_sentences
def verify_checkpoint(file: Path, public_key: str | None) -> None:
    """Check the signature of a checkpoint, on any computer.

    You do not need the database or a key of this installation. Without --public-key the signature is checked
    against the key in the checkpoint itself. Compare that key with the one you were given at the start.
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
