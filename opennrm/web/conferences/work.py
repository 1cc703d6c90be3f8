"""Case conferences in My work and in the calendar."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases.deadlines import Standing
from opennrm.conferences import access, queries
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.web.parts import MOST_IN_CALENDAR, CalendarDays, CalendarEntry
from opennrm.web.templatetags.design import moment
from opennrm.web.worklist import Item, Section, total

MOST = 5


def coming(actor: Actor, at: datetime) -> list[Section]:
    """One's own planned conferences, the earliest first; no section where there is none."""
    mine = access.mine(actor)
    items = [_item(entry) for entry in queries.entries(actor, mine.soonest_first()[:MOST], at=at)]
    section = Section(
        title=_("Case conferences"),
        items=items,
        empty="",
        total=total(items, mine, most=MOST),
        all_url=reverse("calendar"),
    )
    return [section] if items else []


def _item(entry: queries.Entry) -> Item:
    conference = entry.conference
    title = _("Record whether the conference was held") if entry.is_over else _("Case conference")
    hint = [moment(conference.starts_at), conference.get_way_display(), entry.case.reference]
    return Item(
        title=title,
        url=reverse("conference-show", args=[conference.pk]),
        hint=" · ".join(hint),
        is_urgent=entry.is_over,
    )


def in_calendar(actor: Actor, days: CalendarDays) -> list[CalendarEntry]:
    """The conferences that are planned for these days."""
    zone = pack().zone
    first, until = days.bounds(zone)
    found = queries.between(
        actor, first=first, until=until, is_mine=days.is_mine, most=MOST_IN_CALENDAR, at=days.at
    )
    return [
        CalendarEntry(
            on=entry.conference.starts_at.astimezone(zone).date(),
            at=entry.conference.starts_at,
            title=_("Case conference"),
            hint=entry.case.reference,
            url=reverse("conference-show", args=[entry.conference.pk]),
            standing=Standing.OVERDUE if entry.is_over else Standing.DUE,
        )
        for entry in found
    ]
