"""Who may see and change interviews. Nothing else in the product decides this."""

import json
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.cases.models import Case
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.permissions import Permission
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.visibility import GuardedQuerySet

from .models import (
    CaseReview,
    ChildTime,
    ConflictOfInterest,
    Interview,
    InterviewQuerySet,
    Place,
    PriorAccount,
    RaidPlan,
    SampleWindow,
)
from .permissions import (
    INTERVIEW_APPROVE,
    INTERVIEW_ARRANGE,
    INTERVIEW_LEAD,
    INTERVIEW_REQUEST,
)
from .raid_states import UNDER_WAY
from .states import BOOKED, State
from .vocabulary import SCOPE

Row = TypeVar("Row", bound=CaseBound)
READ = (INTERVIEW_REQUEST, INTERVIEW_APPROVE, INTERVIEW_ARRANGE, INTERVIEW_LEAD)
"""Whoever has one of these reads the request with what the child wishes; whoever only watches does not."""
READ_NOTE = (INTERVIEW_REQUEST, INTERVIEW_LEAD)
SILENT_AFTER = timedelta(minutes=3)
"""Without a sign of life for so long, the worker is taken for dead. A plan takes far less."""
ON_THE_DAY = (INTERVIEW_LEAD, INTERVIEW_ARRANGE)


def visible_to(actor: Actor) -> InterviewQuerySet:
    """The interviews that the actor sees: of cases that they lead, and where their part in the case covers them."""
    return Interview.objects.visible_to(actor)


def may_any(actor: Actor, permissions: tuple[Permission, ...]) -> bool:
    return any(actor.may(each) for each in permissions)


def _refuse_unless(actor: Actor, *permissions: Permission) -> None:
    if not may_any(actor, permissions):
        raise NotAllowed(_("Your role does not allow this."))


def case_with_interviews(
    actor: Actor, case_id: UUID, *, may: Permission, lock: bool = False, event: str | None = "case.viewed"
) -> Case:
    """Return a case to somebody who leads it, or has a part in it that covers interviews.

    :param lock: nobody gives the case away until the transaction ends.
    :raises NotThere: there is no such case that this actor may see, or its interviews are nothing of theirs.
    :raises NotAllowed: the actor's role does not allow it.
    :raises CaseClosed: it is to be locked, and is closed.
    """
    case = case_access.case(actor, case_id, event=None)
    if not has_part(actor, case):
        raise NotThere
    _refuse_unless(actor, may)
    if lock:
        if case.closed_at is not None:
            case_access.refuse_closed()
        participation.keep_lead(case_id)
    elif event is not None:
        audit.record(event, subject=case, right=case_access.right_of(actor, case))
    return case


def has_part(actor: Actor, case: Case) -> bool:
    """Whether the interviews of a case are something of the actor's."""
    if case_access.leads(actor, case):
        return True
    held = case_access.own_parts(actor, case.pk).filter(scopes__contains=[SCOPE], ended_at=None)
    return held.exists()


def interview_to_read(
    actor: Actor, interview_id: UUID, *, may: tuple[Permission, ...] = READ, event: str = "interview.opened"
) -> Interview:
    """Return an interview, and record who looked: what is sealed in it is opened with it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow it.
    """
    people = "requested_by__account", "requested_by__agency", "approved_by__account", "approved_by__agency"
    found = visible_to(actor).select_related(*people, "space", "lead__account", "lead__agency")
    interview = fetch(found, pk=interview_id)
    _refuse_unless(actor, *may)
    audit.record(event, subject=interview, right=case_access.right_in(actor, interview.case_id))
    return interview


def interview_to_change(actor: Actor, interview_id: UUID, *may: Permission) -> Interview:
    """Return an interview locked, to somebody whose role has one of these permissions.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow it.
    """
    found = fetch(visible_to(actor), pk=interview_id)
    _refuse_unless(actor, *may)
    participation.keep_lead(found.case_id)
    return fetch(visible_to(actor).select_for_update(of=("self",)), pk=interview_id)


def interview_of_the_day(actor: Actor, interview_id: UUID) -> Interview:
    """Return an interview locked, to whoever leads it, or arranges it and types what was written on paper.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, or the actor's role does not allow it.
    """
    interview = interview_to_change(actor, interview_id, *ON_THE_DAY)
    if not (actor.may(INTERVIEW_ARRANGE) or is_led_by(actor, interview)):
        raise NotAllowed(_("Only whoever leads this interview, or arranges it, can do this."))
    return interview


