"""The form of what a browser sends to an address; `posts.py` of each folder in tests/web says it for its pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.walls.cast import Cast

Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Post:
    """A form that is filled in right, and what comes of it where somebody may send it."""

    fields: Callable[[Cast], Fields] = lambda cast: {}
    status: int = 302
    records: tuple[str, ...] = ()
    """Exactly the events that it appends, in their order."""
    after: str = ""
    """The form that has to be sent before it, where the case has not come so far."""
    records_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The events for a relation, or a referral, where they differ."""
    otherwise: Mapping[str, int] = field(default_factory=dict)
    """The status for a relation, or a referral, to which the page is open and the step is not. Nothing happens then."""

    def status_for(self, relation: str, referral: str) -> tuple[int, tuple[str, ...]]:
        """What somebody gets who may open the page, and what that records."""
        for key in (relation, referral):
            if key in self.otherwise:
                return self.otherwise[key], ()
            if key in self.records_of:
                return self.status, self.records_of[key]
        return self.status, self.records


def code_of(codes: Mapping[str, Any]) -> str:
    """One of the codes of a list."""
    return next(iter(codes))
