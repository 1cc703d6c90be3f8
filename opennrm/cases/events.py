"""What happens to a case, to its time limits, documents and receipts, and what follows from it."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

from .states import ReceiptStatus


class Whom(StrEnum):
    """Relations to a case by which somebody is told something; each is found when it is told."""

    HOLDER = "holder"
    """Whoever holds the case now: the person it is assigned to, or the team that takes new cases. Their supervisors,
    once that person can no longer sign in."""
    SUPERVISION = "supervision"


NEW_CONCERN = NoticeKind(kind="concern.new", says=_("A new concern is waiting for your team."), about="case")
GIVEN = NoticeKind(kind="case.assigned", says=_("A case was assigned to you."), about="case")
OVERDUE = NoticeKind(kind="clock.overdue", says=_("A time limit has passed."), about="case")
PROGRESS = NoticeKind(
    kind="concern.progress", says=_("There is news about something that you reported."), about="receipt"
)
NOTICES = (NEW_CONCERN, GIVEN, OVERDUE, PROGRESS)


def _clock(detail: Detail) -> dict[str, str]:
    return {"clock": title_of("clocks", detail["rule"])}


def _pause(detail: Detail) -> str:
    return title_of("pause_reasons", detail["reason"])


def _days(detail: Detail) -> str:
    before, after = (
        date_format(datetime.fromisoformat(detail[key]).astimezone(pack().zone), "j F Y")
        for key in ("from", "to")
    )
    return gettext(
        "From {before} to {after}, because holidays or closures in the calendar of working days changed."
    ).format(before=before, after=after)


ASSIGNED = Event(
    kind="case.assigned",
    audit=_("Assigned the case to somebody"),
    story=_("The case was assigned to {person}"),
    person="to",
    clock="case.assigned",
    receipt=ReceiptStatus.BEING_LOOKED_INTO,
    tells=(Told(whom=Whom.HOLDER, notice=GIVEN),),
    settles=(NEW_CONCERN,),
)
PAUSED = Event(
    kind="clock.paused",
    audit=_("Paused a time limit"),
    story=_("A time limit was paused: {clock}"),
    tone="quiet",
    words=_clock,
    because=_pause,
)
RESUMED = Event(
    kind="clock.resumed",
    audit=_("Resumed a time limit"),
    story=_("A time limit was resumed: {clock}"),
    tone="quiet",
    words=_clock,
)
MOVED = Event(
    kind="clock.moved",
    audit=_("Moved a time limit, because the calendar of working days was changed"),
    story=_("A time limit was moved: {clock}"),
    tone="warn",
    words=_clock,
    because=_days,
)
ESCALATED = Event(
    kind="clock.escalated",
    audit=_("Told the supervisors that a time limit had run out"),
    tells=(Told(whom=Whom.SUPERVISION, notice=OVERDUE),),
)
EVENTS = (
    ASSIGNED,
    PAUSED,
    RESUMED,
    MOVED,
    ESCALATED,
    *recorded(
        {
            "case.history_viewed": _("Looked at who had looked at the case"),
            "case.opened": _("Opened the case"),
            "case.viewed": _("Looked at the case"),
            "clock.started": _("A time limit began"),
            "clock.stopped": _("A time limit was met"),
            "clock.viewed": _("Looked at a time limit"),
            "clock_pause.opened": _("Read why a time limit was paused"),
            "document.opened": _("Opened a document"),
            "documents.listed": _("Read the titles of the documents"),
            "receipt.viewed": _("Looked at the receipt"),
        }
    ),
)


def assigned(*, is_first: bool, to_oneself: bool) -> Event:
    """The event of assigning a case. Only the first time is it news to the clocks and the reporter.

    Nobody is told what they did themselves.
    """
    event = ASSIGNED if is_first else replace(ASSIGNED, clock="", receipt="")
    return replace(event, tells=()) if to_oneself else event
