"""The child as a witness: special measures, the plan for court, and what the child has to be told.

Each is one step of the caller's transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import move

from . import access, events, rules
from .actions import refuse_unless_past
from .models import ChildInProceeding, MeasureStep, ReleaseNotice, SpecialMeasure, WitnessPlan
from .permissions import PROCEEDING_KEEP, WITNESS_SUPPORT
from .states import MEASURE_STEPS, MeasureState
from .telling import tell_of
from .values import Measure, ReleaseEvent


def consider(child_id: UUID, *, kind: str, on: date, page: UUID, by: Actor, at: datetime) -> SpecialMeasure:
    """Begin with a special measure for a child.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    child = access.child_to_change(by, child_id, PROCEEDING_KEEP)
    if earlier := SpecialMeasure.objects.visible_to(by).filter(form_token=page).first():
        return earlier
    if kind not in Measure.values:
        raise Refused(_("Choose a special measure."), field="kind")
    refuse_unless_past(on, at, field="on")
    row = access.new_row(
        SpecialMeasure, child, child=child, kind=kind, considered_on=on, form_token=page, recorded_at=at,
        recorded_by_id=by.membership_id,
    )  # fmt: skip
    row.save(from_action=True, force_insert=True)
    _step_taken(row, child, on, "", by=by, at=at)
    return row


NEEDS_REASON = (MeasureState.REFUSED, MeasureState.IN_PART, MeasureState.NOT_WANTED)
"""What says nothing without a reason."""


def measure_to(
    measure_id: UUID, *, to: str, on: date, reasons: str = "", by: Actor, at: datetime
) -> SpecialMeasure:
    """Record how far a special measure is: filed, granted, arranged, used.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises TransitionRefused: it cannot come to that from where it is.
    :raises NoReason: the reason is missing.
    :raises Refused: the day lies ahead, or the proceeding has ended.
    """
    row = access.measure_to_change(by, measure_id)
    if to not in MeasureState.values:
        raise Refused(_("Choose how far it is."), field="to")
    refuse_unless_past(on, at, field="on")
    if on < (row.decided_on or row.filed_on or row.considered_on):
        raise Refused(_("Enter a day that is not before the last step."), field="on")
    words = require_reason(reasons, field="reasons") if to in NEEDS_REASON else reasons.strip()
    move(row, to, transitions=MEASURE_STEPS)
    if to == MeasureState.FILED:
        row.filed_on = on
    elif to in (MeasureState.GRANTED, MeasureState.IN_PART, MeasureState.REFUSED):
        row.decided_on = on
    elif to == MeasureState.ARRANGED:
        row.ready_on = on
    row.save(from_action=True, update_fields=["state", "filed_on", "decided_on", "ready_on"])
    _step_taken(row, row.child, on, words, by=by, at=at)
    return row


def _step_taken(
    row: SpecialMeasure, child: ChildInProceeding, on: date, reasons: str, *, by: Actor, at: datetime
) -> None:
    step = access.new_row(
        MeasureStep, child, measure=row, state=row.state, happened_on=on, recorded_at=at,
        recorded_by_id=by.membership_id,
    )  # fmt: skip
    case_access.seal(by, child.case_id).close_field(step, "reasons", reasons)
    step.save(from_action=True, force_insert=True)
    tell_of(events.MEASURE_CHANGED, child, subject=row, by=by, at=at, kind=row.kind)


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """How a child is told, prepared and brought to court.

    :param told_by: who tells the child what happens, as was agreed with the child.
    :param safe_way: how and where, so that nobody else hears of it.
    """

    told_by: str
    safe_way: str
    wishes: str = ""
    companion: str = ""
    entrance: str = ""
    waiting: str = ""
    visit_on: date | None = None
    has_separate_ways: bool = False


