"""Hearings: listed on any day to come, held, adjourned or taken off the list; and children who have to be there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import move
from opennrm.interviews import court
from opennrm.interviews.models import Interview

from . import access, events
from .actions import happened
from .models import ChildInProceeding, Hearing, Proceeding
from .permissions import HEARING_KEEP, PROCEEDING_KEEP
from .states import HEARING_STEPS, HearingState
from .telling import tell_of
from .values import ChildNeeded, RequestedBy


def list_hearing(
    proceeding_id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    kind: str,
    child_needed: str,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Hearing:
    """List a hearing, on any day. A child that has to be there is called apart, by a prosecutor.

    :raises NotThere: there is no such proceeding that this actor may see.
    :raises NotAllowed: the actor's role keeps no hearings.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    proceeding = access.proceeding_to_change(by, proceeding_id, may=(PROCEEDING_KEEP, HEARING_KEEP))
    if earlier := access.of_proceeding(Hearing, by, proceeding_id).filter(form_token=page).first():
        return earlier
    if kind not in pack().codes("hearing_kinds"):
        raise Refused(_("Choose what the hearing is for."), field="kind")
    if child_needed not in ChildNeeded.values:
        raise Refused(_("Choose whether a child has to be there."), field="child_needed")
    if ends_at <= starts_at:
        raise Refused(_("Enter an end that is after the start."), field="until")
    hearing = _new(proceeding, starts_at, ends_at, kind, child_needed, page=page, by=by, at=at)
    hearing.save(from_action=True, force_insert=True)
    happened(proceeding, at=at)
    audit.record("hearing.listed", subject=hearing)
    return hearing


