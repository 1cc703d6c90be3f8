"""What the contexts bring of their own, gathered from the one list of them (`settings.CONTEXTS`) and from nowhere else.

A context that brings nothing of a kind has no such module.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

from django.conf import settings

from opennrm.foundation.events import Event, NoticeKind
from opennrm.foundation.jobs import Job


def _brought(module: str, name: str) -> Iterator[Any]:
    """Everything that stands in the tuple `name` of this module of each context, lowest context first."""
    for context in settings.CONTEXTS:
        path = f"opennrm.{context}.{module}"
        if find_spec(path) is not None:
            yield from getattr(import_module(path), name, ())


EVENTS: Mapping[str, Event] = MappingProxyType({event.kind: event for event in _brought("events", "EVENTS")})
"""Every event that a context declares, by its kind."""

NOTICES: Mapping[str, NoticeKind] = MappingProxyType(
    {notice.kind: notice for notice in _brought("events", "NOTICES")}
)
"""Every kind of notice that a context declares, by its kind."""

JOBS: Mapping[str, Job] = MappingProxyType({job.name: job for job in _brought("jobs", "JOBS")})
"""Everything that the worker does, by the name of its task."""
