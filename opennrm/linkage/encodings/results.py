"""The signed result of a matcher: pairs of row numbers, with the commitments of the lists they are rows of."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opennrm.linkage.encodings import comparing, public_keys
from opennrm.linkage.encodings.encoded_lists import MOST_ROWS, EncodedList, check_name
from opennrm.linkage.encodings.files import create_private, ordinary
from opennrm.linkage.encodings.filters import Progress
from opennrm.linkage.encodings.matching import Match, Matches, match
from opennrm.linkage.encodings.problems import EncodingProblem

FORMAT, VERSION = "opennrm matches", 1
HEADINGS = "list,row,other_list,other_row,dice"
LARGEST = 1 << 30
"""In bytes."""
_COMMITMENT = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Listed:
    """A list that was matched."""

    name: str
    rows: int
    people: int
    commitment: str


@dataclass(frozen=True)
class Result:
    """What a matcher found, as it stands in the file. `threshold` and likeness are in ten-thousandths."""

    lists: tuple[Listed, ...]
    threshold: int
    sampled: bool
    matches: list[Match]
    content: bytes
    signature: bytes


def listed(each: EncodedList) -> Listed:
    """What a result says of a list."""
    return Listed(each.header.name, each.header.rows, each.header.people, each.commitment)


def write(
    path: Path, lists: Sequence[EncodedList], matches: Matches, threshold: int, *, sampled: bool, key: bytes
) -> None:
    """Sign what was found, and write it for its owner alone.

    :raises EncodingProblem: there is a file of this name, or it cannot be written.
    """
    header = {
        "format": FORMAT,
        "version": VERSION,
        "threshold": threshold,
        "sampled": sampled,
        "lists": [vars(listed(each)) for each in lists],
        "matches": len(matches.found),
    }
    lines = [json.dumps(header), HEADINGS, *(",".join(map(str, found)) for found in matches.found)]
    content = ("\n".join(lines) + "\n").encode()
    create_private(path, [content, b"signature," + b64encode(public_keys.sign(content, key)) + b"\n"])


def read(path: Path) -> Result:
    """The result in a file, which may say anything: `problems_of` tells whether to believe it.

    :raises EncodingProblem: it is no such file, of another version, or incomplete.
    """
    try:
        with ordinary(path).open("rb") as file:
            whole = file.read(LARGEST + 1)
    except OSError as error:
        raise EncodingProblem(f"{path} cannot be read: {error.strerror}.") from None
    return parse(whole, str(path))


def parse(whole: bytes, called: str) -> Result:
    """The same of what somebody has sent. `called` is how a message names it.

    :raises EncodingProblem: it is no such file, of another version, or incomplete.
    """
    damaged = EncodingProblem(f"{called} is not a result of matching, or it is damaged.")
    try:
        content, mark, signature = whole.rpartition(b"signature,")
        if not mark or len(whole) > LARGEST:
            raise damaged
        said, headings, *lines = content.decode().splitlines()
        header: dict[str, Any] = json.loads(said)
        if header["format"] != FORMAT or headings != HEADINGS or len(lines) != header["matches"]:
            raise damaged
        if header["version"] != VERSION:
            raise EncodingProblem(f"{called} was made by another version of OpenNRM.")
        if not _is_threshold(header["threshold"]):
            raise damaged
        matches = [_match(line) for line in lines]
        lists = tuple(_listed(each) for each in header["lists"])
        return Result(
            lists, header["threshold"], bool(header["sampled"]), matches, content, b64decode(signature)
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise damaged from None


def _is_threshold(number: Any) -> bool:
    return type(number) is int and comparing.LOWEST <= number <= comparing.WHOLE


def _listed(said: dict[str, Any]) -> Listed:
    """What a header says of a list. It is shown in a terminal, which obeys what is not checked here."""
    each = Listed(**said)
    check_name(each.name)
    if not (type(each.rows) is type(each.people) is int and 0 <= each.people <= each.rows <= MOST_ROWS):
        raise ValueError
    if not _COMMITMENT.fullmatch(each.commitment):
        raise ValueError
    return each


def _match(line: str) -> Match:
    first, row, second, other, dice = map(int, line.split(","))
    return first, row, second, other, dice


def problems_of(
    result: Result, *, public: bytes, lists: Sequence[EncodedList] = (), progress: Progress | None = None
) -> list[str]:
    """Why a result is not to be believed; nothing if it is. With the lists, all is matched again and compared."""
    problems = []
    if not public_keys.is_signed(result.content, result.signature, public):
        problems.append("The result was not signed with this matcher's key, or it was changed afterwards.")
    if lists:
        if tuple(listed(each) for each in lists) != result.lists:
            problems.append("These are not the lists that were matched, or they are in another order.")
        elif (
            match(lists, result.threshold, sampled=result.sampled, progress=progress).found != result.matches
        ):
            problems.append("Matching these lists again gives other matches.")
    return problems


def problems_with_invented(result: Result, told: bytes) -> list[str]:
    """Why a result or a list is not to be believed, by the invented rows that the auditor unsealed; nothing if it is.

    :raises EncodingProblem: the sealed rows belong to no list of this result.
    """
    try:
        said: dict[str, Any] = json.loads(told)
        commitment, numbers = str(said["list"]), {int(number) for number in said["invented"]}
    except (ValueError, KeyError, TypeError):
        raise EncodingProblem(
            "The sealed rows are damaged. Ask the sender to encode the list again."
        ) from None
    places = [number for number, each in enumerate(result.lists, start=1) if each.commitment == commitment]
    if not places:
        raise EncodingProblem("The sealed invented rows belong to none of the lists of this result.")
    rows = {
        row
        for first, one, second, other, _ in result.matches
        for place, row in ((first, one), (second, other))
        if place == places[0]
    }
    about = result.lists[places[0] - 1]
    problems = [
        f"Row {row} of “{about.name}” is invented, but it is in a match." for row in sorted(rows & numbers)
    ]
    if about.rows - about.people != len(numbers):
        problems.append(f"“{about.name}” does not have as many invented rows as it says.")
    return problems