def interview_as_its_lead(actor: Actor, interview_id: UUID) -> Interview:
    """Return an interview locked, to whoever leads it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another person leads it, or the actor's role leads none.
    """
    interview = interview_to_change(actor, interview_id, INTERVIEW_LEAD)
    if not is_led_by(actor, interview):
        raise NotAllowed(_("Only whoever leads this interview can do this."))
    return interview


def is_led_by(actor: Actor, interview: Interview) -> bool:
    """Whether the actor is the interviewer of this interview."""
    return interview.lead_id is not None and interview.lead_id == actor.membership_id


def parts_covering(case_id: UUID, scope: str = SCOPE) -> list[int]:
    """Those who hold a part in a case that covers interviews, or another scope, for whoever takes part in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.parts_covering(%s, %s)", [str(case_id), scope])
        return list(cursor.fetchone()[0])


def new_row(model: type[Row], case: Case, at: datetime, **columns: Any) -> Row:
    """A row of a case, not saved yet, that the lead and every part that covers interviews sees and may change."""
    parts = parts_covering(case.pk)
    return model.make(case, at, readers=parts, writers=parts, **columns)


def row_of(model: type[Row], interview: Interview, **columns: Any) -> Row:
    """A row about an interview, not saved yet, seen and changed by those who see and change the interview."""
    return model(
        case_id=interview.case_id,
        interview=interview,
        readers=interview.readers,
        writers=interview.writers,
        **columns,
    )


def rows(model: type[Row], actor: Actor, interview: Interview) -> "QuerySet[Row]":
    """What the actor sees of one kind of rows of an interview."""
    found: QuerySet[Row] = model.objects.visible_to(actor).filter(interview_id=interview.pk)
    return found


def row_to_change(model: type[Row], actor: Actor, interview: Interview, row_id: UUID) -> Row:
    """One row of an interview, locked.

    :raises NotThere: there is none that this actor may see.
    """
    return fetch(rows(model, actor, interview).select_for_update(of=("self",)), pk=row_id)


def of_case(model: type[Row], actor: Actor, case_id: UUID) -> "CaseBoundQuerySet":
    """What the actor sees of one kind of rows of a case."""
    return model.objects.visible_to(actor).of_case(case_id)


def accounts_of(actor: Actor, case_id: UUID) -> "QuerySet[PriorAccount]":
    """What a child told before, the earliest first."""
    return (
        of_case(PriorAccount, actor, case_id).select_related("asked_by").order_by("told_on", "added_at", "id")
    )


def times_of(actor: Actor, case_id: UUID) -> "QuerySet[ChildTime]":
    """The times in which a child has something else, the earliest first."""
    return of_case(ChildTime, actor, case_id).filter(removed_at=None).order_by("starts_at", "id")


def conflicts_of(actor: Actor, case_id: UUID) -> "QuerySet[ConflictOfInterest]":
    """Who has nothing to do with the interviews of a child."""
    return of_case(ConflictOfInterest, actor, case_id).filter(withdrawn_at=None).order_by("declared_at", "id")


def places_of(actor: Actor, interview: Interview) -> "QuerySet[Place]":
    """Who is planned for an interview now."""
    return (
        rows(Place, actor, interview)
        .filter(released_at=None)
        .select_related("official__account", "official__agency")
        .order_by("planned_at", "id")
    )


def windows_of(actor: Actor, case_id: UUID) -> "CaseBoundQuerySet":
    """The last contacts that are known of a case, each until an examination or another contact."""
    return of_case(SampleWindow, actor, case_id)


def open_windows_of(actor: Actor, case_id: UUID) -> "CaseBoundQuerySet":
    """The one that still counts: no examination is recorded, and no other last contact became known."""
    return windows_of(actor, case_id).filter(examined_at=None, replaced_at=None)


def reviews_of(actor: Actor, case_id: UUID) -> "QuerySet[CaseReview]":
    """The case reviews of a case, the newest first."""
    return of_case(CaseReview, actor, case_id).order_by("-called_at", "id")


def of_meeting(actor: Actor, meeting: UUID) -> "QuerySet[CaseReview]":
    """What the actor sees of one meeting: the reviews of children whose interviews they take part in."""
    found: QuerySet[CaseReview] = CaseReview.objects.visible_to(actor).filter(meeting=meeting)
    return found


def could_be_reviewed(actor: Actor, interview: Interview) -> InterviewQuerySet:
    """The interviews of other children that a meeting about this one could also be about."""
    others = visible_to(actor).open().exclude(case_id=interview.case_id)
    reviewed = CaseReview.objects.visible_to(actor).filter(case_id=OuterRef("case_id"), held_at=None)
    return others.exclude(Exists(reviewed))


def review_to_change(actor: Actor, review_id: UUID) -> CaseReview:
    """Return a case review locked, to somebody who asks for interviews or arranges them.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow it.
    """
    found = fetch(CaseReview.objects.visible_to(actor), pk=review_id)
    _refuse_unless(actor, INTERVIEW_ARRANGE, INTERVIEW_REQUEST)
    participation.keep_lead(found.case_id)
    return fetch(CaseReview.objects.visible_to(actor).select_for_update(of=("self",)), pk=review_id)


def review_to_read(actor: Actor, review_id: UUID) -> CaseReview:
    """Return a case review to somebody who sees it, and record who looked.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow it.
    """
    review = fetch(CaseReview.objects.visible_to(actor), pk=review_id)
    _refuse_unless(actor, INTERVIEW_ARRANGE, INTERVIEW_REQUEST)
    audit.record("interview.review_opened", subject=review, right=case_access.right_in(actor, review.case_id))
    return review


def to_approve(actor: Actor) -> InterviewQuerySet:
    """The further interviews that the actor may agree to: others asked for them, in another agency."""
    waiting = visible_to(actor).in_state(State.AWAITING_APPROVAL)
    return waiting.exclude(requested_by__agency_id=actor.agency_id)


def led_by(actor: Actor) -> InterviewQuerySet:
    """The interviews that the actor leads and that are planned or under way."""
    return visible_to(actor).in_state(*BOOKED).filter(lead_id=actor.membership_id)


def to_arrange(actor: Actor) -> InterviewQuerySet:
    """The interviews that need a time and can be given one."""
    return visible_to(actor).in_state(State.READY)


def plans_of(actor: Actor) -> GuardedQuerySet:
    """The plans for several interviews that the actor asked for."""
    return RaidPlan.objects.visible_to(actor)


def plan_to_read(actor: Actor, plan_id: UUID) -> RaidPlan:
    """Return a plan for several interviews, to say how it stands.

    :raises NotThere: there is none that this actor may see.
    """
    plan: RaidPlan = fetch(plans_of(actor), pk=plan_id)
    return plan


def plan_to_change(actor: Actor, plan_id: UUID) -> RaidPlan:
    """Return a plan for several interviews, locked.

    :raises NotThere: there is none that this actor may see.
    """
    plan: RaidPlan = fetch(plans_of(actor).select_for_update(of=("self",)), pk=plan_id)
    return plan


def seal_of_plan(plan: RaidPlan) -> sealing.Seal:
    """The seal of a plan, which has a key of its own."""
    return sealing.seal_of(plan.pk, plan.wrapped_key)


def interviews_of_plan(plan: RaidPlan) -> list[str]:
    """The ids of the interviews that a plan is for."""
    chosen: list[str] = json.loads(seal_of_plan(plan).open_field(plan, "question"))
    return chosen


def open_plan(plan: RaidPlan) -> dict[str, Any]:
    """What came out of a plan that is made. Reading it is recorded."""
    audit.record("interviews.plan_opened", subject=plan)
    result: dict[str, Any] = json.loads(seal_of_plan(plan).open_field(plan, "result"))
    return result


def is_left_behind(plan: RaidPlan, *, at: datetime) -> bool:
    """Whether no worker has taken a plan up, or the one that did gives no sign of life any more."""
    return plan.state in UNDER_WAY and (plan.heard_at or plan.requested_at) + SILENT_AFTER <= at


def id_of_page(kind: str, of: UUID, page: UUID, *, by: Actor) -> UUID:
    """The id of what one showing of a page makes: the same page sent twice makes one. Nobody can choose one."""
    said = f"{of}|{by.membership_id}|{page}"
    return sealing.id_of(f"interview {kind}", said)
