"""Recordings of invented interviews: one that is whole. There is nothing to see on it."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from opennrm.custody import receiving
from opennrm.custody.states import Clock
from opennrm.foundation.actor import Actor

from .course import Course, Trait

CUSTODIAN = "custodian"
BYTES = 200_000


def film(name: str) -> bytes:
    """Something that begins as a film does, and is the same for the same name."""
    begin = b"\x00\x00\x00\x18ftypisom" + bytes(12)
    numbers = range(BYTES // hashlib.sha256().digest_size)
    return begin + b"".join(hashlib.sha256(f"{name} {number}".encode()).digest() for number in numbers)


def recording_sealed(of: Callable[[Course, Actor], UUID]) -> Trait:
    """The custodian of the police has received the recording of an interview, whole, and it is sealed.

    :param of: gives the interview in which it was made, as the custodian sees it.
    """

    def step(course: Course) -> None:
        with course.acting(CUSTODIAN) as custodian:
            content = film(str(course.case_id))
            given: dict[str, Any] = {
                "device": "Fixed recorder 1", "clock": Clock.DEVICE, "started_at": None, "ended_at": None,
                "device_digest": hashlib.sha256(content).hexdigest(), "page": uuid4(),
                "occasion": of(course, custodian),
            }  # fmt: skip
            recording = receiving.announce(course.case_id, **given, by=custodian, at=course.next())
            receiving.begin(recording.pk, size=len(content), by=custodian, at=course.next())
            receiving.take(recording.pk, offset=0, content=content, by=custodian, at=course.next())

    return step
