"""`opennrm read-matches`: what a matcher found, for the work list of the linkage desk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from .encoding_problems import FILE, in_sentences
from .setup import in_sentences as database_in_sentences
from .setup import start_django


@click.command("read-matches")
@click.argument("result", type=FILE)
@in_sentences
def command(result: Path) -> None:
    """Put the RESULT of a matcher into the work list of the linkage desk.

    One of its lists has to be that of “opennrm encode --ours” on this server, and the matcher has to be the one that
    was named there with --matcher. This needs the database and the master key. Nothing is shown of the children. If you
    read the same result again, nothing is added.
    """
    from opennrm.linkage.encodings.files import ordinary

    with ordinary(result).open("rb") as file:
        added = _read(file.read(1 << 23))
    click.echo(f"New in the work list of the linkage desk: {added:,}.")


@database_in_sentences
def _read(content: bytes) -> int:
    start_django("opennrm_worker")
    from opennrm.foundation.actor import Actor
    from opennrm.foundation.context import as_job
    from opennrm.linkage import results
    from opennrm.linkage.models import MATCHER

    with as_job(MATCHER) as entered:
        return results.read_now(content, by=Actor(principals=entered.principals), at=datetime.now(UTC))
