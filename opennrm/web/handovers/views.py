"""The page of one handover: for whoever asked how it stands, for the agency that is asked what is asked of it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.cases import access as case_access
from opennrm.cases import deadlines
from opennrm.cases.models import Clock
from opennrm.cases.permissions import CASE_VIEW
from opennrm.handovers import access
from opennrm.handovers.permissions import HANDOVER_ANSWER, HANDOVER_ASK
from opennrm.handovers.states import State
from opennrm.web.guards import requires
from opennrm.web.handovers.words import TONES, story
from opennrm.web.referrals.words import summary_of
from opennrm.web.request import Request


@requires(CASE_VIEW, HANDOVER_ANSWER)
@require_safe
def show(request: Request, handover_id: UUID) -> HttpResponse:
    """One handover: what the agency that is asked may know of the child, and what can be done with it."""
    actor, at = request.actor, timezone.now()
    handover, texts = access.handover_to_read(actor, handover_id)
    case = case_access.visible_to(actor).filter(pk=handover.case_id).first()
    is_waiting = handover.state == State.ASKED and not handover.has_lapsed(at)
    leads = case is not None and case_access.leads(actor, case)
    answers = access.answers(actor, handover)
    clocks = Clock.objects.visible_to(actor).filter(subject_id=handover.pk).exclude(escalated_at=None)
    context = {
        "handover": handover,
        "texts": texts,
        "case": case,
        "summary": summary_of(handover),
        "story": story(handover, reminded_at=clocks.values_list("escalated_at", flat=True).first()),
        "tone": TONES[State(handover.state)],
        "deadline": deadlines.of_matters(actor, [handover.pk], at=at).get(handover.pk),
        "has_lapsed": handover.has_lapsed(at),
        "now": at,
        "answers": answers,
        "may_answer": answers and is_waiting,
        "may_withdraw": leads and is_waiting and actor.may(HANDOVER_ASK),
    }
    return render(request, "handovers/show.html", context)
