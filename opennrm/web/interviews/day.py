"""The page of the day of an interview, and the steps taken there, each also with a time that is typed later."""

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
    context = context_of(request, interview_id, may=ON_THE_DAY, event=OPENED)
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


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def start(request: Request, interview_id: UUID) -> HttpResponse:
    """Begin the interview."""
    context, form = (
        context_of(request, interview_id, may=ON_THE_DAY, event=OPENED),
        StartForm(posted(request)),
    )
    now = timezone.now()
    missing = preconditions.missing(request.actor, context["interview"], at=now)
    return take(
        request,
        form,
        {**context, "missing": missing},
        template="start",
        do=lambda: day.start(
            interview_id,
            protocol=form.cleaned_data["protocol"],
            state_before=form.cleaned_data["state_before"],
            began_at=form.moment(context["interview"], now),
            by=request.actor,
            at=now,
        ),
        says=_("The interview has begun."),
        leads_to="interview-day",
        of=interview_id,
    )


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def phase(request: Request, interview_id: UUID) -> HttpResponse:
    """Record that a part of the interview began."""
    context, form = (
        context_of(request, interview_id, may=ON_THE_DAY, event=OPENED),
        PhaseForm(posted(request)),
    )
    now = timezone.now()
    return take(
        request,
        form,
        context,
        template="phase",
        do=lambda: day.go_on(
            interview_id,
            kind=form.cleaned_data["kind"],
            started_at=form.moment(context["interview"], now),
            by=request.actor,
            at=now,
        ),
        says=_("Recorded."),
        leads_to="interview-day",
        of=interview_id,
        field="time",
    )


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def come(request: Request, interview_id: UUID) -> HttpResponse:
    """Record that somebody is there."""
    context = context_of(request, interview_id, may=ON_THE_DAY, event=OPENED)
    officials = team.around(request.actor, context["interview"].case_id)
    form, page = ComeForm(posted(request), officials=officials), page_token(request)
    now = timezone.now()
    return take(
        request,
        form,
        context,
        template="come",
        do=lambda: presence.come(
            interview_id,
            **form.answers(context["interview"], now),
            page=page,
            by=request.actor,
            at=now,
        ),
        says=_("Recorded."),
        leads_to="interview-day",
        of=interview_id,
    )


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
    context, form = (
        context_of(request, interview_id, may=ON_THE_DAY, event=OPENED),
        TimedForm(posted(request)),
    )
    now = timezone.now()
    return take(
        request,
        form,
        context,
        template="failed",
        do=lambda: day.recorder_failed(
            interview_id, failed_at=form.moment(context["interview"], now), by=request.actor, at=now
        ),
        says=_("Recorded. Take notes. What the child says counts all the same."),
        leads_to="interview-day",
        of=interview_id,
        field="time",
    )


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def finish(request: Request, interview_id: UUID) -> HttpResponse:
    """Finish the interview."""
    context, form = (
        context_of(request, interview_id, may=ON_THE_DAY, event=OPENED),
        FinishForm(posted(request)),
    )
    now = timezone.now()
    return take(
        request,
        form,
        context,
        template="finish",
        do=lambda: day.finish(
            interview_id,
            outcome=form.cleaned_data["outcome"],
            state_after=form.cleaned_data["state_after"],
            ended_at=form.moment(context["interview"], now),
            by=request.actor,
            at=now,
        ),
        says=_("The interview has ended. Tell the child what happens next."),
        leads_to="interview-day",
        of=interview_id,
    )


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def stop(request: Request, interview_id: UUID) -> HttpResponse:
    """Stop the interview, without asking why."""
    context, form = context_of(request, interview_id, may=ON_THE_DAY, event=OPENED), StopForm(posted(request))
    now = timezone.now()
    return take(
        request,
        form,
        context,
        template="stop",
        do=lambda: day.stop(
            interview_id,
            stopped_by=form.cleaned_data["stopped_by"],
            state_after=form.cleaned_data["state_after"],
            ended_at=form.moment(context["interview"], now),
            by=request.actor,
            at=now,
        ),
        says=_("The interview was stopped. Stay with the child."),
        leads_to="interview-day",
        of=interview_id,
        field="time",
    )
