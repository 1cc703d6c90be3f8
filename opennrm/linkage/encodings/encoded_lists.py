"""The file of an encoded list: a line of JSON that says what it is, and the filters one after the other.

It names nobody. A person's number is the place of their filter, counted from 1; places are in an order of chance.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from opennrm.linkage.encodings.files import create_private, ordinary
from opennrm.linkage.encodings.filters import BITS, BYTES, PARAMETERS, Encodings
from opennrm.linkage.encodings.problems import EncodingProblem

FORMAT, VERSION = "opennrm encodings", 1
LONGEST_HEADER = 4096
MOST_ROWS = 10_000_000
NAME = re.compile(r"[^\W_][\w \-]{0,59}")
"""What a list may be called. It becomes a heading of a table, and no spreadsheet runs such a text as a formula."""
_CHECK = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True)
class Header:
    """What an encoded list says about itself. `rows` counts the invented ones too, `people` does not."""

    name: str
    rows: int
    people: int
    key_check: str
    sha256: str
    format: str = FORMAT
    version: int = VERSION
    bits: int = BITS
    parameters: str = PARAMETERS


@dataclass(frozen=True, eq=False)
class EncodedList:
    """One encoded list: its header, and its filters in the order of their numbers."""

    header: Header
    encodings: Encodings

    @cached_property
    def content(self) -> bytes:
        """The bytes of its file."""
        return json.dumps(asdict(self.header)).encode() + b"\n" + self.encodings.tobytes()

    @property
    def commitment(self) -> str:
        """What the owner says of the list before anybody compares it: the SHA-256 of its file."""
        return hashlib.sha256(self.content).hexdigest()

    def write(self, path: Path) -> None:
        """Write the file, for its owner alone.

        :raises EncodingProblem: there is a file of this name, or it cannot be written.
        """
        create_private(path, [self.content])


def make(name: str, encodings: Encodings, *, people: int, key_check: bytes) -> EncodedList:
    """An encoded list of these filters.

    :raises EncodingProblem: a list may not be called so.
    """
    check_name(name)
    digest = hashlib.sha256(encodings.tobytes()).hexdigest()
    return EncodedList(Header(name, len(encodings), people, key_check.hex(), digest), encodings)


def check_name(name: str) -> None:
    """:raises EncodingProblem: a list may not be called so."""
    if not NAME.fullmatch(name) or name.lower() == "count":
        raise EncodingProblem(
            "A list cannot have this name. It has at most 60 letters, digits, blanks and hyphens, and begins with a "
            "letter or a digit. It is not “count”. Choose the name with --name when you encode the list."
        )


def read(path: Path) -> EncodedList:
    """The encoded list in a file.

    :raises EncodingProblem: it is none, of another version, incomplete or changed.
    """
    try:
        with ordinary(path).open("rb") as file:
            header = _header(path, file.readline(LONGEST_HEADER + 1))
            body = file.read(header.rows * BYTES + 1)
    except OSError as error:
        raise EncodingProblem(f"{path} cannot be read: {error.strerror}.") from None
    if len(body) != header.rows * BYTES:
        raise EncodingProblem(f"{path} is incomplete, or something was added to it. Ask for the file again.")
    if hashlib.sha256(body).hexdigest() != header.sha256:
        raise EncodingProblem(f"{path} was changed after it was made. Ask for the file again.")
    return EncodedList(header, np.frombuffer(body, dtype=np.uint8).reshape(-1, BYTES))


def _header(path: Path, line: bytes) -> Header:
    try:
        said: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
        if said["format"] != FORMAT:
            raise ValueError
        if (said["version"], said["bits"], said["parameters"]) != (VERSION, BITS, PARAMETERS):
            raise EncodingProblem(
                f"{path} was made by another version of OpenNRM. Encode both lists with the same version."
            )
        header = Header(**said)
        counts = [header.rows, header.people]
        texts = [header.name, header.key_check, header.sha256]
        if not (all(type(count) is int for count in counts) and all(isinstance(text, str) for text in texts)):
            raise ValueError
        if not (0 <= header.people <= header.rows <= MOST_ROWS and _CHECK.fullmatch(header.key_check)):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise EncodingProblem(f"{path} is not an encoded list, or it is damaged.") from None
    check_name(header.name)
    return header
