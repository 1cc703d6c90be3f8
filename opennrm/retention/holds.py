"""Legal holds: setting one, reviewing it, and lifting it."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.telling import tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, actions, events
from .models import Hold
from .permissions import HOLD_SET
from .rules import last_review_day


def set_hold(case_id: UUID, *, reason: str, review_on: date, by: Actor, at: datetime) -> Hold:
    """Keep a case until somebody lifts the hold. A request to erase the case is withdrawn.

    :param reason: a code of the pack's `hold_reasons`.
    :param review_on: the day by which somebody looks whether the hold is still needed.
    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead it, or their role sets no holds.
    :raises CaseErased: it is erased already.
    :raises TransitionRefused: there is a hold already.
    :raises Refused: an answer has to be corrected.
    """
    case = access.led_case(by, case_id, may=HOLD_SET, lock=True)
    if access.hold_of(by, case_id) is not None:
        raise TransitionRefused(_("This case is already under a legal hold."))
    _refuse_unknown("hold_reasons", reason)
    _refuse_wrong_day(review_on, at=at)
    hold = Hold.make(case, at, reason=reason, set_at=at, set_by_id=by.membership_id, review_on=review_on)
    hold.save(from_action=True, force_insert=True)
    _tell(events.HOLD_SET, hold, {"reason": reason}, by=by, at=at)
    for erasure in access.visible_to(by).of_case(case_id).under_way():
        actions.end(erasure, by=by, at=at)
    return hold


def review(case_id: UUID, hold_id: UUID, *, review_on: date, by: Actor, at: datetime) -> Hold:
    """Keep a hold that is still needed, and name the day of the next review.

    :raises NotThere: there is no such hold that `by` may see, or it was lifted.
    :raises NotAllowed: `by` does not lead the case, or their role sets no holds.
    :raises Refused: the day has to be corrected.
    """
    _case, hold = access.hold_to_change(by, case_id, hold_id, lock=True)
    _refuse_wrong_day(review_on, at=at)
    hold.review_on, hold.reviewed_at, hold.reviewed_by_id = review_on, at, by.membership_id
    _save(hold, "review_on", "reviewed_at", "reviewed_by")
    _tell(events.HOLD_REVIEWED, hold, {}, by=by, at=at)
    return hold


def lift(case_id: UUID, hold_id: UUID, *, reason: str, by: Actor, at: datetime) -> Hold:
    """End a hold. `reason` is a code of the pack's `hold_ends`. The case is erased only if two people decide that.

    :raises NotThere: there is no such hold that `by` may see, or it was lifted.
    :raises NotAllowed: `by` does not lead the case, or their role sets no holds.
    :raises Refused: the reason is none of the list.
    """
    _case, hold = access.hold_to_change(by, case_id, hold_id, lock=True)
    _refuse_unknown("hold_ends", reason)
    hold.lifted_at, hold.lifted_by_id, hold.lift_reason = at, by.membership_id, reason
    _save(hold, "lifted_at", "lifted_by", "lift_reason")
    _tell(events.HOLD_LIFTED, hold, {"reason": reason}, by=by, at=at)
    return hold


def _save(hold: Hold, *fields: str) -> None:
    hold.save(from_action=True, update_fields=fields)


def _refuse_unknown(listed: str, reason: str) -> None:
    if reason not in pack().codes(listed):
        raise Refused(_("Choose one of the answers in the list."), field="reason")


def _refuse_wrong_day(review_on: date, *, at: datetime) -> None:
    today = at.astimezone(pack().zone).date()
    months = pack().erasing.review_months
    if not today < review_on <= last_review_day(today, months):
        raise Refused(
            _("Choose a day after today and within %(months)s months.") % {"months": months},
            field="review_on",
        )


def _tell(event: events.Event, hold: Hold, detail: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    right = case_access.right_in(by, hold.case_id)
    tell(event, hold.case_id, subject=hold, by=by, at=at, right=right, detail=detail, seen_by=[])
