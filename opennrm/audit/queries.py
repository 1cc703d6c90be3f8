"""Pages of the audit, and how far it is sealed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from opennrm.foundation.actor import Actor

from . import access, sealing
from .models import AuditEvent, AuditEventQuerySet

EVENTS_A_PAGE = 50


@dataclass(frozen=True)
class Page:
    """One page of events, newest first; `older` is where the next one begins, if there is one."""

    events: list[AuditEvent]
    older: int | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an auditor looks for; what is empty does not limit. Days are days of `zone`, both included."""

    zone: ZoneInfo
    agency_id: UUID | None = None
    kind: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def among(self, events: AuditEventQuerySet) -> AuditEventQuerySet:
        """The events that are looked for."""
        if self.agency_id:
            events = events.filter(agency_id=self.agency_id)
        if self.kind:
            events = events.filter(kind=self.kind)
        if self.first_day:
            events = events.filter(at__gte=self._start_of(self.first_day))
        if self.last_day:
            events = events.filter(at__lt=self._start_of(self.last_day + timedelta(days=1)))
        return events

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.zone)


@dataclass(frozen=True)
class SealStatus:
    """How far the audit is sealed: when last, up to which batch, and since when an event waits."""

    batch: int
    sealed_at: datetime | None
    waiting: int
    waiting_since: datetime | None


def page_of(events: AuditEventQuerySet, *, before: int | None = None, size: int = EVENTS_A_PAGE) -> Page:
    """One page, beginning before a place in the sequence."""
    if before is not None:
        events = events.filter(sequence__lt=before)
    found = list(events.newest_first()[: size + 1])
    return Page(found[:size], found[size - 1].sequence if len(found) > size else None)


def who_looked(actor: Actor, case_id: UUID, *, before: int | None = None) -> Page:
    """A page of what was done with one case and who looked at it. The caller records that it was asked."""
    return page_of(access.events_of_case(actor, case_id), before=before)


def seal_status(actor: Actor) -> SealStatus:
    """How far the audit is sealed, as far as the actor may read it."""
    head = sealing.head()
    waiting = sealing.unsealed().visible_to(actor).order_by("sequence")
    if head is not None:
        waiting = waiting.filter(transaction__gte=head.horizon)
    oldest = waiting.first()
    return SealStatus(
        batch=head.number if head else 0,
        sealed_at=head.sealed_at if head else None,
        waiting=waiting.count(),
        waiting_since=oldest.at if oldest else None,
    )
