"""Time limits in the calendar."""

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import deadlines
from opennrm.cases.deadlines import Deadline
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import ends_a_day
from opennrm.web.cases import matters
from opennrm.web.parts import MOST_IN_CALENDAR, CalendarDays, CalendarEntry


def entries(actor: Actor, days: CalendarDays) -> list[CalendarEntry]:
    """The time limits that run out on these days."""
    zone = pack().zone
    first, until = days.bounds(zone)
    found = deadlines.between(
        actor, first=first, until=until, mine=days.is_mine, most=MOST_IN_CALENDAR, at=days.at
    )
    return [_entry(deadline) for deadline in found if deadline.case or matters.page_of(deadline.clock)]


def _entry(deadline: Deadline) -> CalendarEntry:
    local = deadline.clock.due_at.astimezone(pack().zone)
    case = deadline.case
    return CalendarEntry(
        on=local.date(),
        at=None if ends_a_day(local) else local,
        title=deadline.title,
        hint=case.reference if case else _("A request to your team"),
        url=reverse("case-show", args=[case.pk]) if case else matters.page_of(deadline.clock),
        standing=deadline.standing,
    )
