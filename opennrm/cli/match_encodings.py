"""`opennrm match-encodings`: who is on several encoded lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .encoding_problems import FILE, in_groups, in_sentences
from .progress import progress_of

if TYPE_CHECKING:
    from opennrm.linkage.encodings.encoded_lists import EncodedList
    from opennrm.linkage.encodings.matching import Matches

SMALL_COUNT = 10


@click.command("match-encodings")
@click.argument("lists", metavar="LISTS...", type=FILE, nargs=-1, required=True)
@click.option("--out", type=FILE, help="The signed result: which rows are the same person.")
@click.option("--sign-with", "signing", type=FILE, help="Your signing key. Needed for --out.")
@click.option(
    "--overlaps", type=FILE, help="A table of how many people are on which lists, for “opennrm estimate”."
)
@click.option(
    "--threshold",
    type=click.FloatRange(0.5, 1.0),
    help="How alike two rows have to be: a Dice coefficient. By default 0.71 for lists of up to 5,000 rows, and 0.02 "
    "more each time the longest list doubles, up to 0.8.",
)
@click.option(
    "--sample-bits",
    "sampled",
    is_flag=True,
    help="Compare only rows that agree in a sample of their bits. For millions of rows, from a threshold of 0.8 on.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@in_sentences
def command(
    lists: tuple[Path, ...],
    out: Path | None,
    signing: Path | None,
    overlaps: Path | None,
    threshold: float | None,
    sampled: bool,
    as_json: bool,
) -> None:
    """Find who is on several encoded LISTS, which were made by “opennrm encode” under one key.

    You need no key for this, and you must not have the exchange key: with it you could read the names. Give the
    result to the people who decide about matches and to nobody else. Then destroy the encoded lists.
    """
    from opennrm.linkage.encodings import encoded_lists, files, keys, matching, results
    from opennrm.linkage.encodings.comparing import WHOLE, threshold_for

    if out is None and overlaps is None:
        raise click.UsageError("Give --out for the matches, --overlaps for the table of overlaps, or both.")
    if (out is None) != (signing is None):
        raise click.UsageError("--out and --sign-with belong together: a result is always signed.")
    files.refuse_existing(*(path for path in (out, overlaps) if path))
    key = keys.read(signing, keys.Kind.SIGNING) if signing else b""
    read = [encoded_lists.read(path) for path in lists]
    longest = max(each.header.rows for each in read)
    wanted = threshold_for(longest) if threshold is None else round(threshold * WHOLE)
    with progress_of("Comparing") as progress:
        found = matching.match(read, wanted, sampled=sampled, progress=progress)
    if out:
        results.write(out, read, found, wanted, sampled=sampled, key=key)
    if overlaps:
        files.create_private(overlaps, [matching.overlap_table(read, found.overlaps).encode()])
    if as_json:
        click.echo(json.dumps(_as_data(read, found, wanted / WHOLE), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_as_text(read, found, wanted / WHOLE, out, overlaps)))


def _as_data(read: list[EncodedList], found: Matches, threshold: float) -> dict[str, Any]:
    names = [each.header.name for each in read]
    return {
        "threshold": threshold,
        "lists": [
            {"name": each.header.name, "people": each.header.people, "commitment": each.commitment}
            for each in read
        ],
        "matches": len(found.found),
        "overlaps": [
            {"lists": [names[number - 1] for number in pattern], "people": count}
            for pattern, count in found.overlaps.items()
        ],
    }


def _as_text(
    read: list[EncodedList], found: Matches, threshold: float, out: Path | None, overlaps: Path | None
) -> list[str]:
    lines = ["Compare these with what the senders read out:"]
    for each in read:
        lines += [
            f"  {each.header.name}: {each.header.rows:,} rows, SHA-256",
            f"    {in_groups(each.commitment)}",
        ]
    lines += [
        "",
        f"Pairs of rows taken for the same person, at a threshold of {threshold:.4g}: {len(found.found):,}",
        "",
        "People on exactly",
    ]
    width = max(len(_named(read, pattern)) for pattern in found.overlaps) if found.overlaps else 0
    lines += [f"  {_named(read, pattern):{width}}  {count:,}" for pattern, count in found.overlaps.items()]
    if out:
        lines += ["", f"The signed result is in {out}."]
    if overlaps:
        lines += ["", f"The table of overlaps is in {overlaps}."]
        if any(count < SMALL_COUNT for count in found.overlaps.values()):
            lines.append(
                f"It has counts below {SMALL_COUNT}, which may point to a child. Give it to nobody but the people "
                "who make estimates."
            )
    return lines


def _named(read: list[EncodedList], pattern: tuple[int, ...]) -> str:
    return ", ".join(read[number - 1].header.name for number in pattern)
