"""What waits for whoever keeps a team or spaces, and when somebody is booked, for the calendar."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennrm.cases.deadlines import Standing
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.spaces import queries
from opennrm.spaces.queries import Days
from opennrm.web.parts import MOST_IN_CALENDAR, CalendarDays, CalendarEntry
from opennrm.web.templatetags.design import day
from opennrm.web.worklist import Item, Section

MOST = 5


def ending_certificates(actor: Actor, at: datetime) -> list[Section]:
    """The certificates of one's own agency that end soon; no section where there is none."""
    found = queries.ending_soon(actor, on=at.astimezone(pack().zone).date())
    items = [
        Item(
            title=_("%(certificate)s of %(name)s ends on %(day)s")
            % {
                "certificate": title_of("certificate_kinds", row.kind),
                "name": row.member.membership.account.name,
                "day": day(row.valid_until),
            },
            url=reverse("team-show", args=[row.member_id]),
        )
        for row in found[:MOST]
    ]
    section = Section(
        title=_("Certificates that end soon"),
        items=items,
        empty="",
        total=len(found),
        all_url=reverse("team-list"),
    )
    return [section] if items else []


def misfits(actor: Actor, at: datetime) -> list[Section]:
    """The spaces with bookings outside the times at which they are open; no section where there is none."""
    found = queries.spaces_with_misfits(actor, at=at)
    items = [
        Item(
            title=space.title,
            url=reverse("space-show", args=[space.pk]),
            hint=ngettext(
                "%(number)s booking is at a time when the space is closed",
                "%(number)s bookings are at times when the space is closed",
                len(rows),
            )
            % {"number": len(rows)},
        )
        for space, rows in found
    ]
    section = Section(title=_("Bookings that no longer fit"), items=items, empty="", total=len(items))
    return [section] if items else []


def in_calendar(actor: Actor, days: CalendarDays) -> list[CalendarEntry]:
    """The actor's own confirmed bookings on these days."""
    own = queries.own_bookings(actor, Days(first=days.first, last=days.last))
    spaces = queries.space_of(actor, [row.occasion for row in own])
    entries = []
    for row in own[:MOST_IN_CALENDAR]:
        begins, space = row.period.lower.astimezone(pack().zone), spaces.get(row.occasion)
        url = reverse("space-calendar", args=[space.pk]) if space else reverse("calendar")
        entries.append(
            CalendarEntry(
                on=begins.date(),
                at=begins,
                title=_("Appointment"),
                hint=space.code if space else "",
                url=url,
                standing=Standing.DUE,
            )
        )
    return entries
