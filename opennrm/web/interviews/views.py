"""Reading interviews: those of a case, and one with its request."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.custody.access import keeps_in
from opennrm.custody.permissions import CUSTODY_KEEP
from opennrm.foundation.actor import Actor
from opennrm.interviews import access, preconditions, queries, times
from opennrm.interviews.models import CaseReview, Interview
from opennrm.interviews.permissions import (
    INTERVIEW_APPROVE,
    INTERVIEW_ARRANGE,
    INTERVIEW_LEAD,
    INTERVIEW_REQUEST,
)
from opennrm.interviews.states import BEFORE, TURNS, State
from opennrm.web.guards import requires
from opennrm.web.interviews import paper_titles, restriction_words
from opennrm.web.request import Request

READS = (INTERVIEW_REQUEST, INTERVIEW_APPROVE, INTERVIEW_ARRANGE, INTERVIEW_LEAD)


@requires(INTERVIEW_REQUEST)
@require_safe
def of_case(request: Request, case_id: UUID) -> HttpResponse:
    """The interviews of a child, what the child told before, the child's times, and case reviews."""
    actor, at = request.actor, timezone.now()
    case = access.case_with_interviews(actor, case_id, may=INTERVIEW_REQUEST)
    found = access.visible_to(actor).of_case(case_id).select_related("space").order_by("-requested_at", "id")
    context = {
        "case": case,
        "interviews": found,
        "accounts": queries.accounts(actor, case_id),
        "times": access.times_of(actor, case_id),
        "conflicts": restriction_words.not_available(actor, case_id),
        "restrictions": restriction_words.listed(actor, case_id),
        "reviews": queries.reviews(actor, case_id),
        "samples": queries.samples_of(actor, case_id, at=at),
        "now": at,
        "can_ask": case.closed_at is None and not found.in_state(*BEFORE, State.UNDER_WAY).exists(),
    }
    return render(request, "interviews/of_case.html", context)


@requires(*READS)
@require_safe
def show(request: Request, interview_id: UUID) -> HttpResponse:
    """One interview: what was asked for, when it is and with whom, and what is to be done next."""
    actor = request.actor
    opened = queries.open_interview(actor, interview_id)
    interview = opened.interview
    sheet, says = queries.sheet_of(actor, interview)
    context = {
        **about(actor, interview, opened.case),
        "opened": opened,
        "relaxations": [(times.words_of(row.condition), row, words) for row, words in opened.relaxations],
        "sheet": sheet,
        "says": says,
        "earlier": [
            each for each in queries.earlier(actor, interview.case_id) if each.interview != interview
        ],
        "missing": preconditions.missing(actor, interview, at=timezone.now()) if is_timed(interview) else [],
        "needs_review": interview.state == State.MISSED and times.needs_review(actor, interview),
        "can_answer": may_answer(actor, interview),
        "day": queries.day_of(actor, interview),
        "papers": paper_titles.offered(interview),
        "meetings": _meetings(actor, interview),
    }
    return render(request, "interviews/show.html", context)


def _meetings(actor: Actor, interview: Interview) -> list[CaseReview]:
    """The case reviews of the child, for those who keep them; the newest first."""
    is_for_them = access.may_any(actor, (INTERVIEW_REQUEST, INTERVIEW_ARRANGE))
    return list(access.reviews_of(actor, interview.case_id)) if is_for_them else []


def is_timed(interview: Interview) -> bool:
    """Whether it has a time, and has not begun."""
    return interview.state == State.SCHEDULED


def may_answer(actor: Actor, interview: Interview) -> bool:
    """Whether the actor can agree to this interview."""
    waits = interview.state == State.AWAITING_APPROVAL
    return waits and actor.may(INTERVIEW_APPROVE) and interview.requested_by.agency_id != actor.agency_id


def about(actor: Actor, interview: Interview, case: Case) -> dict[str, Any]:
    """The variables of every page about one interview: where it stands, and what the actor may do with it."""
    state = interview.state
    return {
        "interview": interview,
        "case": case,
        "leads_case": case_access.leads(actor, case),
        "turn": TURNS[state].label,
        "is_before": state in BEFORE,
        "is_ready": state == State.READY,
        "is_scheduled": state == State.SCHEDULED,
        "is_missed": state == State.MISSED,
        "is_under_way": state == State.UNDER_WAY,
        "has_ended": state in (State.HELD, State.STOPPED),
        "is_over": state in (State.HELD, State.STOPPED, State.CLOSED),
        "may_request": actor.may(INTERVIEW_REQUEST),
        "may_arrange": actor.may(INTERVIEW_ARRANGE),
        "may_lead": access.is_led_by(actor, interview) and actor.may(INTERVIEW_LEAD),
        "may_step": actor.may(INTERVIEW_ARRANGE) or access.is_led_by(actor, interview),
        "may_read_note": access.may_any(actor, access.READ_NOTE),
        "may_keep": interview.began_at is not None and actor.may(CUSTODY_KEEP) and keeps_in(actor, case),
    }
