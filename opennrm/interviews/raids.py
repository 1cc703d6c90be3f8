"""One plan for many interviews at once, as after a raid: asked for, and booked as a whole. raid_work.py makes it."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from opennrm.audit import actions as audit
from opennrm.cases.models import Case
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import commission, system_principal
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, raid_answers, times
from .finding_rows import Rows, rows_for
from .models import Interview, RaidPlan
from .permissions import INTERVIEW_ARRANGE
from .raid_states import PLAN_TRANSITIONS, UNDER_WAY, PlanState
from .scheduling.problem import Slot
from .scheduling.verifying import faults

JOB = "interviews.plan"
EXPIRY = "interviews.expire_plans"
KEPT_FOR = timedelta(days=14)
"""Long enough to look up what was planned; the times themselves are kept with the interviews."""
FEWEST, MOST = 2, 40
"""One interview has a page of its own, and for more than 40 no plan is promised within ten seconds."""


class NoLongerFits(Refused):
    """A plan is not booked, because something has changed since it was made."""

    def __init__(self, references: Collection[str]) -> None:
        says = _(
            "Something has changed since this plan was made, so nothing was booked. Make the plan again."
        )
        if references:
            of = _("These times no longer fit: {references}.").format(references=", ".join(references))
            says = f"{says} {of}"
        super().__init__(says)


def request(interview_ids: Collection[UUID], *, page: UUID, by: Actor, at: datetime) -> RaidPlan:
    """Ask for one plan for these interviews. The worker makes it.

    :param page: the showing of the page that sent it; sent twice it asks once.
    :raises NotAllowed: the actor's role arranges no interviews.
    :raises Refused: these are too few or too many, or one of them needs no time or is not in sight.
    """
    refuse_unless_arranges(by)
    assert by.membership_id, "Whoever arranges interviews acts for an agency."
    plan_id = access.id_of_page("plan", by.membership_id, page, by=by)
    if earlier := access.plans_of(by).filter(pk=plan_id).first():
        return earlier
    wanted = sorted({str(each) for each in interview_ids})
    if not FEWEST <= len(wanted) <= MOST:
        raise Refused(
            _("Choose at least {fewest} interviews, and at most {most}.").format(fewest=FEWEST, most=MOST),
            field="interviews",
        )
    if access.to_arrange(by).filter(pk__in=wanted).count() != len(wanted):
        raise Refused(
            _("One of these interviews has a time by now, or is not yours to arrange. Choose again."),
            field="interviews",
        )
    plan = RaidPlan(
        pk=plan_id,
        requested_by_id=by.membership_id,
        requested_at=at,
        expires_at=at + KEPT_FOR,
        readers=_holders(by),
        writers=_holders(by),
    )
    data_key = sealing.new_data_key()
    plan.wrapped_key = sealing.wrap_key(plan.pk, data_key)
    sealing.Seal(plan.pk, data_key).close_field(plan, "question", json.dumps(wanted))
    plan.save(from_action=True, force_insert=True)
    # The lock lets one plan be made at a time, so that the worker has hands free for clocks and notices.
    job = app.configure_task(JOB, lock=JOB)
    job.defer(plan_id=str(plan.pk), errand_id=str(commission(JOB)))
    audit.record("interviews.plan_asked", subject=plan, detail={"interviews": len(wanted)})
    return plan


def _holders(by: Actor) -> list[int]:
    own = [by.own_principal] if by.own_principal is not None else []
    return sorted({*own, system_principal(EXPIRY)})


def ask_again(plan_id: UUID, *, page: UUID, by: Actor, at: datetime) -> RaidPlan:
    """Ask for another plan for those interviews of an earlier plan that still have no time.

    :raises NotThere: there is no such plan that this actor may see.
    :raises NotAllowed: the actor's role arranges no interviews.
    :raises TransitionRefused: the worker is still at the earlier plan.
    :raises Refused: there are not enough of them any more.
    """
    refuse_unless_arranges(by)
    plan = access.plan_to_read(by, plan_id)
    if plan.state in UNDER_WAY and not access.is_left_behind(plan, at=at):
        raise TransitionRefused(_("The plan is still being made. Wait for it first."))
    still = access.to_arrange(by).filter(pk__in=access.interviews_of_plan(plan))
    return request(list(still.values_list("pk", flat=True)), page=page, by=by, at=at)


def book(plan_id: UUID, *, by: Actor, at: datetime) -> RaidPlan:
    """Book every time of a plan, or none. The plan is verified once more, against everything as it is now.

    :raises NotThere: there is no such plan that this actor may see.
    :raises NotAllowed: the actor's role arranges no interviews.
    :raises TransitionRefused: it is not made yet, or was booked.
    :raises NoLongerFits: something has changed since; it names the cases whose times no longer fit.
    """
    refuse_unless_arranges(by)
    plan = access.plan_to_change(by, plan_id)
    if plan.state != PlanState.DONE:
        raise TransitionRefused(_("This plan cannot be booked: it is not made, or was booked already."))
    result = access.open_plan(plan)
    if not result["slots"]:
        raise Refused(_("There is nothing to book: no interview has a time in this plan."))
    _refuse_stale(plan, result, by=by, at=at)
    with transaction.atomic():
        for each in result["slots"]:
            _book_one(each, by=by, at=at)
        move(plan, PlanState.BOOKED, transitions=PLAN_TRANSITIONS)
        plan.booked_at = at
        plan.save(from_action=True, update_fields=["state", "booked_at"])
        audit.record("interviews.plan_booked", subject=plan, detail={"interviews": len(result["slots"])})
    return plan


def _book_one(kept: raid_answers.Kept, *, by: Actor, at: datetime) -> None:
    interview_id = UUID(kept["slot"][0])
    try:
        times.schedule(
            interview_id,
            space=UUID(kept["space"]),
            lead=UUID(kept["lead"]),
            people=[(capacity, UUID(who)) for capacity, who in kept["people"]],
            starts_at=raid_answers.moment(kept["starts_at"]),
            ends_at=raid_answers.moment(kept["ends_at"]),
            by=by,
            at=at,
        )
    except (NotThere, Refused, TransitionRefused) as refusal:
        raise NoLongerFits(references(by, [interview_id])) from refusal


def _refuse_stale(plan: RaidPlan, result: raid_answers.Kept, *, by: Actor, at: datetime) -> None:
    slots = raid_answers.slots_of(result)
    wanted = [slot.child for slot in slots] + [each["child"] for each in result["left_out"]]
    ready = list(access.to_arrange(by).filter(pk__in=wanted))
    gone = set(wanted) - {str(row.pk) for row in ready}
    if gone:
        raise NoLongerFits(references(by, {slot.child for slot in slots} & gone))
    rows = rows_for(by, ready, at=plan.requested_at)
    wrong = _wrong(rows, slots, at=at)
    if wrong or raid_answers.fingerprint(rows.problem) != result["of"]:
        raise NoLongerFits(references(by, wrong))


def _wrong(rows: Rows, slots: list[Slot], *, at: datetime) -> set[str]:
    """The interviews whose times break a condition as everything is now, or have begun."""
    known = [slot for slot in slots if slot.space in rows.spaces and set(slot.people) <= rows.members.keys()]
    broken = {child for _condition, child in faults(rows.problem, known)}
    return (
        broken
        | {slot.child for slot in slots if slot not in known}
        | {slot.child for slot in slots if rows.moment(slot.start) < at}
    )


def references(by: Actor, interview_ids: Iterable[UUID | str]) -> list[str]:
    """The references of the cases of these interviews, as far as the actor sees them."""
    found = Interview.objects.visible_to(by).filter(pk__in=list(interview_ids)).values("case_id")
    cases = Case.objects.visible_to(by).filter(pk__in=found)
    return list(cases.order_by("reference").values_list("reference", flat=True))


def expire(*, at: datetime) -> int:
    """Delete the plans whose time is over; returns how many. For the job of this name."""
    job = system_principal(EXPIRY)
    old = RaidPlan.objects.filter(readers__contains=[job], expires_at__lte=at)
    plans = list(old.defer("question", "result").select_for_update(skip_locked=True))
    for plan in plans:
        audit.record("interviews.plan_expired", subject=plan, right=EXPIRY)
        RaidPlan.objects.filter(pk=plan.pk).delete(from_action=True)
    return len(plans)


def note_listed(number: int) -> None:
    """Record that interviews which need a time were listed with the references of their cases."""
    if number:
        audit.record("interviews.listed_to_plan", detail={"listed": number})


def refuse_unless_arranges(by: Actor) -> None:
    """Return only for somebody whose role arranges interviews.

    :raises NotAllowed: it does not.
    """
    if by.own_principal is None or not by.may(INTERVIEW_ARRANGE):
        raise NotAllowed(_("Your role does not allow this."))
