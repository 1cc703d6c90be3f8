"""What is found out before the day: the child's times and wishes, who does not take part, and what does not count."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.cases import access as case_access
from opennrm.cases.reasons import require_reason
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, Refused

from . import access, rules
from .checks import refuse_unless
from .models import ChildTime, ConflictOfInterest, Interview, PlanningSheet, Relaxation
from .permissions import (
    INTERVIEW_APPROVE,
    INTERVIEW_ARRANGE,
    INTERVIEW_LEAD,
    INTERVIEW_REQUEST,
    INTERVIEW_WATCH,
)
from .states import ALWAYS_HARD, BEFORE, Conflict, State, TimeKind, Wish
from .telling import note

CHECKS = ("room_seen", "interpreter_briefed")


def add_time(
    case_id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    kind: str,
    hard: bool,
    page: UUID,
    by: Actor,
    at: datetime,
) -> ChildTime:
    """Record a time in which the child has something else.

    :param hard: whether no interview is then. Examinations, sleep and court always are.
    :param page: the showing of the page that sent it; sent twice it makes one.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    :raises Refused: the kind is unknown, or the end is not after the start.
    """
    case = access.case_with_interviews(by, case_id, may=INTERVIEW_REQUEST, lock=True)
    time_id = access.id_of_page("time", case_id, page, by=by)
    if earlier := access.times_of(by, case_id).filter(pk=time_id).first():
        return earlier
    if kind not in TimeKind.values:
        raise Refused(_("Choose one of the answers in the list."), field="kind")
    if ends_at <= starts_at:
        raise Refused(_("Enter an end that is after the start."), field="until")
    about: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at, "kind": kind, "added_at": at}
    about |= {"hard": hard or kind in ALWAYS_HARD, "added_by_id": by.membership_id}
    row = access.new_row(ChildTime, case, at, **about)
    row.pk = time_id
    row.save(from_action=True, force_insert=True)
    note("interview.child_time_added", row, by=by)
    return row


def remove_time(case_id: UUID, time_id: UUID, *, by: Actor, at: datetime) -> None:
    """Remove a time of the child. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    """
    access.case_with_interviews(by, case_id, may=INTERVIEW_REQUEST, lock=True)
    row = fetch(access.of_case(ChildTime, by, case_id).select_for_update(of=("self",)), pk=time_id)
    if row.removed_at is None:
        row.removed_at = at
        row.save(from_action=True, update_fields=["removed_at"])
        note("interview.child_time_removed", row, by=by)


def declare_conflict(
    case_id: UUID, *, official: UUID, kind: str, by: Actor, at: datetime
) -> ConflictOfInterest:
    """Record that a member of a team has nothing to do with the interviews of this child. Once more does nothing.

    :raises NotThere: there is no such case or member that this actor may see.
    :raises NotAllowed: the actor's role has nothing to do with interviews.
    :raises Refused: the kind is unknown.
    """
    case = access.case_with_interviews(by, case_id, may=_own_permission(by), lock=True)
    fetch(Membership.objects.acting(), pk=official)
    if kind not in Conflict.values:
        raise Refused(_("Choose one of the answers in the list."), field="kind")
    if standing := access.conflicts_of(by, case_id).filter(official_id=official).first():
        return standing
    row = access.new_row(
        ConflictOfInterest,
        case,
        at,
        official_id=official,
        kind=kind,
        declared_at=at,
        declared_by_id=by.membership_id,
    )
    row.save(from_action=True, force_insert=True)
    note("interview.conflict_declared", row, by=by)
    return row


def withdraw_conflict(case_id: UUID, conflict_id: UUID, *, by: Actor, at: datetime) -> None:
    """Say that somebody can take part again, for whoever declared that they do not. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: somebody else declared it.
    """
    access.case_with_interviews(by, case_id, may=_own_permission(by), lock=True)
    rows = access.of_case(ConflictOfInterest, by, case_id)
    row = fetch(rows.select_for_update(of=("self",)), pk=conflict_id)
    if row.declared_by_id != by.membership_id:
        raise NotAllowed(_("Only whoever declared this can withdraw it."))
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(from_action=True, update_fields=["withdrawn_at"])
        note("interview.conflict_withdrawn", row, by=by)


def _own_permission(by: Actor) -> Any:
    own = INTERVIEW_ARRANGE, INTERVIEW_REQUEST, INTERVIEW_LEAD, INTERVIEW_WATCH
    return next((each for each in own if by.may(each)), INTERVIEW_ARRANGE)


def change_wish(interview_id: UUID, *, wish: str, by: Actor, at: datetime) -> Interview:
    """Record what the child says now of the sex of the interviewer. Nobody else changes it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    :raises TransitionRefused: it began, or has ended.
    :raises Refused: there is no such answer.
    """
    interview = access.interview_to_change(by, interview_id, INTERVIEW_REQUEST)
    refuse_unless(interview, *BEFORE)
    if wish not in Wish.values:
        raise Refused(_("Choose one of the answers in the list."), field="wish")
    interview.wish = wish
    interview.save(from_action=True, update_fields=["wish"])
    note("interview.wish_changed", interview, by=by)
    return interview


def relax(interview_id: UUID, *, condition: str, words: str, by: Actor, at: datetime) -> Relaxation:
    """Say that a condition does not count for this interview, for whoever alone may say so, and why.

    What is about one member of the team (`rules.OF_SOMEBODY`) does not count for those of whom the actor may say so.

    :param condition: its name in `rules.OWNERS`; of a discipline "quorum" with its code, such as "quorum(prosecution)".
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: it is not the actor's to say.
    :raises TransitionRefused: it began, or has ended.
    :raises Refused: there is no such condition, nobody may say so of it, or the reason is missing.
    """
    permissions = INTERVIEW_ARRANGE, INTERVIEW_APPROVE, INTERVIEW_REQUEST, INTERVIEW_LEAD
    interview = access.interview_to_change(by, interview_id, *permissions)
    refuse_unless(interview, State.READY, State.SCHEDULED)
    name, discipline = rules.parts_of(condition)
    if name not in rules.OWNERS or (name == "quorum" and discipline not in interview.quorum):
        raise Refused(_("Choose one of the answers in the list."), field="condition")
    _refuse_unless_owner(rules.owner_of(condition), interview, by)
    require_reason(words, field="words")
    row = access.row_of(
        Relaxation, interview, condition=condition, agreed_at=at, agreed_by_id=by.membership_id
    )
    case_access.seal(by, interview.case_id).close_field(row, "words", words.strip())
    row.save(from_action=True, force_insert=True)
    note("interview.condition_relaxed", interview, by=by)
    return row


def _refuse_unless_owner(owner: str, interview: Interview, by: Actor) -> None:
    if owner == rules.NOBODY:
        raise Refused(_("This always counts. Choose another time, or other people."), field="condition")
    if owner == rules.CHILD:
        raise Refused(
            _("Only the child can change this. Ask the child, and record what the child says."),
            field="condition",
        )
    may = {
        rules.FACILITATOR: by.may(INTERVIEW_ARRANGE),
        rules.SUPERVISOR: by.may(INTERVIEW_APPROVE),
        rules.CASEWORKER: by.may(INTERVIEW_REQUEST) and case_access.leads_case_of(by, interview.case_id),
        rules.MEMBER: by.may(INTERVIEW_LEAD),
        rules.REQUESTER: by.may(INTERVIEW_REQUEST) and interview.requested_by.agency_id == by.agency_id,
    }
    if not may[owner]:
        raise NotAllowed(_("This is not yours to say. The page of the interview names who can."))


def write_sheet(
    interview_id: UUID,
    *,
    answers: Mapping[str, str],
    checks: Mapping[str, bool | None],
    by: Actor,
    at: datetime,
) -> PlanningSheet:
    """Write down what was found out before the day, so that it suits the child.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not plan interviews.
    :raises TransitionRefused: it began, or has ended.
    """
    interview = access.interview_to_change(
        by, interview_id, INTERVIEW_REQUEST, INTERVIEW_ARRANGE, INTERVIEW_LEAD
    )
    refuse_unless(interview, *BEFORE)
    row = access.rows(PlanningSheet, by, interview).select_for_update(of=("self",)).first()
    is_new = row is None
    if row is None:
        row = access.row_of(PlanningSheet, interview)
    row.written_at, row.written_by_id = at, by.membership_id
    for check in CHECKS:
        setattr(row, check, checks.get(check))
    seal = case_access.seal(by, interview.case_id)
    for field in PlanningSheet.SEALED:
        seal.close_field(row, field, answers.get(field, "").strip())
    changed = [*PlanningSheet.SEALED, *CHECKS, "written_at", "written_by"]
    row.save(from_action=True, force_insert=is_new, update_fields=None if is_new else changed)
    note("interview.sheet_written", interview, by=by)
    return row
