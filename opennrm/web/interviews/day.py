"""The page of the day of an interview, and the steps taken there, each also with a time that is typed later."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.interviews import access, day, ending, preconditions, presence, queries, team
from opennrm.interviews.access import ON_THE_DAY
from opennrm.interviews.states import PhaseKind
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.interviews.asking import FORM
from opennrm.web.interviews.day_forms import (
    ComeForm,
    FailedForm,
    FinishForm,
    PhaseForm,
    StartForm,
    StopForm,
    TimedForm,
)
from opennrm.web.interviews.steps import context_of, take
from opennrm.web.interviews.views import is_timed
from opennrm.web.request import Request, page_token, posted

OPENED = "interview.day_opened"


@requires(*ON_THE_DAY)
@require_safe
def show(request: Request, interview_id: UUID) -> HttpResponse:
    """What is missing before the start, the parts in their order, who is where, and what to do next."""
    actor = request.actor
    context = _opened(request, interview_id)
    interview = context["interview"]
    found = queries.day_of(actor, interview)
    now = timezone.now()
    context |= {
        "day": found,
        "running": next((each for each in found.phases if each.ended_at is None), None),
        "parts": _parts(found),
        "missing": preconditions.missing(actor, interview, at=now) if is_timed(interview) else [],
        "places": access.places_of(actor, interview),
        "lacking": [ending.SAYS[each] for each in ending.missing(actor, interview)]
        if context["has_ended"]
        else [],
        "opened": queries.what_the_lead_reads(actor, interview),
    }
    return render(request, "interviews/day.html", context)


def _parts(found: queries.Day) -> list[tuple[str, str, bool]]:
    """The parts in the order of the protocol: code, words, and whether each has begun."""
    begun = {each.kind for each in found.phases}
    return [(kind.value, str(kind.label), kind.value in begun) for kind in PhaseKind]


@requires(*ON_THE_DAY)
@button("interview-day", "interview_id", undone=gettext_lazy("Nothing was recorded."))
def recorder(request: Request, interview_id: UUID) -> HttpResponse:
    """Record that the recorder was tried out."""
    day.test_recorder(interview_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The recorder works."))
    return redirect("interview-day", interview_id)


def _opened(request: Request, interview_id: UUID) -> dict[str, Any]:
    return context_of(request, interview_id, may=ON_THE_DAY, event=OPENED)


def _step(
    request: Request,
    context: dict[str, Any],
    form: TimedForm | ComeForm,
    *,
    template: str,
    does: Callable[..., Any],
    says: str,
    field: str | None = None,
    **given: Any,
) -> HttpResponse:
    """A step of the day: what its form asks, the action with the answers and what is given, and back to the day."""
    interview, now = context["interview"], timezone.now()
    return take(
        request,
        form,
        context,
        template=template,
        do=lambda: does(interview.pk, **form.answers(interview, now), **given, by=request.actor, at=now),
        says=says,
        leads_to="interview-day",
        of=interview.pk,
        field=field,
    )


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def start(request: Request, interview_id: UUID) -> HttpResponse:
    """Begin the interview."""
    context, form = _opened(request, interview_id), StartForm(posted(request))
    context["missing"] = preconditions.missing(request.actor, context["interview"], at=timezone.now())
    says = _("The interview has begun.")
    return _step(request, context, form, template="start", does=day.start, says=says)


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def phase(request: Request, interview_id: UUID) -> HttpResponse:
    """Record that a part of the interview began."""
    context, form, says = _opened(request, interview_id), PhaseForm(posted(request)), _("Recorded.")
    return _step(request, context, form, template="phase", does=day.go_on, says=says, field="time")


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def come(request: Request, interview_id: UUID) -> HttpResponse:
    """Record that somebody is there."""
    context, page, says = _opened(request, interview_id), page_token(request), _("Recorded.")
    officials = team.around(request.actor, context["interview"].case_id)
    form = ComeForm(posted(request), officials=officials)
    return _step(request, context, form, template="come", does=presence.come, says=says, page=page)


@requires(*ON_THE_DAY)
@button("interview-day", "interview_id", undone=gettext_lazy("Nothing was recorded."))
def leave(request: Request, interview_id: UUID, presence_id: UUID) -> HttpResponse:
    """Record that somebody left."""
    now = timezone.now()
    presence.leave(interview_id, presence_id, left_at=now, by=request.actor, at=now)
    messages.success(request, _("Recorded."))
    return redirect("interview-day", interview_id)


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def failed(request: Request, interview_id: UUID) -> HttpResponse:
    """Record that the recorder has failed."""
    context, form = _opened(request, interview_id), FailedForm(posted(request))
    says = _("Recorded. Take notes. What the child says counts all the same.")
    return _step(request, context, form, template="failed", does=day.recorder_failed, says=says, field="time")


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def finish(request: Request, interview_id: UUID) -> HttpResponse:
    """Finish the interview."""
    context, form = _opened(request, interview_id), FinishForm(posted(request))
    says = _("The interview has ended. Tell the child what happens next.")
    return _step(request, context, form, template="finish", does=day.finish, says=says)


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def stop(request: Request, interview_id: UUID) -> HttpResponse:
    """Stop the interview, without asking why."""
    context, form = _opened(request, interview_id), StopForm(posted(request))
    says = _("The interview was stopped. Stay with the child.")
    return _step(request, context, form, template="stop", does=day.stop, says=says, field="time")