def _new(
    proceeding: Proceeding,
    starts_at: datetime,
    ends_at: datetime,
    kind: str,
    child_needed: str,
    *,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Hearing:
    team = sorted({*access.with_clerks(proceeding.agency_id), access.worker()})
    return Hearing(
        readers=team, writers=team, proceeding=proceeding, starts_at=starts_at, ends_at=ends_at, kind=kind,
        child_needed=child_needed, form_token=page, recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip


def call(
    hearing_id: UUID, *, children: Collection[UUID], by: Actor, at: datetime
) -> dict[UUID, list[Interview]]:
    """Say which children have to come to a hearing. Gives the interviews that clash with it, by child.

    Whoever arranges such an interview is told at once. A child that was called before and is not any more is told off.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: it is not listed any more, or no child has to be there.
    """
    hearing = access.hearing_to_change(by, hearing_id)
    access.proceeding_to_change(by, hearing.proceeding_id)
    if hearing.state != HearingState.LISTED:
        raise Refused(_("This hearing is not listed any more."))
    if children and hearing.child_needed == ChildNeeded.NO:
        raise Refused(_("No child has to be at this hearing. List another one."), field="children")
    known = {
        row.pk: row for row in access.children(by).filter(proceeding_id=hearing.proceeding_id, ended_at=None)
    }
    if set(children) - set(known):
        raise Refused(_("Choose children of this proceeding."), field="children")
    before, after = set(hearing.called), set(children)
    hearing.called = sorted(after)
    hearing.save(from_action=True, update_fields=["called"])
    happened(hearing.proceeding, at=at)
    for child_id in sorted(before - after):
        tell_off(hearing, child_id, by=by, at=at)
    return {child_id: _call(hearing, known[child_id], by=by, at=at) for child_id in sorted(after - before)}


def _call(hearing: Hearing, child: ChildInProceeding, *, by: Actor, at: datetime) -> list[Interview]:
    clashes = court.called(
        child.case_id,
        time_id=_time_of(hearing, child.pk, number=_calls(hearing, child, by=by)),
        starts_at=hearing.starts_at,
        ends_at=hearing.ends_at,
        holders=[*access.prosecutors(child.agency_id), access.worker()],
        by=by,
        at=at,
    )
    tell_of(events.CALLED, child, by=by, at=at, kind=hearing.kind)
    return clashes


def _calls(hearing: Hearing, child: ChildInProceeding, *, by: Actor) -> int:
    """How often the child was called to this hearing before, and told off again."""
    number = 0
    while court.is_known(_time_of(hearing, child.pk, number=number), by=by):
        number += 1
    return number


def _time_of(hearing: Hearing, child_id: UUID, *, number: int) -> UUID:
    return sealing.id_of("child in court", f"{hearing.pk}|{child_id}|{number}")


def tell_off(hearing: Hearing, child_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let a child know that they do not have to come to a hearing, and free that time."""
    child = access.children(by).filter(pk=child_id).first()
    if child is None:
        return
    number = _calls(hearing, child, by=by)
    if number:
        court.not_called(_time_of(hearing, child_id, number=number - 1), by=by, at=at)
    tell_of(events.NOT_CALLED, child, by=by, at=at, kind=hearing.kind)


def hold(hearing_id: UUID, *, orders: str, by: Actor, at: datetime) -> Hearing:
    """Record that a hearing was held, and what the court ordered for the proceeding.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role keeps no hearings.
    :raises TransitionRefused: it has a result already.
    :raises Refused: it has not begun, or the proceeding has ended.
    """
    hearing = access.hearing_to_change(by, hearing_id)
    if hearing.starts_at > at:
        raise Refused(_("This hearing has not begun yet."))
    hearing.orders = orders.strip()
    _end(hearing, HearingState.HELD, by=by, at=at)
    audit.record("hearing.held", subject=hearing)
    return hearing


def adjourn(
    hearing_id: UUID,
    *,
    reason_code: str,
    requested_by: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Hearing:
    """Record that a hearing was adjourned, and why; to another time, or to none. Children are called anew to that one.

    :return: the hearing that was adjourned.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role keeps no hearings.
    :raises TransitionRefused: it has a result already.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    hearing = access.hearing_to_change(by, hearing_id)
    _give_reason(hearing, reason_code, requested_by)
    if starts_at is not None and ends_at is not None:
        if ends_at <= starts_at or starts_at <= hearing.starts_at:
            raise Refused(_("Enter a time after this hearing."), field="day")
        later = _new(
            hearing.proceeding,
            starts_at,
            ends_at,
            hearing.kind,
            hearing.child_needed,
            page=page,
            by=by,
            at=at,
        )
        later.save(from_action=True, force_insert=True)
        audit.record("hearing.listed", subject=later)
        hearing.next = later
    _end(hearing, HearingState.ADJOURNED, by=by, at=at)
    audit.record("hearing.adjourned", subject=hearing)
    return hearing


def vacate(hearing_id: UUID, *, reason_code: str, requested_by: str, by: Actor, at: datetime) -> Hearing:
    """Take a hearing off the list, and say why.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role keeps no hearings.
    :raises TransitionRefused: it has a result already.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    hearing = access.hearing_to_change(by, hearing_id)
    _give_reason(hearing, reason_code, requested_by)
    _end(hearing, HearingState.VACATED, by=by, at=at)
    audit.record("hearing.vacated", subject=hearing)
    return hearing


def _give_reason(hearing: Hearing, reason_code: str, requested_by: str) -> None:
    if reason_code not in pack().codes("hearing_reasons"):
        raise Refused(_("Choose why."), field="reason_code")
    if requested_by not in RequestedBy.values:
        raise Refused(_("Choose at whose request."), field="requested_by")
    hearing.reason_code, hearing.requested_by = reason_code, requested_by
    hearing.reason_version = pack().justice.reasons_version


def _end(hearing: Hearing, to: str, *, by: Actor, at: datetime) -> None:
    """Give a hearing its result. Children who need not come any more hear that from the worker (`watching`)."""
    move(hearing, to, transitions=HEARING_STEPS)
    hearing.result_on = at.astimezone(pack().zone).date()
    hearing.save(
        from_action=True,
        update_fields=[
            "state",
            "reason_code",
            "reason_version",
            "requested_by",
            "result_on",
            "orders",
            "next",
        ],
    )
    happened(hearing.proceeding, at=at)
