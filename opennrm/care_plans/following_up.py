"""Following up: somebody asks how the child is some months after the case was closed. Each ends in exactly one way."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.country.tasks import DueUnit
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import move
from opennrm.tasks import ending

from . import access, events, rules
from .after_care import FollowUp, FollowUpQuerySet, FollowUpTry
from .permissions import CARE_WRITE
from .states import FOLLOW_UP_TRANSITIONS, FollowUpState, YesNo
from .telling import CareIncomplete, told

CASE_CLOSED, CASE_REOPENED = "case.closed", "case.reopened"
"""What closing tells; it stands above this context."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """How the child is."""

    safe: str
    in_school_or_work: str
    living_situation: str
    re_exploited: str
    words: str = ""


def follow_ups(actor: Actor, case_id: UUID) -> FollowUpQuerySet:
    """The follow-ups of a case, the earliest first."""
    return FollowUp.objects.visible_to(actor).filter(case_id=case_id).order_by("due_on", "made_at", "id")


def due_of(actor: Actor, until: date) -> FollowUpQuerySet:
    """What is to be followed up until a day, in cases that were assigned to the actor."""
    found = FollowUp.objects.visible_to(actor).writable_by(actor).due()
    return found.filter(due_on__lte=until, case__assigned_to_id=actor.membership_id)


def begin(case: Case, *, reason: str, by: Actor, at: datetime) -> None:
    """Make the follow-ups of a case that has just been closed, unless the country follows up no such case."""
    care = pack().care
    if reason in care.not_followed_up:
        return
    closed_on, watch = at.astimezone(pack().zone).date(), [system_principal(clocks.WATCH)]
    for months in care.follow_up_months:
        due = rules.follow_up_due(closed_on, months)
        _first, last = rules.window_of(due, days=care.follow_up_window_days)
        row = FollowUp.make(
            case, at, readers=watch, writers=watch, months=months, due_on=due, last_day=last, made_at=at
        )
        row.save(from_action=True, force_insert=True)
        _tell(events.FOLLOW_UP_MADE, row, by=by, at=at)


def cancel(case_id: UUID, *, by: Actor, at: datetime) -> None:
    """Follow up a case no longer, because it was reopened."""
    for row in follow_ups(by, case_id).due().select_for_update(of=("self",)):
        _end(row, FollowUpState.CANCELLED, by=by, at=at)


def try_to_reach(
    follow_up_id: UUID, *, on: date, way: str, words: str, page: UUID, by: Actor, at: datetime
) -> FollowUpTry:
    """Record that somebody tried to reach the child, and did not.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises Refused: it has ended, or an answer is missing.
    """
    row = _to_change(by, follow_up_id)
    made = access.id_of_page("try", follow_up_id, page, by=by)
    if written := FollowUpTry.objects.visible_to(by).filter(pk=made).first():
        return written
    _refuse_unless_due(row)
    if way not in pack().codes("contact_ways"):
        raise CareIncomplete(_("Choose how you tried."), field="way")
    if on > at.astimezone(pack().zone).date():
        raise CareIncomplete(_("Enter the day. It cannot be in the future."), field="on")
    tried = FollowUpTry.make(
        case_access.visible_to(by).get(pk=row.case_id),
        at,
        id=made,
        follow_up=row,
        tried_on=on,
        way=way,
        recorded_at=at,
        recorded_by_id=by.membership_id,
    )
    case_access.seal(by, row.case_id).close_field(tried, "words", words.strip())
    tried.save(from_action=True, force_insert=True)
    row.tried_at = at
    row.save(from_action=True, update_fields=["tried_at"])
    _tell(events.FOLLOW_UP_TRIED, row, by=by, at=at)
    return tried


def reach(follow_up_id: UUID, *, found: Found, by: Actor, at: datetime) -> FollowUp:
    """Record how the child is. What the country's rules asked for is done by that.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises Refused: it has ended, or an answer is missing.
    """
    row = _to_change(by, follow_up_id)
    _refuse_unless_due(row)
    for field in ("safe", "in_school_or_work", "re_exploited"):
        if getattr(found, field) not in YesNo.values:
            raise CareIncomplete(_("Choose one of the answers in the list."), field=field)
        setattr(row, field, getattr(found, field))
    if found.living_situation not in pack().codes("living_situations"):
        raise CareIncomplete(_("Choose where the child lives."), field="living_situation")
    row.living_situation = found.living_situation
    case_access.seal(by, row.case_id).close_field(row, "words", found.words.strip())
    _end(row, FollowUpState.REACHED, by=by, at=at)
    asking = [
        rule.code
        for rule in pack().task_rules_on(CASE_CLOSED)
        if rule.unit == DueUnit.MONTHS and rule.due == row.months
    ]
    ending.finish_by_rule(row.case_id, asking, made_until=at, by=by, at=at)
    return row


def give_up(follow_up_id: UUID, *, words: str, by: Actor, at: datetime) -> FollowUp:
    """Record that the child was not reached, after as many tries as the country asks for.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises Refused: it has ended, or there were too few tries.
    """
    row = _to_change(by, follow_up_id)
    _refuse_unless_due(row)
    least = pack().care.follow_up_tries
    if FollowUpTry.objects.visible_to(by).filter(follow_up=row).count() < least:
        raise Refused(_("Try at least %(number)d times, and record each time.") % {"number": least})
    case_access.seal(by, row.case_id).close_field(row, "words", words.strip())
    _end(row, FollowUpState.NOT_REACHED, by=by, at=at)
    return row


def finish(follow_up_id: UUID, *, by: Actor, at: datetime) -> FollowUp:
    """Record that nothing more follows from what was learned.

    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role does not allow this.
    :raises TransitionRefused: nobody has said how it went.
    """
    row = _to_change(by, follow_up_id)
    _end(row, FollowUpState.CLOSED, by=by, at=at)
    return row


def miss(*, at: datetime) -> int:
    """Mark those as missed of which the time is over and which nobody tried. For the job; returns how many."""
    watch = Actor(principals=(system_principal(clocks.WATCH),))
    today = at.astimezone(pack().zone).date()
    over = FollowUp.objects.visible_to(watch).due().filter(last_day__lt=today, tried_at=None)
    found = list(over.select_for_update(of=("self",), skip_locked=True))
    for row in found:
        _end(row, FollowUpState.MISSED, by=watch, at=at)
    return len(found)


def _to_change(by: Actor, follow_up_id: UUID) -> FollowUp:
    visible = FollowUp.objects.visible_to(by)
    row = fetch(visible, pk=follow_up_id)
    case_access.case(by, row.case_id, as_="lead", may=CARE_WRITE, lock=True, even_closed=True)
    return fetch(visible.select_for_update(of=("self",)), pk=follow_up_id)


def _refuse_unless_due(row: FollowUp) -> None:
    if row.state != FollowUpState.DUE:
        raise Refused(_("This follow-up has ended already."))


def _end(row: FollowUp, state: FollowUpState, *, by: Actor, at: datetime) -> None:
    move(row, state, transitions=FOLLOW_UP_TRANSITIONS)
    row.ended_at, row.ended_by_id = at, by.membership_id
    fields = ["safe", "in_school_or_work", "living_situation", "re_exploited", "words"]
    row.save(from_action=True, update_fields=["state", "ended_at", "ended_by", *fields])
    _tell(events.FOLLOW_UP_ENDED, row, by=by, at=at)


def _tell(event: Event, row: FollowUp, *, by: Actor, at: datetime) -> None:
    detail = {"follow_ups": str(row.case_id), "months": str(row.months), "state": row.state}
    # The job adds the sentence by its own principal: nobody adds one that they could not read.
    job = [] if by.membership_id else list(by.principals)
    told(event, row, by=by, at=at, detail=detail, seen_by=job)
