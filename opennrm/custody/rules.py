"""Rules of custody in pure Python: pieces of a file, ranges of bytes and of time, and what the ledger is chained by."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

CHUNK = 1024 * 1024
"""Bytes that are sealed together. Whoever looks at a part of a recording opens only the chunks that it touches."""
MOST_AT_ONCE = 8 * CHUNK
"""Bytes of one piece of an upload."""
MOST_SENT = 4 * CHUNK
"""Bytes of one answer to a browser that plays a copy: an answer is made whole before it leaves."""
LARGEST = 64 * 1024 * CHUNK
"""Bytes of a recording: 64 GB."""
NOTHING_BEFORE = bytes(32)
"""What the first event of a ledger names as the event before it."""
FORM = "opennrm custody event 1"

Seconds = tuple[float, float]
"""A range of time: from and until, in seconds."""


class RangeRefused(Exception):
    """A range of bytes that cannot be sent."""


@dataclass(frozen=True)
class ByteRange:
    """From the first to the last byte, both counted."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def chunks_of(size: int) -> int:
    """Of how many chunks a file of this size is made."""
    return max(1, -(-size // CHUNK))


def accepted(length: int, *, offset: int, size: int) -> int:
    """How many bytes of a piece are taken: whole chunks, and what is left at the end of the file.

    :raises ValueError: the piece goes beyond the end of the file.
    """
    if offset + length > size:
        raise ValueError
    if offset + length == size:
        return length
    return length - length % CHUNK


def byte_range(header: str, size: int) -> ByteRange:
    """The range that a request asks for, cut to what is sent at once. Without a header, the whole of a small file.

    :raises RangeRefused: it asks for several ranges, for something beyond the end, or for too much at once.
    """
    if not header:
        if 0 < size <= MOST_SENT:
            return ByteRange(0, size - 1)
        raise RangeRefused
    unit, _, asked = header.partition("=")
    first, dash, last = asked.strip().partition("-")
    if unit.strip().lower() != "bytes" or not dash or not _are_numbers(first, last):
        raise RangeRefused
    if not first:
        begin, end = max(0, size - int(last)), size - 1
    else:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    if begin > end:
        raise RangeRefused
    return ByteRange(begin, min(end, begin + MOST_SENT - 1))


def _are_numbers(first: str, last: str) -> bool:
    given = [each for each in (first, last) if each]
    return bool(given) and all(each.isascii() and each.isdecimal() and len(each) < 20 for each in given)


def union(ranges: Iterable[Seconds]) -> list[Seconds]:
    """What these ranges cover together, in order and without overlaps."""
    found: list[Seconds] = []
    for begin, end in sorted(ranges):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def seconds_in(ranges: Iterable[Seconds]) -> float:
    """How long these ranges are together, where they overlap counted once."""
    return sum(end - begin for begin, end in union(ranges))


def possible_ranges(ranges: Iterable[Any], *, longest: float) -> list[Seconds]:
    """Those of the ranges that a player reported which can be true, rounded to tenths of a second."""
    found = []
    for each in ranges:
        if isinstance(each, list | tuple) and len(each) == 2 and all(_is_moment(one) for one in each):
            begin, end = (round(float(one), 1) for one in each)
            if 0 <= begin < end <= longest:
                found.append((begin, end))
    return union(found)


def _is_moment(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e7


def canonical(detail: Mapping[str, Any]) -> str:
    """The one way in which the details of an event are written."""
    return json.dumps(detail, sort_keys=True, separators=(",", ":"))


def written_moment(at: datetime) -> str:
    """A moment as the database writes it before it is hashed."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def event_digest(
    *,
    event: str,
    recording: str,
    sequence: int,
    at: datetime,
    membership: str,
    job: str,
    kind: str,
    copy: str,
    detail: str,
    previous: bytes,
) -> bytes:
    """The digest of an event of a ledger, as the database reckons it (sql/ledger.sql)."""
    lines = [FORM, event, recording, str(sequence), written_moment(at), membership, job, kind, copy, detail]
    return hashlib.sha256("\n".join([*lines, previous.hex()]).encode()).digest()


_SIGNATURES = (
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
)
UNKNOWN_TYPE = "application/octet-stream"


def media_type(beginning: bytes) -> str:
    """What a recording is by its first bytes. What no browser plays is of no particular type."""
    for place, signature, found in _SIGNATURES:
        if beginning[place : place + len(signature)] == signature:
            return found
    return UNKNOWN_TYPE
