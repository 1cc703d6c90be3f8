"""Pages on which the work on an interview is finished: notes, the talk of the team, the recording."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.interviews import ending, queries
from opennrm.interviews.access import ON_THE_DAY, READ_NOTE
from opennrm.interviews.permissions import INTERVIEW_ARRANGE, INTERVIEW_LEAD, INTERVIEW_REQUEST
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.interviews.asking import FORM
from opennrm.web.interviews.day_forms import DebriefForm, NoteForm, RecordedForm
from opennrm.web.interviews.steps import context_of, take
from opennrm.web.request import Request, posted


@requires(*READ_NOTE)
@require_http_methods(FORM)
def note(request: Request, interview_id: UUID) -> HttpResponse:
    """Read the notes of an interview; whoever leads it writes them."""
    context = context_of(request, interview_id, may=READ_NOTE)
    text = queries.note_of(request.actor, context["interview"])
    form = NoteForm(posted(request), initial={"text": text})
    return take(
        request,
        form,
        {**context, "text": text},
        template="note",
        do=lambda: ending.write_note(interview_id, **form.cleaned_data, by=request.actor, at=timezone.now()),
        says=_("The notes are saved."),
        leads_to="interview-note",
        of=interview_id,
    )


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def debrief(request: Request, interview_id: UUID) -> HttpResponse:
    """Write down how the team talked about it."""
    context, form = context_of(request, interview_id, may=ON_THE_DAY), DebriefForm(posted(request))
    return take(
        request,
        form,
        context,
        template="debrief",
        do=lambda: ending.debrief(interview_id, **form.cleaned_data, by=request.actor, at=timezone.now()),
        says=_("Saved."),
        leads_to="interview-day",
        of=interview_id,
    )


@requires(*ON_THE_DAY)
@require_http_methods(FORM)
def recorded(request: Request, interview_id: UUID) -> HttpResponse:
    """Say that not everything is recorded."""
    context, form = context_of(request, interview_id, may=ON_THE_DAY), RecordedForm(posted(request))
    return take(
        request,
        form,
        context,
        template="recorded",
        do=lambda: ending.say_recorded(
            interview_id, **form.cleaned_data, by=request.actor, at=timezone.now()
        ),
        says=_("Recorded. A second person has to confirm it."),
        leads_to="interview-day",
        of=interview_id,
    )


@requires(INTERVIEW_LEAD, INTERVIEW_ARRANGE, INTERVIEW_REQUEST)
@button("interview-show", "interview_id", undone=gettext_lazy("Nothing was confirmed."))
def countersign(request: Request, interview_id: UUID) -> HttpResponse:
    """Confirm as a second person how much is recorded."""
    ending.countersign(interview_id, by=request.actor, at=timezone.now())
    messages.success(request, _("Confirmed."))
    return redirect("interview-show", interview_id)


@requires(*ON_THE_DAY)
@button("interview-day", "interview_id", undone=gettext_lazy("The work was not finished."))
def close(request: Request, interview_id: UUID) -> HttpResponse:
    """Finish the work on an interview."""
    ending.close(interview_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The work on this interview is finished."))
    return redirect("interview-show", interview_id)
