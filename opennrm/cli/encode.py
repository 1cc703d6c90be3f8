"""`opennrm encode`: a list of people as encodings, which can be compared without names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .encoding_problems import FILE, in_groups, in_sentences
from .progress import progress_of

if TYPE_CHECKING:
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
@click.argument("people", metavar="LIST", type=FILE)
@click.option("--key", type=FILE, required=True, help="The exchange key, the same on both sides.")
@click.option("--secret", type=FILE, required=True, help="Your own secret, which nobody else has.")
@click.option("--out", type=FILE, required=True, help="The file for the matcher.")
@click.option(
    "--name", help="What the list is called in results. By default the name of the file for the matcher."
)
@click.option("--columns", "mapping", type=FILE, help="A TOML file that says which column is which.")
@click.option("--auditor", type=FILE, help="The public half of the auditor's key. Adds 1 % of invented rows.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@in_sentences
def command(
    people: Path,
    key: Path,
    secret: Path,
    out: Path,
    name: str | None,
    mapping: Path | None,
    auditor: Path | None,
    as_json: bool,
) -> None:
    """Encode a LIST of people, so that another office can compare it with other lists and sees no names.

    LIST is a CSV file with a header. It has columns for the given name, the family name and, if you have them, the date
    of birth, the sex and the area. A row that cannot be read is left out, and a file says why. Nothing is ever
    overwritten, and only you can read what is written. An encoding is still personal data: protect it as you protect
    the list.
    """
    from opennrm.linkage.encodings import columns, encoding, files, keys, lists

    to = Files(out)
    files.refuse_existing(to.encodings, to.rows, to.left_out, to.invented)
    exchange, own = keys.read(key, keys.Kind.EXCHANGE), keys.read(secret, keys.Kind.SECRET)
    for_auditor = keys.read(auditor, keys.Kind.AUDITOR_PUBLIC) if auditor else None
    said = columns.read_said(mapping) if mapping else columns.Said()
    text = lists.text_of(people)
    with progress_of("Reading") as progress:
        read = encoding.read_list(text, said, on=datetime.now(UTC).date(), progress=progress)
    with progress_of("Encoding") as progress:
        encoded = encoding.encode(
            read.lines,
            name=out.stem if name is None else name,
            key=exchange,
            secret=own,
            with_invented=for_auditor is not None,
            progress=progress,
        )
    _write(read, encoded, to, for_auditor)
    told = read, encoded, to, keys.fingerprint(keys.Kind.EXCHANGE, exchange)
    click.echo(_as_json(*told) if as_json else "\n".join(_as_text(*told, text.named)))


def _write(read: ReadList, encoded: Encoded, to: Files, for_auditor: bytes | None) -> None:
    """Write everything, and last the file for the matcher: where it is, the others are too."""
    from opennrm.linkage.encodings import encoding, files, public_keys

    encoding.write_table(to.rows, encoded.table(read), ("number", "line"))
    if read.left_out:
        encoding.write_table(to.left_out, read.left_out, ("line", "reason"))
    if for_auditor is not None:
        files.create_private(to.invented, [public_keys.seal(encoded.for_the_auditor(), for_auditor)])
    encoded.encoded.write(to.encodings)


def _as_json(read: ReadList, encoded: Encoded, to: Files, fingerprint: str) -> str:
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
    order = read.columns.dates.replace("-", " ")
    repeated, header = read.rows - len(read.lines), encoded.encoded.header
    lines = [
        f"The list was read as {written}. Dates such as 03/04/2012 were read with the {order}.",
        "",
        "Columns",
    ]
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
