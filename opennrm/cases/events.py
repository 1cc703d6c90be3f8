"""What happens to a case, to its time limits, documents and receipts, and what follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Text, Told, recorded

from .states import ReceiptStatus


class Whom(StrEnum):
    """Relations to a case by which somebody is told something; each is found when it is told."""

    HOLDER = "holder"
    """Whoever holds the case now: the person it is assigned to, or the team that takes new cases. Their supervisors,
    once that person can no longer sign in."""
    SUPERVISION = "supervision"


TAKING_PART = "taking part"
"""Whoever sees the case by another part than its lead."""

FORMER_HOLDER = "former holder"
"""Whoever held the case until now; a relation that the action gives which moves it."""

NEW_CONCERN = NoticeKind(kind="concern.new", says=_("A new concern is waiting for your team."), about="case")
GIVEN = NoticeKind(kind="case.assigned", says=_("A case was assigned to you."), about="case")
LOST = NoticeKind(kind="case.lost", says=_("A case is no longer assigned to you."), about="case")
OVERDUE = NoticeKind(kind="clock.overdue", says=_("A time limit has passed."), about="case")
PROGRESS = NoticeKind(
    kind="concern.progress", says=_("There is news about something that you reported."), about="receipt"
)
DOCUMENT_NEW = NoticeKind(
    kind="document.new", says=_("A document was added to one of your cases."), about="case"
)
URGENT = NoticeKind(kind="case.urgent", says=_("A case has become urgent."), about="case")
RISK = NoticeKind(
    kind="risk.highest", says=_("The risk to a child is now at the highest level."), about="case"
)
TAKEN_OVER = NoticeKind(
    kind="case.taken_over",
    says=_("Your agency has taken over a case. Nobody is assigned to it yet."),
    about="case",
)
NEW_LEAD = NoticeKind(
    kind="case.new_lead", says=_("Another agency now leads a case that your team works on."), about="case"
)
NOTICES = (NEW_CONCERN, GIVEN, LOST, OVERDUE, PROGRESS, URGENT, RISK, DOCUMENT_NEW, TAKEN_OVER, NEW_LEAD)


def _clock(detail: Detail) -> dict[str, str]:
    return {"clock": title_of("clocks", detail["rule"])}


def _pause(detail: Detail) -> str:
    return title_of("pause_reasons", detail["reason"])


def _level(detail: Detail) -> dict[str, str]:
    return {"level": title_of("risk_levels", detail["level"])}


def fields_in_words(words: Mapping[str, Text]) -> Callable[[Detail], Mapping[str, str]]:
    """For the story of a correction: the names of the fields in the detail, in these words."""

    def in_words(detail: Detail) -> Mapping[str, str]:
        return {"fields": ", ".join(str(words.get(name, name)) for name in detail["fields"].split())}

    return in_words


def _document(detail: Detail) -> dict[str, str]:
    """What a document is called where nobody has opened it. What came with a concern has no kind."""
    sentence = gettext("{kind} (number {number})") if detail["kind"] else gettext("number {number}")
    kind = title_of("document_kinds", detail["kind"])
    return {"document": sentence.format(kind=kind, number=detail["number"])}


def _days(detail: Detail) -> str:
    before, after = (
        date_format(datetime.fromisoformat(detail[key]).astimezone(pack().zone), "j F Y")
        for key in ("from", "to")
    )
    return gettext(
        "From {before} to {after}, because holidays or closures in the calendar of working days changed."
    ).format(before=before, after=after)


FACT_WORDS = {
    "age": _("age"),
    "sex": _("sex"),
    "languages": _("languages"),
    "area": _("area"),
}
"""The fields of a case that can be corrected, as the story names them."""

ASSIGNED = Event(
    kind="case.assigned",
    audit=_("Assigned the case to somebody"),
    story=_("The case was assigned to {person}"),
    person="to",
    clock="case.assigned",
    receipt=ReceiptStatus.BEING_LOOKED_INTO,
    tells=(Told(whom=Whom.HOLDER, notice=GIVEN), Told(whom=FORMER_HOLDER, notice=LOST)),
    settles=(NEW_CONCERN, TAKEN_OVER),
)
UNDONE = Event(
    kind="case.assignment_undone",
    audit=_("Undid that the case was assigned to somebody"),
    story=_("This was undone: the case was assigned to {person}"),
    person="from",
    tells=(Told(whom=FORMER_HOLDER, notice=LOST), Told(whom=Whom.HOLDER, notice=GIVEN)),
)
HANDED_OVER = Event(
    kind="case.handed_over",
    audit=_("Took over the case from another agency"),
    story=_("{agency} leads the case from now on"),
    tone="info",
    agency="agency",
    tells=(
        Told(whom=Whom.HOLDER, notice=TAKEN_OVER),
        Told(whom=TAKING_PART, notice=NEW_LEAD),
    ),
)
"""The case has changed hands, from one agency to another."""
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
CORRECTED = Event(
    kind="case.corrected",
    audit=_("Corrected what is recorded of the case"),
    story=_("Corrected: {fields}"),
    tone="quiet",
    words=fields_in_words(FACT_WORDS),
    about="corrections",
)
RISK_ASSESSED = Event(
    kind="risk.assessed",
    audit=_("Assessed the risk to the child"),
    story=_("The risk was assessed: {level}"),
    words=_level,
    about="risk",
    clock="risk.assessed",
    tells=(Told(whom=Whom.SUPERVISION, notice=RISK),),
)
DOCUMENT_ADDED = Event(
    kind="document.added",
    audit=_("Added a document"),
    story=_("A document was added: {document}"),
    words=_document,
    tells=(Told(whom=Whom.HOLDER, notice=DOCUMENT_NEW),),
)
DOCUMENT_REMOVED = Event(
    kind="document.removed",
    audit=_("Marked a document as added by mistake"),
    story=_("A document was marked as added by mistake: {document}"),
    tone="warn",
    words=_document,
)
DOCUMENT_RESTORED = Event(
    kind="document.restored",
    audit=_("Put a document back that had been marked as added by mistake"),
    story=_("A document was put back: {document}"),
    words=_document,
)
EVENTS = (
    ASSIGNED,
    UNDONE,
    HANDED_OVER,
    CORRECTED,
    RISK_ASSESSED,
    PAUSED,
    RESUMED,
    MOVED,
    ESCALATED,
    DOCUMENT_ADDED,
    DOCUMENT_REMOVED,
    DOCUMENT_RESTORED,
    *recorded(
        {
            "assignments.opened": _("Read to whom the case was assigned, and what they were to know"),
            "case.history_viewed": _("Looked at who had looked at the case"),
            "case.opened": _("Opened the case"),
            "case.viewed": _("Looked at the case"),
            "corrections.opened": _("Read what was corrected, and why"),
            "risk.opened": _("Read why the risk was assessed as it was"),
            "clock.started": _("A time limit began"),
            "clock.stopped": _("A time limit was met"),
            "clock.viewed": _("Looked at a time limit"),
            "clock_pause.opened": _("Read why a time limit was paused"),
            "document.downloaded": _("Downloaded a document"),
            "document.opened": _("Opened a document"),
            "document.removal_read": _("Read why a document was marked as added by mistake"),
            "document.viewed": _("Looked at the page of a document"),
            "documents.listed": _("Read the titles of the documents"),
            "documents.viewed": _("Looked at the list of documents"),
            "receipt.printed": _("Opened the receipt to print it"),
            "receipt.viewed": _("Looked at the receipt"),
        }
    ),
)


def assigned(*, is_first: bool, to_oneself: bool) -> Event:
    """The event of assigning a case. Only the first time is it news to the clocks and the reporter.

    Nobody is told what they did themselves.
    """
    event = ASSIGNED if is_first else replace(ASSIGNED, clock="", receipt="")
    told = tuple(told for told in event.tells if told.whom != Whom.HOLDER or not to_oneself)
    return replace(event, tells=told)


def undone(*, leaves_nobody: bool) -> Event:
    """The event of undoing an assignment. A case that nobody has now waits for the whole team again."""
    if not leaves_nobody:
        return UNDONE
    to_team = Told(whom=Whom.HOLDER, notice=NEW_CONCERN)
    return replace(UNDONE, tells=(UNDONE.tells[0], to_team))
