"""`opennrm verify-matches`: whether to believe what a matcher found."""

from __future__ import annotations

from pathlib import Path

import click

from .encoding_problems import FILE, in_groups, in_sentences
from .progress import progress_of


@click.command("verify-matches")
@click.argument("result", type=FILE)
@click.argument("lists", metavar="[LISTS...]", type=FILE, nargs=-1)
@click.option("--matcher", type=FILE, required=True, help="The public half of the matcher's signing key.")
@click.option(
    "--invented",
    type=FILE,
    multiple=True,
    help="A sender's sealed file of invented rows. Can be given several times.",
)
@click.option("--auditor-key", type=FILE, help="The auditor's key, which opens the sealed files.")
@in_sentences
def command(
    result: Path, lists: tuple[Path, ...], matcher: Path, invented: tuple[Path, ...], auditor_key: Path | None
) -> None:
    """Check the RESULT of a matcher.

    The signature is always checked. If you give the encoded LISTS, in the order in which they were matched, everything
    is matched again and compared. If you give the sealed files of the senders, no invented row may be in a match. The
    exit status is 1 if anything is wrong.
    """
    from opennrm.linkage.encodings import encoded_lists, files, keys, public_keys, results

    if bool(invented) != (auditor_key is not None):
        raise click.UsageError("--invented and --auditor-key belong together.")
    public = keys.read(matcher, keys.Kind.SIGNING_PUBLIC)
    said = results.read(result)
    read = [encoded_lists.read(path) for path in lists]
    with progress_of("Matching again") as progress:
        problems = results.problems_of(said, public=public, lists=read, progress=progress)
    if auditor_key is not None:
        private = keys.read(auditor_key, keys.Kind.AUDITOR)
        for path in invented:
            told = public_keys.unseal(files.read_sealed(path), private)
            problems += results.problems_with_invented(said, told)
    for each in said.lists:
        click.echo(f"{each.name}: {each.rows:,} rows, SHA-256\n  {in_groups(each.commitment)}")
    if problems:
        raise click.ClickException("\n".join(problems))
    click.echo(_what_holds(len(said.matches), again=bool(lists), invented=bool(invented)))


def _what_holds(matches: int, *, again: bool, invented: bool) -> str:
    sentences = [f"The signature is right. Pairs of rows taken for the same person: {matches:,}."]
    if again:
        sentences.append("Matching again gives the same pairs.")
    if invented:
        sentences.append("No invented row is in a match.")
    return " ".join(sentences)
