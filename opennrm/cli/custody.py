"""The commands `opennrm custody ...`."""

import click

from .setup import in_sentences, start_django, state_folder

SHOWN = 50


@click.group("custody")
def command() -> None:
    """Verify the recordings under custody.

    Each recording has a ledger, which says who had it, copied it and looked at it. The database numbers and links the
    events of a ledger, and the audit holds the digest of each.
    """


@command.command("verify")
@click.option(
    "--recording",
    "references",
    multiple=True,
    help="The reference of a recording, such as REC-7K3M-9Q2X-VB4T. You can give several.",
)
@in_sentences
def verify(references: tuple[str, ...]) -> None:
    """Compare recordings with their ledgers, and the ledgers with the audit.

    Reckons the digest of every master and copy from the bytes on the disk, every link of each ledger, and whether the
    audit and its seals hold the same. Says where something breaks, and the exit status is then 1. Nothing is changed.
    The audit records that you verified them.
    """
    start_django("opennrm_worker")
    from opennrm.custody.verify import verify as compare
    from opennrm.foundation.references import normal

    checked = compare([normal(each) for each in references], anchor_folder=state_folder())
    if references and checked.recordings < len(set(references)):
        raise click.ClickException("There is no recording with this reference. Check how you typed it.")
    _record(checked)
    for sentence in checked.faults[:SHOWN]:
        click.echo(sentence)
    said = f"{checked.recordings} recordings, {checked.events} events and {checked.bytes} bytes"
    if checked.faults:
        count = len(checked.faults)
        click.echo(f"{count} {'fault' if count == 1 else 'faults'} among {said}.", err=True)
        click.echo("Keep the store and the database as they are, and compare them with backups.", err=True)
        raise SystemExit(1)
    click.echo(
        f"{said} are as their ledgers say. {checked.unsealed} newer events are waiting for the worker to seal them."
    )


def _record(checked) -> None:
    from opennrm.audit import actions
    from opennrm.custody.access import JOB
    from opennrm.foundation.context import as_job

    with as_job(JOB):
        detail = {"recordings": checked.recordings, "events": checked.events, "faults": len(checked.faults)}
        actions.record("custody.verified", detail=detail)
