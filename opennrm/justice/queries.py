"""What pages ask of proceedings: what there is to do, dates in court, and both ledgers of restitution."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor

from . import access, rules
from .models import (
    ChildInProceeding,
    Count,
    Hearing,
    Payment,
    Proceeding,
    ReleaseNotice,
    RestitutionOrder,
    SpecialMeasure,
)
from .permissions import PROCEEDING_KEEP
from .rules import Standing
from .states import DECIDED, CountState, MeasureState
from .values import Basis, ChildNeeded, Facts, Role

TRIAL = "trial"
"""The kind of hearing for which special measures have to be decided."""


@dataclass(frozen=True, kw_only=True)
class CourtDate:
    """A hearing, as far as whoever works with a child knows of it. `needed`: whether this child has to be there."""

    hearing: UUID
    child: UUID
    case: UUID
    starts_at: datetime
    ends_at: datetime
    kind: str
    state: str
    needed: str
    court: str


def court_dates(case_id: UUID | None, *, since: datetime, until: datetime) -> list[CourtDate]:
    """When a child's proceedings are in court, the earliest first; for None, of every case that whoever asks sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.court_dates(%s, %s, %s)", [case_id and str(case_id), since, until])
        rows = cursor.fetchall()
    names = ("hearing", "child", "case", "starts_at", "ends_at", "kind", "state", "needed", "court")
    return [CourtDate(**dict(zip(names, row, strict=True))) for row in rows]


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Something that somebody has to do about a proceeding; `of` is the hearing or the child that it is about."""

    kind: str
    proceeding: Proceeding
    moment: datetime | None = None
    days: int = 0
    of: UUID | None = None


def alerts(actor: Actor, *, at: datetime, of: Iterable[Proceeding] | None = None) -> list[Alert]:
    """What there is to do in the proceedings that go on, or in these, the oldest first."""
    going_on = access.going_on(actor).order_by("opened_on", "id")
    found: list[Proceeding] = list(
        going_on if of is None else (each for each in of if each.closed_on is None)
    )
    ids = [each.pk for each in found]
    hearings = _by_proceeding(Hearing.objects.visible_to(actor).listed().filter(proceeding__in=ids))
    given: list[Alert] = []
    for proceeding in found:
        given += _without_result(proceeding, hearings[proceeding.pk], at=at)
        if actor.may(PROCEEDING_KEEP):
            given += _lapsing(proceeding, hearings[proceeding.pk], at=at)
            given += _to_call(proceeding, hearings[proceeding.pk], at=at)
    if actor.may(PROCEEDING_KEEP):
        given += _of_children(actor, {each.pk: each for each in found}, hearings, at=at)
    return given


def _by_proceeding(rows: Iterable[Hearing]) -> dict[UUID, list[Hearing]]:
    found: dict[UUID, list[Hearing]] = defaultdict(list)
    for row in rows:
        found[row.proceeding_id].append(row)
    return found


def _without_result(proceeding: Proceeding, hearings: list[Hearing], *, at: datetime) -> list[Alert]:
    """Only a hearing that is listed, and over for too long: one that was adjourned has its result."""
    days = pack().justice.result_days
    return [
        Alert(kind="no_result", proceeding=proceeding, moment=each.starts_at, of=each.pk)
        for each in hearings
        if rules.is_without_result(
            each.ends_at, at=at, working_days=days, calendar=pack().calendar, zone=pack().zone
        )
    ]


def _lapsing(proceeding: Proceeding, hearings: list[Hearing], *, at: datetime) -> list[Alert]:
    found = rules.lapse(
        proceeding.last_event_at,
        [each.starts_at for each in hearings],
        at=at,
        days=pack().justice.lapse_days,
        reminder_days=pack().justice.reminder_days,
        last_told=proceeding.lapse_told_at,
    )
    if found.is_still:
        return [Alert(kind="still", proceeding=proceeding, days=found.days)]
    if found.reminds:
        return [Alert(kind="remind", proceeding=proceeding, moment=found.waits_for)]
    return []


def _to_call(proceeding: Proceeding, hearings: list[Hearing], *, at: datetime) -> list[Alert]:
    """Hearings to which a child has to come and none was called: such as one to which another was adjourned."""
    return [
        Alert(kind="to_call", proceeding=proceeding, moment=each.starts_at, of=each.pk)
        for each in hearings
        if each.child_needed != ChildNeeded.NO and not each.called and each.starts_at > at
    ]


def _of_children(
    actor: Actor, proceedings: dict[UUID, Proceeding], hearings: dict[UUID, list[Hearing]], *, at: datetime
) -> list[Alert]:
    """Children of whom nobody has decided about special measures, or for whom nobody asked for restitution."""
    children = ChildInProceeding.objects.visible_to(actor).filter(
        proceeding__in=list(proceedings), ended_at=None
    )
    decided = SpecialMeasure.objects.filter(child=OuterRef("pk"), state__in=[*DECIDED, MeasureState.FILED])
    charged = _first_charges(actor, list(proceedings))
    given = []
    for child in children.annotate(is_decided=Exists(decided)).order_by("id"):
        proceeding = proceedings[child.proceeding_id]
        since = charged.get(proceeding.pk)
        if since is None:
            continue
        if not child.is_decided and _are_measures_wanted(child, since, hearings[proceeding.pk], at=at):
            given.append(Alert(kind="measures", proceeding=proceeding, of=child.pk))
        if child.restitution_asked_on is None and child.role != Role.WITNESS:
            given.append(Alert(kind="restitution", proceeding=proceeding, of=child.pk))
    return given


def _first_charges(actor: Actor, ids: Collection[UUID]) -> dict[UUID, date]:
    counts = Count.objects.visible_to(actor).that_count().filter(proceeding__in=ids)
    first: dict[UUID, date] = {}
    for proceeding_id, day in counts.values_list("proceeding_id", "added_on"):
        first[proceeding_id] = min(day, first.get(proceeding_id, day))
    return first


def _are_measures_wanted(
    child: ChildInProceeding, since: date, hearings: list[Hearing], *, at: datetime
) -> bool:
    if child.role == Role.VICTIM:
        return False
    zone, values = pack().zone, pack().justice
    trials = [each.starts_at.astimezone(zone).date() for each in hearings if each.kind == TRIAL]
    return rules.measures_wanted(
        since,
        min(trials, default=None),
        today=at.astimezone(zone).date(),
        days=values.measures_days,
        days_before_trial=values.measures_before_trial_days,
    )


@dataclass(frozen=True, kw_only=True)
class OrderFact:
    """An order of restitution, what came of it, and how it stands."""

    order: RestitutionOrder
    payments: list[Payment]
    paid: Decimal
    standing: Standing


def orders(actor: Actor, child_id: UUID, *, today: date) -> list[OrderFact]:
    """What courts ordered for a child, and what came, the earliest first."""
    found = RestitutionOrder.objects.visible_to(actor).filter(child_id=child_id).order_by("ordered_on", "id")
    return order_facts(actor, list(found), today=today)


def order_facts(actor: Actor, found: list[RestitutionOrder], *, today: date) -> list[OrderFact]:
    """The same for orders that were fetched already."""
    payments: dict[UUID, list[Payment]] = defaultdict(list)
    rows = Payment.objects.visible_to(actor).filter(order__in=[each.pk for each in found])
    for payment in rows.order_by("paid_on", "id"):
        payments[payment.order_id].append(payment)
    return [_fact(order, payments[order.pk], today=today) for order in found]


def _fact(order: RestitutionOrder, payments: list[Payment], *, today: date) -> OrderFact:
    paid = sum((each.amount for each in payments if each.withdrawn_at is None), Decimal(0))
    standing = rules.standing_of_order(
        order.amount,
        paid,
        due_on=order.due_on,
        today=today,
        days_to_enforcement=pack().justice.enforcement_days,
        is_set_aside=order.set_aside_on is not None,
    )
    return OrderFact(order=order, payments=payments, paid=paid, standing=standing)


def untold(actor: Actor) -> "list[ReleaseNotice]":
    """What children have still to be told, the most urgent first."""
    found = ReleaseNotice.objects.visible_to(actor).filter(told_at=None)
    return list(found.order_by("due_at", "id"))


@dataclass(frozen=True, kw_only=True)
class Check:
    """What is missing at the charge, for one count: an answer that figures and the child depend on."""

    count: Count
    has_victim: bool
    needs_restitution: bool
    is_under_other_law: bool


def checklist(counts: Iterable[Count]) -> list[Check]:
    """What to look at in each count before the charge is filed. Restitution is asked for in every trafficking count."""
    return [
        Check(
            count=count,
            has_victim=bool(count.victims),
            needs_restitution=count.facts == Facts.TRAFFICKING or count.basis == Basis.TRAFFICKING,
            is_under_other_law=count.facts == Facts.TRAFFICKING and count.basis != Basis.TRAFFICKING,
        )
        for count in counts
        if count.state != CountState.REPLACED
    ]
