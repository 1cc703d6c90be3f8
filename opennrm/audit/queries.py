"""Pages of the audit, and how far it is sealed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min

from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import Page, page_of
from opennrm.foundation.working_time import within_days

from . import access, sealing
from .models import AuditEvent, AuditEventQuerySet

EVENTS_A_PAGE = 20
PEOPLE_A_PAGE = 20
NEWEST_SHOWN = 5
MOST_PEOPLE = 500
"""Of whom one can be chosen to read about alone."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an auditor looks for; what is empty does not limit. Days are days of `zone`, both included."""

    zone: ZoneInfo
    agency_id: UUID | None = None
    kind: str = ""
    who: str = ""
    """An account's id, `SYSTEM` or `NOBODY`."""
    first_day: date | None = None
    last_day: date | None = None

    def among(self, events: AuditEventQuerySet) -> AuditEventQuerySet:
        """The events that are looked for."""
        if self.agency_id:
            events = events.filter(agency_id=self.agency_id)
        if self.kind:
            events = events.filter(kind=self.kind)
        if self.who:
            events = events.by(self.who)
        return events.filter(**within_days("at", self.first_day, self.last_day, self.zone))


@dataclass(frozen=True, kw_only=True)
class LooksOfOne:
    """What one person did with a case, or saw of it: how often, from when until when, what, and the newest looks."""

    who: str
    count: int
    first_at: datetime
    last_at: datetime
    kinds: list[tuple[str, int]]
    newest: list[AuditEvent]

    @property
    def has_more(self) -> bool:
        """Whether there are more looks than the newest ones."""
        return self.count > len(self.newest)


@dataclass(frozen=True)
class SealStatus:
    """How far the audit is sealed: when last, up to which batch, and since when an event waits."""

    batch: int
    sealed_at: datetime | None
    waiting: int
    waiting_since: datetime | None


def page(events: AuditEventQuerySet, mark: str = "", *, size: int = EVENTS_A_PAGE) -> Page[AuditEvent]:
    """A page of events, newest first.

    :raises NoSuchPage: the mark is none of such a list.
    """
    return page_of(events, ("-sequence",), mark, size=size)


def who_looked(actor: Actor, case_id: UUID, wanted: Wanted, *, mark: str = "") -> Page[AuditEvent]:
    """A page of what was done with one case and who looked at it. The caller records that it was asked."""
    return page(wanted.among(access.events_of_case(actor, case_id)), mark)


def people_who_looked(actor: Actor, case_id: UUID, wanted: Wanted, *, mark: str = "") -> Page[LooksOfOne]:
    """As `who_looked`, put together by person, whoever looked last first."""
    events = wanted.among(access.events_of_case(actor, case_id)).with_who()
    found = events.values("who").annotate(
        count=Count("pk"), first_at=Min("at"), last_at=Max("at"), last=Max("sequence")
    )
    listed = page_of(found, ("-last",), mark, size=PEOPLE_A_PAGE)
    kinds: dict[str, list[tuple[str, int]]] = {}
    often = events.filter(who__in=[row["who"] for row in listed.rows]).values_list("who", "kind")
    for who, kind, count in often.annotate(count=Count("pk")).order_by("-count", "kind"):
        kinds.setdefault(who, []).append((kind, count))
    people = [
        LooksOfOne(
            who=row["who"],
            count=row["count"],
            first_at=row["first_at"],
            last_at=row["last_at"],
            kinds=kinds[row["who"]],
            newest=list(events.by(row["who"]).newest_first()[:NEWEST_SHOWN]),
        )
        for row in listed.rows
    ]
    return Page(rows=people, previous=listed.previous, next=listed.next)


def everybody_who_looked(actor: Actor, case_id: UUID) -> list[tuple[str, str]]:
    """Everybody in the events of a case with the name that they had last, by name; accounts only."""
    events = access.events_of_case(actor, case_id).exclude(account_id=None).with_who()
    newest = events.order_by("account_id", "-sequence").distinct("account_id")
    return sorted(
        newest.values_list("who", "account_name")[:MOST_PEOPLE], key=lambda found: found[1].casefold()
    )


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
