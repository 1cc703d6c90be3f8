"""What also follows from an event of a case, in contexts above this one: each declares it in its `consequences.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class Happened:
    """An event of a case that has just been told. Whoever brought it about may see less than the case.

    `detail` are the codes and ids that the story and the audit keep of it.
    """

    event: Event
    case_id: UUID
    by: Actor
    at: datetime
    detail: Mapping[str, str] = field(default_factory=dict)


Consequence = Callable[[Happened], None]
"""Does what follows, in the same transaction. It is called for every event, and ignores those of no use to it."""


def follow(happened: Happened) -> None:
    """Do everything that follows from an event."""
    gather: Callable[[], tuple[Consequence, ...]] = import_string(settings.CONSEQUENCES)
    for consequence in gather():
        consequence(happened)
