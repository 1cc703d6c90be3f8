"""What a context adds to the pages that belong to no single one: navigation, My work, the page of a case, links.

Each folder of pages declares its parts in `parts.py`. They are gathered here, from one list of folders.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse

from opennrm.cases.bound import CaseBound
from opennrm.cases.deadlines import Deadline
from opennrm.cases.models import Case
from opennrm.cases.next_steps import Known
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Text
from opennrm.foundation.permissions import Permission
from opennrm.foundation.working_time import start_of
from opennrm.web.figures import Shown
from opennrm.web.printed import PrintSection
from opennrm.web.request import Request
from opennrm.web.worklist import Section

FOLDERS = (
    "work",
    "agencies",
    "concerns",
    "people",
    "linkage",
    "cases",
    "lists",
    "imports",
    "overview",
    "tasks",
    "screening",
    "notes",
    "tellings",
    "consents",
    "custody",
    "referrals",
    "closing",
    "retention",
    "conferences",
    "interviews",
    "spaces",
    "printing",
    "handovers",
    "joint_work",
    "linkage_desk",
    "directory",
    "statistics",
    "audit",
    "guide",
)
"""Every folder of pages. `urls.py` has its addresses, and `parts.py` what it adds to the pages of others."""


@dataclass(frozen=True, kw_only=True)
class NavigationLink:
    """A page that stands in the navigation for whoever has one of these permissions."""

    order: int
    may: tuple[Permission, ...]
    page: str
    label: Text


@dataclass(frozen=True, kw_only=True)
class Work:
    """Sections of My work, for whoever has one of these permissions.

    `waits` are the rows of which one has to be there: without any, nobody asks for the sections. One query asks for
    those of everything that waits. None: the sections are there whatever waits.
    """

    order: int
    may: tuple[Permission, ...]
    sections: Callable[[Actor, datetime], list[Section]]
    waits: Callable[[Actor, datetime], Sequence[QuerySet[Any]]] | None = None


Lists = Mapping[str, QuerySet[Any]]
"""What a section lists, each by a name and with the columns that its `showing` names."""


def _lists_nothing(shown: "ShownCase") -> Lists:
    return {}


@dataclass(frozen=True, kw_only=True)
class ShownCase:
    """A case on its page: who looks, whether they lead it, and which step is next (the code of a `Step`).

    `known` is what the contexts know of it, and `deadlines` every time limit that the actor sees. `none_of` are the
    models, of those that sections name, of which the actor sees no row here. `lists` are the rows of all that the
    sections list, by their names.
    """

    actor: Actor
    case: Case
    leads: bool
    step: str
    known: Known
    deadlines: Sequence[Deadline]
    none_of: Collection[type[CaseBound]]
    at: datetime
    lists: Mapping[str, list[Any]] = field(default_factory=dict)

    def has(self, model: type[CaseBound]) -> bool:
        """Whether the actor sees rows of this model, which the section names in its `rows`."""
        return model not in self.none_of

    @property
    def may_change(self) -> bool:
        """Whether the actor leads the case, and it is open."""
        return self.leads and self.case.closed_at is None


@dataclass(frozen=True, kw_only=True)
class CaseSection:
    """A passage of the page of a case. `contents` gives the variables of its template; `beside` the main column.

    `rows` are the models of what many cases have none of. One query asks for all of them, and `ShownCase.has` tells.
    `lists` are rows that it shows: one query brings those of all sections, and `ShownCase.lists` has them.
    """

    order: int
    template: str
    contents: Callable[[ShownCase], Mapping[str, Any]]
    beside: bool = False
    rows: Sequence[type[CaseBound]] = ()
    lists: Callable[[ShownCase], Lists] = _lists_nothing


@dataclass(frozen=True, kw_only=True)
class CaseButton:
    """A button under "Next" on the page of a case, or where it leads nowhere else, a form of one button."""

    label: Text
    url: str
    is_next: bool = False
    posts: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseButtons:
    """The buttons that a context has for a case: also for one that is closed, where they are `when_closed`.

    A case from a list that was not released has those that are `when_waiting`, and no others.
    """

    order: int
    buttons: Callable[[ShownCase], list[CaseButton]]
    when_closed: bool = False
    when_waiting: bool = False


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The page about what events and notices speak of; `within_case` if its address also names the case.

    `is_in_list_of_case`: it stands on a page of all such records of the case, whose address names the case alone. There
    it has an id: "decision-" and its own.

    Not everybody who sees the story of a case may read all that it speaks of: `readable` gives, of these ids, those
    that the actor may. Without it, all.
    """

    page: str
    within_case: bool = False
    is_in_list_of_case: bool = False
    readable: Callable[[Actor, Collection[str]], Collection[str]] | None = None


