"""Case conferences in My work and in the calendar."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases.deadlines import Standing
from opennrm.conferences import access, queries
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import start_of
from opennrm.tasks.queries import standing_of
from opennrm.tasks.rules import end_of
from opennrm.web.design import Due
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


def of_guests(actor: Actor, at: datetime) -> list[Section]:
    """The conferences to which the actor's agency is invited, and what it is to do; no section where there is none."""
    return [section for section in (_invited(actor, at), _to_do(actor, at)) if section.items]


def _invited(actor: Actor, at: datetime) -> Section:
    # Whoever is late should find where it is.
    zone = pack().zone
    today = start_of(at.astimezone(zone).date(), zone)
    found = queries.invitations(actor, first=today, until=None, most=MOST)
    items = [
        Item(
            title=_("Say who will come") if each.needs_answer else _("Case conference"),
            url=reverse("conference-invitation", args=[each.conference.pk]),
            hint=" · ".join([moment(each.conference.starts_at), each.conference.get_way_display()]),
        )
        for each in found
    ]
    planned = access.invited_to(actor).planned().filter(starts_at__gte=today)
    return Section(
        title=_("Case conferences to which your agency is invited"),
        items=items,
        empty="",
        total=total(items, planned, most=MOST),
        all_url=reverse("calendar"),
    )


def _to_do(actor: Actor, at: datetime) -> Section:
    waiting = access.actions_of_agency(actor)
    zone = pack().zone
    today = at.astimezone(zone).date()
    items = [
        Item(
            title=_("Do what a case conference agreed"),
            url=reverse("conference-invitation", args=[each.conference_id]),
            deadline=Due(due_at=end_of(each.due_on, zone), standing=standing_of(each.due_on, today)),
        )
        for each in waiting.order_by("due_on", "id")[:MOST]
    ]
    title = _("Actions for your agency from case conferences")
    return Section(title=title, items=items, empty="", total=total(items, waiting, most=MOST))


def invitations_in_calendar(actor: Actor, days: CalendarDays) -> list[CalendarEntry]:
    """The conferences of these days to which the actor's agency is invited. They do not name the case."""
    zone = pack().zone
    first, until = days.bounds(zone)
    found = queries.invitations(actor, first=first, until=until, most=MOST_IN_CALENDAR)
    return [
        CalendarEntry(
            on=each.conference.starts_at.astimezone(zone).date(),
            at=each.conference.starts_at,
            title=_("Case conference"),
            hint=_("Your agency is invited"),
            url=reverse("conference-invitation", args=[each.conference.pk]),
            standing=Standing.DUE,
        )
        for each in found
    ]


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
