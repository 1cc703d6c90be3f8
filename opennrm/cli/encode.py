"""`opennrm encode`: a list of people as encodings, which can be compared without names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .encoding_problems import FILE, in_groups, in_sentences
from .progress import progress_of
from .setup import in_sentences as database_in_sentences
from .setup import start_django

if TYPE_CHECKING:
    from collections.abc import Callable

    from opennrm.linkage.encodings.encoding import Encoded, ReadList

TITLES = {
    "given_name": "given name",
    "family_name": "family name",
    "date_of_birth": "date of birth",
    "sex": "sex",
    "area": "area",
}


@dataclass(frozen=True)
class Files:
    """Where everything is written: the encodings for the matcher, the rest for others or for nobody."""

    encodings: Path

    @property
    def rows(self) -> Path:
        return self._beside(".rows.csv")

    @property
    def left_out(self) -> Path:
        return self._beside(".left-out.csv")

    @property
    def invented(self) -> Path:
        return self._beside(".invented")

    def _beside(self, ending: str) -> Path:
        return self.encodings.with_name(self.encodings.name + ending)


@click.command("encode")
@click.argument("people", metavar="[LIST]", type=FILE, required=False)
@click.option(
    "--ours",
    is_flag=True,
    help="Encode the children of the mechanism instead of a list. On its server alone.",
)
@click.option("--key", type=FILE, required=True, help="The exchange key, the same on both sides.")
@click.option("--secret", type=FILE, required=True, help="Your own secret, which nobody else has.")
@click.option("--out", type=FILE, required=True, help="The file for the matcher.")
@click.option(
    "--name", help="What the list is called in results. By default the name of the file for the matcher."
)
@click.option("--columns", "mapping", type=FILE, help="A TOML file that says which column is which.")
@click.option("--auditor", type=FILE, help="The public half of the auditor's key. Adds 1 % of invented rows.")
@click.option(
    "--matcher",
    type=FILE,
    help="With --ours: the public half of the matcher's signing key. The linkage desk believes only what it signed.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@in_sentences
def command(
    people: Path | None,
    ours: bool,
    key: Path,
    secret: Path,
    out: Path,
    name: str | None,
    mapping: Path | None,
    auditor: Path | None,
    matcher: Path | None,
    as_json: bool,
) -> None:
    """Encode a LIST of people, so that another office can compare it with other lists and sees no names.

    LIST is a CSV file with a header. It has columns for the given name, the family name and, if you have them, the date
    of birth, the sex and the area. A row that cannot be read is left out, and a file says why. Nothing is ever
    overwritten, and only you can read what is written. An encoding is still personal data: protect it as you protect
    the list.

    With --ours there is no LIST: the children of the mechanism are encoded, whichever agency knows them. This needs the
    database and the master key, and the auditors see that it was done. The numbers lead to the ids of records, which
    open nothing by themselves. The server keeps them sealed, for results that the holder of --matcher has signed.
    """
    from opennrm.linkage.encodings import files, keys

    _refuse_what_does_not_fit(people, ours=ours, mapping=mapping, matcher=matcher)
    to = Files(out)
    files.refuse_existing(to.encodings, to.rows, to.left_out, to.invented)
    exchange, own = keys.read(key, keys.Kind.EXCHANGE), keys.read(secret, keys.Kind.SECRET)
    for_auditor = keys.read(auditor, keys.Kind.AUDITOR_PUBLIC) if auditor else None
    made = partial(_encode, name=name or out.stem, key=exchange, secret=own, with_invented=bool(for_auditor))
    if people is None:
        read, encoded = _encode_ours(made, keys.read(matcher, keys.Kind.SIGNING_PUBLIC) if matcher else b"")
        written = "The children of the mechanism were read."
    else:
        read, written = _read(people, mapping)
        encoded = made(read)
    _write(read, encoded, to, for_auditor)
    told = read, encoded, to, keys.fingerprint(keys.Kind.EXCHANGE, exchange), written
    click.echo(_as_json(*told) if as_json else "\n".join(_as_text(*told)))


def _refuse_what_does_not_fit(
    people: Path | None, *, ours: bool, mapping: Path | None, matcher: Path | None
) -> None:
    if matcher and not ours:
        raise click.UsageError("--matcher belongs to --ours.")
    if (people is None) is not ours or (ours and mapping):
        raise click.UsageError("Give either a LIST or --ours. With --ours there are no columns to name.")


def _encode(read: ReadList, *, name: str, key: bytes, secret: bytes, with_invented: bool) -> Encoded:
    from opennrm.linkage.encodings import encoding

    with progress_of("Encoding") as progress:
        return encoding.encode(
            read.lines, name=name, key=key, secret=secret, with_invented=with_invented, progress=progress
        )


def _read(people: Path, mapping: Path | None) -> tuple[ReadList, str]:
    """Read a list, and say how it was read."""
    from opennrm.linkage.encodings import columns, encoding, lists

    said = columns.read_said(mapping) if mapping else columns.Said()
    text = lists.text_of(people)
    with progress_of("Reading") as progress:
        read = encoding.read_list(text, said, on=datetime.now(UTC).date(), progress=progress)
    order = read.columns.dates.replace("-", " ")
    return read, f"The list was read as {text.named}. Dates such as 03/04/2012 were read with the {order}."


@database_in_sentences
def _encode_ours(made: Callable[[ReadList], Encoded], matcher_key: bytes) -> tuple[ReadList, Encoded]:
    """Read and encode the children of the mechanism, and record that for the auditors in the same transaction."""
    start_django("opennrm_worker")
    from opennrm.foundation.actor import Actor
    from opennrm.foundation.context import as_job
    from opennrm.linkage import ours, results
    from opennrm.linkage.encodings import encoding
    from opennrm.linkage.models import MATCHER

    with as_job(MATCHER) as entered:
        with progress_of("Reading") as progress:
            read = encoding.read_people(ours.people(), on=datetime.now(UTC).date(), progress=progress)
        encoded = made(read)
        ours.record_encoding(people=len(read.lines), commitment=encoded.encoded.commitment)
        results.keep_encoding(
            [(number, person) for number, person in encoded.table(read) if number not in encoded.invented],
            name=encoded.encoded.header.name,
            commitment=encoded.encoded.commitment,
            matcher_key=matcher_key,
            by=Actor(principals=entered.principals),
            at=datetime.now(UTC),
        )
    return read, encoded


def _write(read: ReadList, encoded: Encoded, to: Files, for_auditor: bytes | None) -> None:
    """Write everything, and last the file for the matcher: where it is, the others are too."""
    from opennrm.linkage.encodings import encoding, files, public_keys

    place = "line" if all(isinstance(each[0], int) for each in read.lines.values()) else "person"
    encoding.write_table(to.rows, encoded.table(read), ("number", place))
    if read.left_out:
        encoding.write_table(to.left_out, read.left_out, (place, "reason"))
    if for_auditor is not None:
        files.create_private(to.invented, [public_keys.seal(encoded.for_the_auditor(), for_auditor)])
    encoded.encoded.write(to.encodings)


def _as_json(read: ReadList, encoded: Encoded, to: Files, fingerprint: str, _written: str) -> str:
    data = {
        "columns": {name: read.columns.heading(name) or None for name in TITLES},
        "dates": str(read.columns.dates),
        "rows_read": read.rows,
        "people": len(read.lines),
        "repeated": read.rows - len(read.lines),
        "left_out": [{"reason": reason, "rows": count} for reason, count in read.reasons],
        "without": {name: read.without(name) for name in TITLES},
        "invented": len(encoded.invented),
        "rows": encoded.encoded.header.rows,
        "commitment": encoded.encoded.commitment,
        "key": fingerprint,
        "files": {
            "encodings": str(to.encodings),
            "rows": str(to.rows),
            "left_out": str(to.left_out) if read.left_out else None,
            "invented": str(to.invented) if encoded.invented else None,
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _as_text(read: ReadList, encoded: Encoded, to: Files, fingerprint: str, written: str) -> list[str]:
    repeated, header = read.rows - len(read.lines), encoded.encoded.header
    lines = [written, "", "Columns"]
    for name, title in TITLES.items():
        lines.append(f"  {title:14} {read.columns.heading(name) or 'not in the list'}")
    lines += ["", f"People encoded: {len(read.lines):,}"]
    if repeated:
        lines.append(f"Rows that say the same as another row, and were encoded once with it: {repeated:,}")
    for name in ("date_of_birth", "sex", "area"):
        if missing := read.without(name):
            lines.append(f"People whose {TITLES[name]} is missing or could not be read: {missing:,}")
    if read.left_out:
        lines.append(f"Rows left out: {len(read.left_out):,}. {to.left_out} lists them and says why.")
        lines += [f"  {count:,} x {reason}" for reason, count in read.reasons[:10]]
    if encoded.invented:
        lines.append(f"Invented rows added: {len(encoded.invented):,}")
    else:
        lines.append("No invented rows were added, because --auditor was not given.")
    lines += ["", f"For the matcher: {to.encodings}", f"For you alone:   {to.rows}"]
    if encoded.invented:
        lines.append(f"For the auditor: {to.invented}")
    lines += [
        "",
        "Read these to the other side and to the auditor before anybody hands over a file:",
        f"  exchange key   {fingerprint}",
        f"  rows           {header.rows:,}",
        f"  SHA-256        {in_groups(encoded.encoded.commitment)}",
    ]
    return lines
