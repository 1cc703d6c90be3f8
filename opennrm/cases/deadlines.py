"""What is due: the clocks that somebody sees, as they stand at a moment, the oldest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from uuid import UUID

from django.db.models import Q

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import Page, page_of

from . import access
from .models import Case, Clock, ClockPause, ClockQuerySet

PAGE = 25
SOON = 4
"""A clock is due soon in the last one of so many equal parts of its time."""


class Standing(StrEnum):
    """How a clock stands. MET and LATE have stopped: in time, or after it had run out."""

    DUE = auto()
    SOON = auto()
    OVERDUE = auto()
    PAUSED = auto()
    MET = auto()
    LATE = auto()


def standing(clock: Clock, *, at: datetime) -> Standing:
    """Tell how a clock stands at a moment that is not before its last change."""
    if clock.stopped_at:
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


def page(actor: Actor, *, paused: bool, mine: bool, mark: str, at: datetime) -> Page[Deadline]:
    """One page of what is due to this actor, the oldest first.

    :param paused: list the clocks that stand still instead of those that run.
    :param mine: only of cases that are assigned to this actor.
    :param mark: of a page of the same list; empty for the first.
    :raises NoSuchPage: the mark is none of this list.
    """
    clocks: ClockQuerySet = Clock.objects.visible_to(actor).running().filter(paused_at__isnull=not paused)
    if mine:
        own = access.visible_to(actor).filter(assigned_to_id=actor.membership_id)
        clocks = clocks.filter(case_id__in=own.values("pk"))
    found = page_of(clocks, ("due_at", "id"), mark, size=PAGE)
    return Page(rows=_deadlines(actor, found.rows, at=at), previous=found.previous, next=found.next)


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
    return _deadlines(actor, clocks.order_by("due_at", "id")[:most], at=at)


def of_case(actor: Actor, case_id: UUID, *, at: datetime) -> list[Deadline]:
    """Every clock of a case that the actor sees: those that run first, each by when it is due."""
    clocks = Clock.objects.visible_to(actor).filter(case_id=case_id).order_by("due_at", "id")
    return _deadlines(actor, sorted(clocks, key=lambda clock: clock.stopped_at is not None), at=at)


def of_clock(actor: Actor, clock: Clock, *, at: datetime) -> Deadline:
    """One clock in words."""
    return _deadlines(actor, [clock], at=at)[0]


def of_matters(actor: Actor, subject_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Deadline]:
    """Of each of these matters, such as referrals, the running clock that is due first."""
    wanted = list(subject_ids)
    if not wanted:
        return {}
    clocks = Clock.objects.visible_to(actor).running().filter(subject_id__in=wanted)
    found = _deadlines(actor, clocks.order_by("-due_at", "-id"), at=at)
    return {deadline.clock.subject_id: deadline for deadline in found if deadline.clock.subject_id}


def _deadlines(actor: Actor, clocks: Iterable[Clock], *, at: datetime) -> list[Deadline]:
    clocks = list(clocks)
    if not clocks:
        return []
    cases = access.visible_to(actor).in_bulk([clock.case_id for clock in clocks])
    pauses = ClockPause.objects.visible_to(actor).filter(clock__in=clocks, resumed_at=None)
    paused_for = dict(pauses.values_list("clock_id", "reason"))
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
