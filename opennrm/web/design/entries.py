"""What views hand to the shared parts of a page."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class NavigationItem:
    """One link of the navigation under the header."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class Due:
    """When something is due that is no deadline of a case; it is shown in the same way.

    `standing`: due, soon, overdue, paused, met or late. `paused_for`: why it is paused.
    """

    due_at: datetime
    standing: str = "due"
    paused_for: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One thing that happened.

    `at` is an aware datetime, or a date if the hour is not known. `by` says who, in words. `tone`
    is one of the tones of a tag: it colours the mark, and the words must do without it.
    """

    at: date
    title: str
    by: str = ""
    body: str = ""
    url: str = ""
    tone: str = "neutral"
