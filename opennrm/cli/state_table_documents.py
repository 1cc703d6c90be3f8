"""A state table as a document, as `opennrm state-diagrams` draws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class StateTable:
    """One state table as a document: its file, title, and what it is about."""

    name: str
    title: str
    about: str
    states: Any
    initial: str
    transitions: Mapping[Any, set[Any]]
    turns: Mapping[Any, Any]
