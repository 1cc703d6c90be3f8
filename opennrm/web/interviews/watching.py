"""Pages for whoever watches an interview, the questions that they hand in, and what cannot wait."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.interviews import queries, urgent
from opennrm.interviews.access import ON_THE_DAY
from opennrm.interviews.permissions import (
    INTERVIEW_ARRANGE,
    INTERVIEW_LEAD,
    INTERVIEW_REQUEST,
    INTERVIEW_WATCH,
)
from opennrm.web.guards import requires
from opennrm.web.interviews.asking import FORM
from opennrm.web.interviews.day_forms import ActForm, FlagForm, SettleForm, SlipForm
from opennrm.web.interviews.steps import ANYBODY, context_of, take
from opennrm.web.request import Request, page_token, posted

WATCHES = (INTERVIEW_WATCH, INTERVIEW_ARRANGE)
WATCHED = "interview.watched"


@requires(*WATCHES)
@require_http_methods(FORM)
def watch(request: Request, interview_id: UUID) -> HttpResponse:
    """How far the interview is, and a question for the break."""
    context = context_of(request, interview_id, may=WATCHES, event=WATCHED)
    form, page = SlipForm(posted(request)), page_token(request)
    found = queries.day_of(request.actor, context["interview"])
    own = [each for each in found.slips if each[0].passed_by_id == request.actor.membership_id]
    running = next((each for each in found.phases if each.ended_at is None), None)
    return take(
        request,
        form,
        {**context, "slips": own, "running": running},
        template="watch",
        do=lambda: urgent.pass_slip(
            interview_id, **form.cleaned_data, page=page, by=request.actor, at=timezone.now()
        ),
        says=_("Your question was handed in."),
        leads_to="interview-watch",
        of=interview_id,
    )


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def settle(request: Request, interview_id: UUID, slip_id: UUID) -> HttpResponse:
    """Record whether a question was asked."""
    context = context_of(request, interview_id, may=ON_THE_DAY, event="interview.day_opened")
    slips = queries.day_of(request.actor, context["interview"]).slips
    text = next((words for slip, words, _why in slips if slip.pk == slip_id), "")
    form = SettleForm(posted(request))
    return take(
        request,
        form,
        {**context, "text": text},
        template="settle",
        do=lambda: urgent.settle_slip(
            interview_id, slip_id, **form.cleaned_data, by=request.actor, at=timezone.now()
        ),
        says=_("Recorded."),
        leads_to="interview-day",
        of=interview_id,
    )


@requires(INTERVIEW_LEAD, INTERVIEW_ARRANGE, INTERVIEW_WATCH)
@require_http_methods(FORM)
def flag(request: Request, interview_id: UUID) -> HttpResponse:
    """Record that something came up that cannot wait."""
    context = context_of(request, interview_id, may=ANYBODY, event=WATCHED)
    form, page = FlagForm(posted(request)), page_token(request)
    on_day = any(request.actor.may(each) for each in ON_THE_DAY)
    return take(
        request,
        form,
        {**context, "on_day": on_day},
        template="flag",
        do=lambda: urgent.raise_flag(
            interview_id, **form.cleaned_data, page=page, by=request.actor, at=timezone.now()
        ),
        says=_("Recorded. We have told whoever leads the case, and their supervisors."),
        leads_to="interview-day" if on_day else "interview-watch",
        of=interview_id,
    )


@requires(INTERVIEW_REQUEST, INTERVIEW_LEAD, INTERVIEW_ARRANGE)
@require_http_methods(FORM)
def act(request: Request, interview_id: UUID, flag_id: UUID) -> HttpResponse:
    """Record what was done about it."""
    context = context_of(request, interview_id)
    flags = queries.day_of(request.actor, context["interview"]).flags
    row, words = next(((row, words) for row, words, _act in flags if row.pk == flag_id), (None, ""))
    form = ActForm(posted(request))
    return take(
        request,
        form,
        {**context, "row": row, "words": words},
        template="act",
        do=lambda: urgent.act(
            interview_id, flag_id, **form.cleaned_data, by=request.actor, at=timezone.now()
        ),
        says=_("Recorded."),
        leads_to="interview-show",
        of=interview_id,
    )
