"""Proceedings in My work and in the calendar."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases.deadlines import Standing
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.justice import queries
from opennrm.justice.permissions import HEARING_KEEP
from opennrm.web.design import Due
from opennrm.web.justice import calendar_views, words
from opennrm.web.parts import MOST_IN_CALENDAR, CalendarDays, CalendarEntry
from opennrm.web.templatetags.design import moment
from opennrm.web.worklist import Item, Section

MOST = 5


def of_office(actor: Actor, at: datetime) -> list[Section]:
    """What there is to do in the proceedings of the office; no section where there is nothing."""
    found = [words.alert_in_words(each) for each in queries.alerts(actor, at=at)]
    items = [
        Item(title=each["title"], url=each["url"], hint=each["hint"], is_urgent=each["is_urgent"])
        for each in found[:MOST]
    ]
    section = Section(
        title=_("Proceedings"), items=items, empty="", total=len(found), all_url=reverse("proceeding-list")
    )
    return [section] if items else []


def to_tell(actor: Actor, at: datetime) -> list[Section]:
    """What children have to be told, the most urgent first; no section where there is nothing."""
    found = queries.untold(actor)
    soon = at + timedelta(days=1)
    items = [
        Item(
            title=_("Tell a child: %(event)s") % {"event": each.get_event_display()},
            url=reverse("child-in-court", args=[each.child_id]),
            deadline=Due(due_at=each.due_at, standing=_standing(each.due_at, at, soon)),
        )
        for each in found[:MOST]
    ]
    section = Section(
        title=_("Children to be told"),
        items=items,
        empty="",
        total=len(found),
        all_url=reverse("court-calendar"),
    )
    return [section] if items else []


def _standing(due_at: datetime, at: datetime, soon: datetime) -> Standing:
    if due_at < at:
        return Standing.OVERDUE
    return Standing.SOON if due_at < soon else Standing.DUE


def hearings_in_calendar(actor: Actor, days: CalendarDays) -> list[CalendarEntry]:
    """The hearings of these days of the office."""
    first, until = days.bounds(pack().zone)
    return [_entry(row) for row in calendar_views.of_office(actor, since=first, until=until)][
        :MOST_IN_CALENDAR
    ]


def dates_in_calendar(actor: Actor, days: CalendarDays) -> list[CalendarEntry]:
    """The days in court of the children with whom the actor works. Whoever keeps hearings has them already."""
    if actor.may(HEARING_KEEP):
        return []
    first, until = days.bounds(pack().zone)
    return [_entry(row) for row in calendar_views.of_children(actor, since=first, until=until)][
        :MOST_IN_CALENDAR
    ]


def _entry(row: dict[str, Any]) -> CalendarEntry:
    return CalendarEntry(
        on=row["starts_at"].astimezone(pack().zone).date(),
        at=row["starts_at"],
        title=_("Court: %(kind)s") % {"kind": title_of("hearing_kinds", row["kind"])},
        hint=row["hint"],
        url=reverse(row["page"], args=[row["of"]]),
        standing=Standing.DUE,
    )


def coming(actor: Actor, at: datetime) -> list[Section]:
    """The next days in court of the children with whom the actor works; no section where there is none."""
    rows = calendar_views.of_children(actor, since=at, until=at + timedelta(days=31))
    items = [
        Item(
            title=title_of("hearing_kinds", row["kind"]),
            url=reverse(row["page"], args=[row["of"]]),
            hint=" · ".join(filter(None, (moment(row["starts_at"]), row["hint"], row["needed"]))),
        )
        for row in rows[:MOST]
    ]
    section = Section(
        title=_("Days in court"), items=items, empty="", total=len(rows), all_url=reverse("court-calendar")
    )
    return [section] if items else []
