"""From a list of people to its encoded list, with what its owner keeps: which number is which line."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from opennrm.linkage.encodings import encoded_lists, lists
from opennrm.linkage.encodings.columns import Columns, Said, columns_of
from opennrm.linkage.encodings.files import create_private
from opennrm.linkage.encodings.filters import Encoder, Progress, check_of
from opennrm.linkage.encodings.invented import Draws, invented
from opennrm.linkage.encodings.problems import EncodingProblem
from opennrm.linkage.encodings.records import Record
from opennrm.linkage.encodings.values import BadRow, record_of

INVENTED = "invented"
Place = int | str
"""Where somebody stands: the line of a list, or the id of a person of the mechanism."""


@dataclass
class ReadList:
    """The people of a list: where each stands, and what was left out with the reason."""

    columns: Columns
    lines: dict[Record, list[Place]] = field(default_factory=dict)
    left_out: list[tuple[Place, str]] = field(default_factory=list)

    def add(self, place: Place, cells: Sequence[str], *, on: date) -> None:
        """Add what stands there. What cannot be encoded is left out."""
        try:
            self.lines.setdefault(record_of(cells, self.columns, on=on), []).append(place)
        except BadRow as bad:
            self.left_out.append((place, str(bad)))

    def refuse_if_empty(self, what: str) -> None:
        """:raises EncodingProblem: nobody can be encoded."""
        if not self.lines:
            why = f" The most frequent reason: {self.reasons[0][0]}" if self.left_out else ""
            raise EncodingProblem(f"{what} has no row that can be encoded.{why}")

    @property
    def rows(self) -> int:
        """How many rows could be read."""
        return sum(map(len, self.lines.values()))

    def without(self, name: str) -> int:
        """Of how many people this field is not known."""
        return sum(not getattr(record, name) for record in self.lines)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why rows were left out, the most frequent first, and how often."""
        return Counter(reason for _, reason in self.left_out).most_common()


@dataclass(frozen=True)
class Encoded:
    """An encoded list, and for its owner alone: the people by number. `invented` are numbers of invented ones."""

    encoded: encoded_lists.EncodedList
    people: list[Record]
    invented: frozenset[int]

    def table(self, read: ReadList) -> Iterator[tuple[int, str]]:
        """The number and the line of every row, and of each invented one."""
        for number, person in enumerate(self.people, start=1):
            if number in self.invented:
                yield number, INVENTED
            else:
                yield from ((number, str(line)) for line in read.lines[person])

    def for_the_auditor(self) -> bytes:
        """Which numbers are invented, and of which list, to be sealed."""
        return json.dumps({"list": self.encoded.commitment, "invented": sorted(self.invented)}).encode()


def read_list(text: lists.Text, said: Said, *, on: date, progress: Progress | None = None) -> ReadList:
    """Read a list. What cannot be read is left out, and stops nothing. `on` is today.

    :raises EncodingProblem: it has no header, or the header does not say where the names are.
    """
    rows = lists.rows_of(text)
    header = next(rows, None)
    if header is None or header.problem:
        raise EncodingProblem(f"{text.path} has no first line with the names of its columns. Add one.")
    read = ReadList(columns_of(header.cells, said))
    for count, row in enumerate(rows, start=1):
        if row.problem:
            read.left_out.append((row.line, row.problem))
        else:
            read.add(row.line, row.cells, on=on)
        if progress and count % 1000 == 0:
            progress(row.line, 0)
    read.refuse_if_empty(str(text.path))
    return read


def read_people(
    people: Iterable[tuple[str, Sequence[str]]], *, on: date, progress: Progress | None = None
) -> ReadList:
    """The same of people who stand in no file: the id of each, with the texts of `Record`, dates as in ISO 8601.

    :raises EncodingProblem: nobody can be encoded.
    """
    read = ReadList(columns_of(Record._fields, Said()))
    for count, (place, cells) in enumerate(people, start=1):
        read.add(place, cells, on=on)
        if progress and count % 1000 == 0:
            progress(count, 0)
    read.refuse_if_empty("The mechanism")
    return read


def encode(
    people: Iterable[Record],
    *,
    name: str,
    key: bytes,
    secret: bytes,
    with_invented: bool,
    progress: Progress | None = None,
) -> Encoded:
    """Encode these people under the exchange key and the sender's secret. The same people give the same bytes.

    Who is there twice is encoded once: equal filters would tell how frequent somebody is. The order depends on the
    secret alone, because a list is often sorted by name.

    :raises EncodingProblem: a list may not be called so.
    """
    encoded_lists.check_name(name)
    encoder, check = Encoder(key, secret), check_of(key)
    known = sorted(set(people))
    filters, added = encoder.without_noise(known), list[Record]()
    if with_invented:
        listed = hashlib.sha256(b"\n".join(record.canonical for record in known)).digest()
        added = invented(known, filters, encoder, Draws(_derived(secret, b"invented", check + listed)))
    everybody, order_key = [*known, *added], _derived(secret, b"order", check)
    ranks = [hmac.digest(order_key, each.canonical, hashlib.sha256) for each in everybody]
    order = sorted(range(len(everybody)), key=ranks.__getitem__)
    everybody = [everybody[place] for place in order]
    plain = np.concatenate([filters, encoder.without_noise(added)])[order]
    encodings = plain ^ encoder.noise(everybody, progress)
    unreal = set(added)
    numbers = frozenset(number for number, each in enumerate(everybody, start=1) if each in unreal)
    made = encoded_lists.make(name, encodings, people=len(known), key_check=check)
    return Encoded(made, everybody, numbers)


def _derived(secret: bytes, purpose: bytes, about: bytes) -> bytes:
    return hmac.digest(secret, b"opennrm encodings 1 " + purpose + b" " + about, hashlib.sha256)


def write_table(path: Path, rows: Iterable[tuple[object, object]], headings: tuple[str, str]) -> None:
    """Write a table of two columns for its owner alone. It holds numbers and our own sentences, and nobody's name.

    :raises EncodingProblem: there is a file of this name, or it cannot be written.
    """
    lines = (
        f'{first},"{second}"\n' if " " in str(second) else f"{first},{second}\n" for first, second in rows
    )
    create_private(path, (line.encode() for line in (",".join(headings) + "\n", *lines)))
