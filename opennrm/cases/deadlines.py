"""What is due: the clocks that somebody sees, as they stand at a moment, the oldest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from uuid import UUID

from django.db.models import Q

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.filters import Filters
from opennrm.foundation.pages import Page, page_of

from . import access, holders
from .clocks import CLOSED
from .models import Case, Clock, ClockPause, ClockQuerySet

PAGE = 25
SOON = 4
"""A clock is due soon in the last one of so many equal parts of its time."""


class Standing(StrEnum):
    """How a clock stands. MET and LATE have stopped: in time, or after it had run out. ENDED has with its case."""

    DUE = auto()
    SOON = auto()
    OVERDUE = auto()
    PAUSED = auto()
    MET = auto()
    LATE = auto()
    ENDED = auto()


def standing(clock: Clock, *, at: datetime) -> Standing:
    """Tell how a clock stands at a moment that is not before its last change."""
    if clock.stopped_at:
        if clock.stopped_by_event == CLOSED:
            return Standing.ENDED
        return Standing.MET if clock.stopped_at <= clock.due_at else Standing.LATE
    if clock.paused_at:
        return Standing.PAUSED
    if at > clock.due_at:
        return Standing.OVERDUE
    is_soon = (clock.due_at - at) * SOON <= clock.due_at - clock.started_at
    return Standing.SOON if is_soon else Standing.DUE


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One clock in words. `case` is None for somebody who sees a referral's clock, but not its case."""

    clock: Clock
    title: str
    standing: Standing
    case: Case | None
    leads: bool
    paused_for: str
    may_be_paused: bool

    @property
    def due_at(self) -> datetime:
        """When it is due, as long as it is not paused."""
        return self.clock.due_at


@dataclass(frozen=True, kw_only=True)
class Wanted(Filters):
    """Which clocks somebody looks for. What is empty does not limit.

    `paused`: those that stand still instead of those that run. `mine`: of cases that are assigned to whoever looks.
    `overdue`: those that have run out. `rule` is the code of a time limit, and `holder` what `holders.held` takes: of
    cases that the agency leads, by who has them.
    """

    paused: bool = False
    mine: bool = False
    overdue: bool = False
    rule: str = ""
    holder: str = ""


def page(actor: Actor, wanted: Wanted, *, mark: str, at: datetime) -> Page[Deadline]:
    """One page of what is due to this actor, the oldest first.

    :param mark: of a page of the same list; empty for the first.
    :raises NoSuchPage: the mark is none of this list.
    """
    clocks: ClockQuerySet = (
        Clock.objects.visible_to(actor).running().filter(paused_at__isnull=not wanted.paused)
    )
    if wanted.mine:
        own = access.visible_to(actor).filter(assigned_to_id=actor.membership_id)
        clocks = clocks.filter(case_id__in=own.values("pk"))
    if wanted.overdue:
        clocks = clocks.filter(due_at__lt=at)
    if wanted.rule:
        clocks = clocks.filter(rule=wanted.rule)
    if wanted.holder:
        led = access.visible_to(actor).filter(lead_agency_id=actor.agency_id)
        theirs = led.filter(holders.held(actor, "assigned_to", wanted.holder))
        clocks = clocks.filter(case_id__in=theirs.values("pk"))
    found = page_of(clocks, ("due_at", "id"), mark, size=PAGE)
    return Page(rows=told(actor, found.rows, at=at), previous=found.previous, next=found.next)


def between(
    actor: Actor, *, first: datetime, until: datetime, mine: bool, most: int, at: datetime
) -> list[Deadline]:
    """The running clocks that are due from one moment until before another, the oldest first; at most so many.

    :param mine: only those of cases that are assigned to this actor, and those that their team was asked for.
    """
    clocks = Clock.objects.visible_to(actor).running()
    clocks = clocks.filter(paused_at=None, due_at__gte=first, due_at__lt=until)
    if mine:
        own = access.visible_to(actor).filter(assigned_to_id=actor.membership_id)
        asked = ~Q(case_id__in=access.visible_to(actor).writable_by(actor).values("pk"))
        clocks = clocks.filter(asked | Q(case_id__in=own.values("pk")))
    return told(actor, clocks.order_by("due_at", "id")[:most], at=at)


def of_case(actor: Actor, case: Case, *, at: datetime) -> list[Deadline]:
    """Every clock that the actor sees of a case that they see: those that run first, each by when it is due."""
    found = Clock.objects.visible_to(actor).filter(case_id=case.pk).order_by("due_at", "id")
    clocks = sorted(found, key=lambda clock: clock.stopped_at is not None)
    return told(actor, clocks, at=at, cases={case.pk: case})


def of_clock(actor: Actor, clock: Clock, *, at: datetime) -> Deadline:
    """One clock in words."""
    return told(actor, [clock], at=at)[0]


def of_matters(actor: Actor, subject_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Deadline]:
    """Of each of these matters, such as referrals, the running clock that is due first."""
    wanted = list(subject_ids)
    if not wanted:
        return {}
    clocks = Clock.objects.visible_to(actor).running().filter(subject_id__in=wanted)
    found = told(actor, clocks.order_by("-due_at", "-id"), at=at)
    return {deadline.clock.subject_id: deadline for deadline in found if deadline.clock.subject_id}


def next_of(actor: Actor, cases: Iterable[Case], *, at: datetime) -> dict[UUID, Deadline]:
    """Of each of these cases the clock that runs and is due first."""
    known = {case.pk: case for case in cases}
    clocks = Clock.objects.visible_to(actor).running().filter(case_id__any_of=known, paused_at=None)
    found = told(actor, clocks.order_by("-due_at"), at=at, cases=known)
    return {deadline.clock.case_id: deadline for deadline in found}


def overdue(actor: Actor, *, at: datetime) -> ClockQuerySet:
    """The clocks that have run out, the oldest first."""
    return Clock.objects.visible_to(actor).running().filter(due_at__lt=at, paused_at=None).oldest_first()


def told(
    actor: Actor, clocks: Iterable[Clock], *, at: datetime, cases: Mapping[UUID, Case] | None = None
) -> list[Deadline]:
    """These clocks in words, in their order. `cases`: those of them that the actor sees, if they are known already."""
    clocks = list(clocks)
    if not clocks:
        return []
    if cases is None:
        cases = access.visible_to(actor).in_bulk([clock.case_id for clock in clocks])
    paused = [clock.pk for clock in clocks if clock.paused_at]
    pauses = ClockPause.objects.visible_to(actor).filter(clock_id__any_of=paused, resumed_at=None)
    paused_for = dict(pauses.values_list("clock_id", "reason")) if paused else {}
    rules = pack().clocks
    return [
        Deadline(
            clock=clock,
            title=title_of("clocks", clock.rule),
            standing=standing(clock, at=at),
            case=(case := cases.get(clock.case_id)),
            leads=case is not None and access.leads(actor, case),
            paused_for=title_of("pause_reasons", paused_for.get(clock.pk, "")),
            may_be_paused=clock.rule in rules and bool(rules[clock.rule].pause_reasons),
        )
        for clock in clocks
    ]