def plan(
    child_id: UUID, *, preparation: Preparation, seen: int, page: UUID, by: Actor, at: datetime
) -> WitnessPlan:
    """Write the next version of the plan for a child in court. The one before stays.

    :param seen: how many versions there were when the page was opened.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role supports no witnesses.
    :raises Refused: somebody else wrote one meanwhile, or an answer has to be corrected.
    """
    child = access.child_to_change(by, child_id, WITNESS_SUPPORT)
    if earlier := WitnessPlan.objects.visible_to(by).filter(form_token=page).first():
        return earlier
    last = WitnessPlan.objects.visible_to(by).filter(child=child).aggregate(last=Max("version"))["last"] or 0
    if last != seen:
        raise Refused(_("Somebody else has changed this plan. Check what it says now, and what you entered."))
    if not preparation.told_by.strip():
        raise Refused(_("Enter who tells the child what happens."), field="told_by")
    if not preparation.safe_way.strip():
        raise Refused(_("Enter how the child can be told safely."), field="safe_way")
    row = access.new_row(
        WitnessPlan, child, child=child, version=last + 1, visit_on=preparation.visit_on,
        has_separate_ways=preparation.has_separate_ways, form_token=page, recorded_at=at,
        recorded_by_id=by.membership_id,
    )  # fmt: skip
    seal = case_access.seal(by, child.case_id)
    for name in WitnessPlan.SEALED:
        seal.close_field(row, name, getattr(preparation, name).strip())
    row.save(from_action=True, force_insert=True)
    tell_of(events.PLANNED, child, subject=row, by=by, at=at)
    return row


def newest_plan(actor: Actor, child: ChildInProceeding) -> WitnessPlan | None:
    """The plan for a child that counts now, if the actor sees one."""
    found = WitnessPlan.objects.visible_to(actor).filter(child=child)
    return found.order_by("-version").first()


def note_release(
    child_id: UUID,
    *,
    event: str,
    happened_at: datetime,
    walks_out: bool,
    page: UUID,
    by: Actor,
    at: datetime,
) -> ReleaseNotice:
    """Record what happened, or is going to happen, to an accused person, and who tells the child by when.

    If nobody was agreed who tells the child, those who support witnesses are asked to.

    :param walks_out: whether the person can walk free by it: then the child is told before, or on the same day.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role neither prosecutes nor supports witnesses.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    child = access.child_to_change(by, child_id, PROCEEDING_KEEP, WITNESS_SUPPORT)
    if earlier := ReleaseNotice.objects.visible_to(by).filter(form_token=page).first():
        return earlier
    if event not in ReleaseEvent.values:
        raise Refused(_("Choose what happened."), field="event")
    row = access.new_row(
        ReleaseNotice, child, child=child, event=event, happened_at=happened_at, walks_out=walks_out,
        due_at=_due(event, happened_at, walks_out), form_token=page, recorded_at=at,
        recorded_by_id=by.membership_id,
    )  # fmt: skip
    row.save(from_action=True, force_insert=True)
    is_agreed = newest_plan(by, child) is not None
    tell_of(
        events.TO_BE_TOLD if is_agreed else events.UNAGREED, child, subject=row, by=by, at=at, event=event
    )
    return row


def _due(event: str, happened_at: datetime, walks_out: bool) -> datetime:
    leaves = walks_out or event in (ReleaseEvent.RELEASE, ReleaseEvent.ESCAPE)
    days = pack().justice.notice_days
    return rules.notice_due(
        happened_at, walks_out=leaves, working_days=days, calendar=pack().calendar, zone=pack().zone
    )


def told(notice_id: UUID, *, told_at: datetime, how: str, by: Actor, at: datetime) -> ReleaseNotice:
    """Record that the child was told, when and how. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role supports no witnesses.
    :raises Refused: an answer has to be corrected.
    """
    row = access.notice_to_change(by, notice_id)
    if row.told_at is not None:
        return row
    if told_at > at:
        raise Refused(_("Enter when it was. It cannot be in the future."), field="day")
    if not how.strip():
        raise Refused(_("Enter how the child was told, and by whom."), field="how")
    row.told_at, row.told_recorded_by_id = told_at, by.membership_id
    case_access.seal(by, row.case_id).close_field(row, "told_how", how.strip())
    row.save(from_action=True, update_fields=["told_at", "told_how", "told_recorded_by"])
    tell_of(events.CHILD_TOLD, row.child, subject=row, by=by, at=at, event=row.event)
    return row