@dataclass(frozen=True, kw_only=True)
class CalendarDays:
    """The days that a calendar shows, both ends included, and for whom.

    `is_mine`: only what is the actor's own, and not everything that they see.
    """

    first: date
    last: date
    is_mine: bool
    at: datetime

    def bounds(self, tz: tzinfo) -> tuple[datetime, datetime]:
        """The moment at which the first day begins, and the one at which the last is over."""
        after = self.last + timedelta(days=1)
        return start_of(self.first, tz), start_of(after, tz)


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """Something that is due: on a day, and at a moment of it if that counts. `hint` tells it from others like it."""

    on: date
    at: datetime | None = None
    title: str
    hint: str
    url: str
    standing: str


@dataclass(frozen=True, kw_only=True)
class CalendarSource:
    """What a context brings to the calendar, at most `MOST_IN_CALENDAR` entries, the earliest first.

    `kind` is the name by which the feed knows it: a function sec.feed_part_<kind> of the database gives the same days.
    `words` are all that the feed says of it: neutral, because whoever looks at a telephone reads them.
    """

    order: int
    kind: str
    words: Text
    may: tuple[Permission, ...]
    entries: Callable[[Actor, CalendarDays], list[CalendarEntry]]


MOST_IN_CALENDAR = 400


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A link on the page of a task to what made it."""

    label: Text
    url: str


Explanation = Callable[[Request, Mapping[str, Any]], HttpResponse | None]
"""The answer to somebody who may know why there is nothing for them at an address, which is given as it was resolved.
None: there is nothing that they may know."""


GUIDE_FIRST = "README"
"""The page of the guide that leads to its chapters."""

GuidePlace = str | Callable[[Actor], str]
"""Where the guide explains a page: the chapter, "#" and the section, such as "caseworker#notes". It may depend on who
looks, where people of several roles use the page."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything that one folder adds.

    `guide` says for its pages, by their names, where the guide explains them; "" for all that are not named.
    """

    navigation: Sequence[NavigationLink] = ()
    work: Sequence[Work] = ()
    case_sections: Sequence[CaseSection] = ()
    case_buttons: Sequence[CaseButtons] = ()
    calendar: Sequence[CalendarSource] = ()
    print_sections: Sequence[PrintSection] = ()
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    explanations: Sequence[Explanation] = ()
    task_origins: Sequence[Callable[[Actor, UUID], Origin | None]] = ()
    figures: Sequence[Shown] = ()
    guide: Mapping[str, GuidePlace] = field(default_factory=dict)


@cache
def gathered() -> Parts:
    """The parts of all folders together, each kind in its order."""
    found = [folder_parts(folder) for folder in FOLDERS]
    return Parts(
        navigation=sorted(
            (each for parts in found for each in parts.navigation), key=lambda each: each.order
        ),
        work=sorted((each for parts in found for each in parts.work), key=lambda each: each.order),
        case_sections=sorted(
            (each for parts in found for each in parts.case_sections), key=lambda each: each.order
        ),
        case_buttons=sorted(
            (each for parts in found for each in parts.case_buttons), key=lambda each: each.order
        ),
        calendar=sorted((each for parts in found for each in parts.calendar), key=lambda each: each.order),
        task_origins=[each for parts in found for each in parts.task_origins],
        print_sections=sorted(
            (each for parts in found for each in parts.print_sections), key=lambda each: each.order
        ),
        explanations=[each for parts in found for each in parts.explanations],
        figures=sorted((each for parts in found for each in parts.figures), key=lambda each: each.order),
        subjects={name: subject for parts in found for name, subject in parts.subjects.items()},
        guide=_guide_of_pages(),
    )


def folder_parts(folder: str) -> Parts:
    """What one folder of pages adds."""
    parts: Parts = import_module(f"opennrm.web.{folder}.parts").PARTS
    return parts


def _guide_of_pages() -> dict[str, GuidePlace]:
    """For every page by its name, where the guide explains it."""
    places: dict[str, GuidePlace] = {}
    for folder in FOLDERS:
        said = folder_parts(folder).guide
        for address in import_module(f"opennrm.web.{folder}.urls").urlpatterns:
            if name := getattr(address, "name", None):
                places[name] = said.get(name) or said.get("", GUIDE_FIRST)
    return places


def may(actor: Actor, permissions: Sequence[Permission]) -> bool:
    """Whether the actor has one of these permissions."""
    return any(actor.may(permission) for permission in permissions)
