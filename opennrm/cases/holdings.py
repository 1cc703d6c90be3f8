"""What of cases somebody has in hand: their cases, the urgent ones and what is late; and the parts of an agency."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, QuerySet
from django.utils.translation import ngettext

from opennrm.agencies.holdings import CASE, Holding
from opennrm.foundation.actor import Actor

from . import access
from .models import Clock


def _cases(actor: Actor, at: datetime) -> Sequence[QuerySet]:
    return [access.visible_to(actor).open().filter(assigned_to_id=OuterRef("pk"))]


def _urgent(actor: Actor, at: datetime) -> Sequence[QuerySet]:
    return [cases.filter(is_urgent=True) for cases in _cases(actor, at)]


def _overdue(actor: Actor, at: datetime) -> Sequence[QuerySet]:
    running = Clock.objects.visible_to(actor).running().filter(paused_at=None, due_at__lt=at)
    return [running.filter(case__assigned_to_id=OuterRef("pk"))]


HOLDINGS = (
    Holding(
        kind=CASE,
        order=10,
        words=lambda number: ngettext("%(number)s case", "%(number)s cases", number),
        of_members=_cases,
    ),
    Holding(
        kind="urgent",
        order=20,
        words=lambda number: ngettext("%(number)s urgent", "%(number)s urgent", number),
        of_members=_urgent,
    ),
    Holding(
        kind="overdue",
        order=30,
        words=lambda number: ngettext(
            "%(number)s time limit overdue", "%(number)s time limits overdue", number
        ),
        of_members=_overdue,
    ),
    Holding(
        kind="asked",
        order=50,
        words=lambda number: ngettext(
            "%(number)s request waiting for an answer", "%(number)s requests waiting for an answer", number
        ),
    ),
    Holding(
        kind="serving",
        order=60,
        words=lambda number: ngettext(
            "%(number)s child that it is helping", "%(number)s children that it is helping", number
        ),
    ),
    Holding(
        kind="deciding",
        order=70,
        words=lambda number: ngettext(
            "%(number)s decision that it was asked for", "%(number)s decisions that it was asked for", number
        ),
    ),
    Holding(
        kind="receiving",
        order=80,
        words=lambda number: ngettext(
            "%(number)s case that it was asked to take over",
            "%(number)s cases that it was asked to take over",
            number,
        ),
    ),
    Holding(
        kind="taking_part",
        order=90,
        words=lambda number: ngettext(
            "%(number)s case in which it takes part or is asked to",
            "%(number)s cases in which it takes part or is asked to",
            number,
        ),
    ),
    Holding(
        kind="keeping",
        order=95,
        words=lambda number: ngettext(
            "%(number)s case of which it keeps a recording",
            "%(number)s cases of which it keeps a recording",
            number,
        ),
    ),
)
