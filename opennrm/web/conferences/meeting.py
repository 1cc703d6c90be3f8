"""Pages on which a case conference is recorded as held, its minutes are written, and what it agreed."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.conferences import actions, drafts, minutes
from opennrm.conferences.drafts import OpenDraft
from opennrm.conferences.permissions import CONFERENCE_HOLD
from opennrm.web.buttons import button
from opennrm.web.conferences.forms import AgreedForm, CorrectMinutesForm, HeldForm, MinutesForm
from opennrm.web.conferences.views import opened_for
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted, small_number


@requires(CONFERENCE_HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: Request, conference_id: UUID) -> HttpResponse:
    """Record that a conference was held, and who took part."""
    context = opened_for(request, conference_id)
    form = HeldForm(posted(request), participants=context["opened"].participants)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            attendance = form.attendance
            actions.hold(conference_id, attendance=attendance, by=request.actor, at=timezone.now())
            messages.success(request, _("Recorded. Now write the minutes, and add what was agreed."))
            return redirect("conference-show", conference_id)
    return form_page(request, "conferences/held.html", form, context)


@requires(CONFERENCE_HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_of(request: Request, conference_id: UUID) -> HttpResponse:
    """Write the minutes, or correct them. What they said before can still be read."""
    context = opened_for(request, conference_id)
    form_class = CorrectMinutesForm if context["minutes"] else MinutesForm
    context["title"] = _("Correct the minutes") if context["minutes"] else _("Write the minutes")
    if request.method != "POST":
        return _show_minutes(request, form_class, context)
    form, page = form_class(request.POST), page_token(request)
    seen = small_number(request.POST.get("version", ""))
    if form.is_valid():
        with refusals_on(form):
            minutes.write(
                conference_id, **form.cleaned_data, seen=seen, page=page, by=request.actor, at=timezone.now()
            )
            messages.success(request, _("The minutes are saved."))
            return redirect("conference-show", conference_id)
    with refusals_on(form):
        _keep(request, conference_id)
    has_changed = seen != context["conference"].minutes
    more = {"page": page, "has_changed": has_changed, "draft": None}
    return form_page(request, "conferences/minutes.html", form, {**context, **more})


def _show_minutes(request: Request, form_class: type[MinutesForm], context: dict[str, Any]) -> HttpResponse:
    """The page with what the minutes say, or what was typed and not saved yet."""
    draft: OpenDraft | None = (
        drafts.open_own(request.actor, context["conference"]) if context["is_held"] else None
    )
    now = context["minutes"].text if context["minutes"] else ""
    form = form_class(initial={"text": draft.text if draft else now})
    more = {"draft": draft.draft if draft else None, "page": draft.draft.page if draft else uuid4()}
    return form_page(request, "conferences/minutes.html", form, {**context, **more, "has_changed": False})


def _keep(request: Request, conference_id: UUID) -> None:
    text, page = request.POST.get("text", ""), page_token(request)
    drafts.keep(conference_id, text=text, page=page, by=request.actor, at=timezone.now())


@requires(CONFERENCE_HOLD)
@button("conference-minutes", "conference_id", undone=gettext_lazy("The minutes were not saved."))
def autosave(request: Request, conference_id: UUID) -> HttpResponse:
    """Keep what was typed so far. Nothing is shown."""
    _keep(request, conference_id)
    return HttpResponse(status=204)


@requires(CONFERENCE_HOLD)
@button(
    "conference-minutes", "conference_id", undone=gettext_lazy("The unfinished minutes were not deleted.")
)
def discard(request: Request, conference_id: UUID) -> HttpResponse:
    """Delete one's own unfinished minutes."""
    drafts.discard(conference_id, by=request.actor)
    messages.success(request, _("The unfinished minutes were deleted."))
    return redirect("conference-show", conference_id)


@requires(CONFERENCE_HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, conference_id: UUID) -> HttpResponse:
    """Add something that was agreed on. It becomes a task."""
    context = opened_for(request, conference_id)
    opened, page = context["opened"], page_token(request)
    form = AgreedForm(posted(request), case=opened.case, participants=opened.participants)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, field="owner"):
            minutes.agree(conference_id, **form.answers, page=page, by=request.actor, at=timezone.now())
            messages.success(request, _("The action was added, and it is a task now."))
            return redirect("conference-show", conference_id)
    return form_page(request, "conferences/agree.html", form, {**context, "page": page})
