"""The calendar of a space or of somebody in the team: a week or a month, as a table drawn on the server."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import start_of
from opennrm.spaces import access, queries
from opennrm.spaces.models import Booking, Space, TeamMember
from opennrm.spaces.permissions import SPACE_BOOK
from opennrm.spaces.queries import Days
from opennrm.spaces.rules import Span, overlap
from opennrm.spaces.states import State
from opennrm.web.tasks.calendar import MONTH, WEEK, around, days_of, read_day
from opennrm.web.templatetags.design import moment, time_of_day

TAKEN, AWAY, HELD = "taken", "away", "held"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """From when until when a space or a person is taken. `hint` is for whoever may know more than that."""

    span: Span
    words: str
    hint: str = ""
    kind: str = TAKEN


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry as one day shows it."""

    times: str
    entry: Entry


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day: when the space is open, and what is on it. `opening` is None for people, who have no opening hours."""

    on: date
    opening: str | None
    lines: list[Line]
    is_today: bool
    is_outside: bool
    week_url: str

    @property
    def is_closed(self) -> bool:
        """Whether the space is not open at all."""
        return self.opening == ""

    @property
    def classes(self) -> str:
        """What its style in a month depends on."""
        applies = {"today": self.is_today, "outside": self.is_outside, "off": self.is_closed}
        return " ".join(
            ["govuk-table__cell", *(f"nrm-month__{name}" for name, holds in applies.items() if holds)]
        )


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a calendar shows, and the addresses around it."""

    view: str
    on: date
    days: list[Day]
    before: str
    after: str
    today: str
    as_month: str
    as_week: str

    @property
    def weeks(self) -> list[list[Day]]:
        """The days by weeks, each beginning on Monday."""
        return [self.days[first : first + 7] for first in range(0, len(self.days), 7)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on any of the days."""
        return not any(day.lines for day in self.days)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which week or month somebody asked for; whatever cannot be read is the week of today."""

    view: str
    on: date
    today: date

    @classmethod
    def read(cls, view: str, on: str, *, at: datetime) -> "Asked":
        """Read it from the address."""
        today = at.astimezone(pack().zone).date()
        return cls(view=MONTH if view == MONTH else WEEK, on=read_day(on) or today, today=today)

    @property
    def days(self) -> Days:
        """The days that are shown."""
        shown = days_of(self.view, self.on)
        return Days(first=shown[0], last=shown[-1])


def of_space(actor: Actor, space: Space, asked: Asked) -> Page:
    """When a space is open and when it is taken; by whom, for those who book alone."""
    if actor.may(SPACE_BOOK):
        entries = _bookings(actor, space.pk, asked.days)
    else:
        busy = queries.busy_in_space(space.pk, asked.days)
        entries = [Entry(span=span, words=_("Busy")) for span in busy]
    return _page(asked, entries, queries.openings(space, asked.days))


def of_member(actor: Actor, member: TeamMember, asked: Asked) -> Page:
    """When somebody of the team is booked or not available; why, for their own agency alone."""
    rows = access.absences_of(actor, member).filter(period__overlap=asked.days.span)
    reasons = access.reasons_of(actor, rows)
    away = [
        Entry(
            span=(row.period.lower, row.period.upper),
            words=_("Not available"),
            hint=title_of("absence_reasons", reasons[row.pk]) if row.pk in reasons else "",
            kind=AWAY,
        )
        for row in rows
    ]
    return _page(asked, [*_bookings(actor, member.pk, asked.days), *away], None)


def _bookings(actor: Actor, resource_id: UUID, days: Days) -> list[Entry]:
    found = access.bookings(actor).standing().filter(resource_id=resource_id, blocked__overlap=days.span)
    return [_booked(row, knows_more=actor.may(SPACE_BOOK)) for row in found.select_related("agency")]


def _booked(row: Booking, *, knows_more: bool) -> Entry:
    span = (row.blocked.lower, row.blocked.upper)
    if not knows_more:
        return Entry(span=span, words=_("Busy"))
    if row.state == State.HOLD:
        until = _("until %(moment)s") % {"moment": moment(row.hold_expires)}
        return Entry(span=span, words=_("Held"), hint=f"{row.agency.name}, {until}", kind=HELD)
    return Entry(span=span, words=_("Booked"), hint=row.agency.name)


def _page(asked: Asked, entries: Iterable[Entry], opening: list[Span] | None) -> Page:
    ordered = sorted(entries, key=lambda entry: entry.span)
    before, after = around(asked.view, asked.on)
    return Page(
        view=asked.view,
        on=asked.on,
        days=[_day(asked, day, ordered, opening) for day in days_of(asked.view, asked.on)],
        before=_address(asked.view, before),
        after=_address(asked.view, after),
        today=_address(asked.view, asked.today),
        as_month=_address(MONTH, asked.on),
        as_week=_address(WEEK, asked.on),
    )


def _address(view: str, on: date) -> str:
    return f"?{urlencode({'view': view, 'on': on.isoformat()})}"


def _day(asked: Asked, on: date, entries: Sequence[Entry], opening: list[Span] | None) -> Day:
    zone = pack().zone
    whole = start_of(on, zone), start_of(on + timedelta(days=1), zone)
    open_then = None if opening is None else [span for span in opening if overlap(span, whole)]
    return Day(
        on=on,
        opening=None if open_then is None else ", ".join(_times(span, whole) for span in open_then),
        lines=[
            Line(times=_times(entry.span, whole), entry=entry)
            for entry in entries
            if overlap(entry.span, whole)
        ],
        is_today=on == asked.today,
        is_outside=asked.view == MONTH and on.month != asked.on.month,
        week_url=_address(WEEK, on),
    )


def _times(span: Span, whole: Span) -> str:
    """From when until when on that day; what goes over its ends is cut there."""
    begins, ends = max(span[0], whole[0]), min(span[1], whole[1])
    if (begins, ends) == whole:
        return _("All day")
    return _("%(first)s to %(last)s") % {"first": time_of_day(begins), "last": time_of_day(ends)}
