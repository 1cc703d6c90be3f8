"""What the contexts bring to the invented world, gathered by their list."""

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from opennrm.contexts import CONTEXTS

from .concerns import Story
from .course import Acting


def let_happen(acting: Acting, *, now: datetime) -> list[Story]:
    """Make what is there beside the cases, and then tell the story of each case; returns those without their end."""
    for make in _brought("BESIDE"):
        make(acting, at=now)
    return [story for story in stories() if not story.tell(acting, now=now)]


def stories() -> Iterator[Story]:
    """The stories of all contexts."""
    yield from _brought("STORIES")


def _brought(name: str) -> Iterator[Any]:
    """Everything that stands in the tuple `name` of the invented module of each context, lowest context first."""
    for context in CONTEXTS:
        path = f"{__package__}.{context}"
        if find_spec(path) is not None:
            yield from getattr(import_module(path), name, ())
