"""What is due as a calendar file (RFC 5545), without a word of a case: neutral titles, and days."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from opennrm.tasks.feeds import Due
from opennrm.web.parts import gathered

REFRESH_AFTER = timedelta(hours=2)


def of(dues: Iterable[Due], *, at: datetime) -> bytes:
    """The file. Read twice on a day, it is the same byte for byte unless something was moved, made or ended."""
    words = {source.kind: str(source.words) for source in gathered().calendar}
    file = Calendar()
    file.add("prodid", "-//OpenNRM//Calendar//EN")
    file.add("version", "2.0")
    file.add("refresh-interval", REFRESH_AFTER, parameters={"VALUE": "DURATION"})
    # By the day, so that it does not tell when somebody's calendar last asked.
    stamp = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for due in dues:
        file.add_component(_event(due, words.get(due.kind, _("Due")), stamp))
    return file.to_ical()


def _event(due: Due, words: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", due.uid)
    event.add("dtstamp", stamp)
    event.add("sequence", due.moves)
    if due.moved_on:
        event.add("last-modified", datetime.combine(due.moved_on, time.min, UTC))
    event.add("summary", words)
    event.add("dtstart", due.at.astimezone(UTC) if due.at else due.on)
    # Nobody is kept from other appointments by it, and nobody else who shares the calendar need read it.
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    return event
