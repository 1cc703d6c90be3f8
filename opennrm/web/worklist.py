"""What My work is made of: sections, each with the things to do that belong together."""

from collections.abc import Sized
from dataclasses import dataclass, field

from django.db.models import QuerySet

from opennrm.cases.deadlines import Deadline
from opennrm.foundation.pages import MOST_COUNTED
from opennrm.web.design import Due

MOST = 20


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to do."""

    title: str
    url: str
    hint: str = ""
    deadline: Deadline | Due | None = None
    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class Begin:
    """A button that begins something. `page` is of this showing alone, so that pressed twice it begins one thing."""

    url: str
    text: str
    page: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """Things to do that belong together.

    `empty` says what an empty section means. `total` is how many there are where only the first are listed; the rest
    is then at `all_url`. `begin` stands before them. `order` says where the section stands, if not where its
    `Work` does.
    """

    title: str
    items: list[Item]
    empty: str
    total: int | None = None
    all_url: str = ""
    more: dict[str, str] = field(default_factory=dict)
    begin: Begin | None = None
    order: int | None = None

    @property
    def count(self) -> str:
        """What the heading says."""
        count = len(self.items) if self.total is None else self.total
        return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)

    @property
    def has_more(self) -> bool:
        """Whether there is more than is listed."""
        return self.total is not None and self.total > len(self.items)


def total(listed: Sized, everything: QuerySet, *, most: int | None = None) -> int:
    """How many there are, up to one more than `MOST_COUNTED`; counted only where the list was cut off, at `most`."""
    return len(listed) if len(listed) < (most or MOST) else everything.order_by()[: MOST_COUNTED + 1].count()
