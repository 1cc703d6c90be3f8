"""What is due: time limits that run, that have run out, and that are paused and why."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import deadlines, pauses
from opennrm.cases.models import Clock, ClockPause
from opennrm.cases.permissions import CASE_VIEW, CLOCK_PAUSE
from opennrm.country.pack import pack
from opennrm.web.addresses import page_asked
from opennrm.web.cases import clock_filters, matters
from opennrm.web.cases.forms import PauseForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(CASE_VIEW)
@require_safe
def list_all(request: Request) -> HttpResponse:
    """What is due in the cases that I see, the oldest first."""
    wanted, now = clock_filters.wanted(request), timezone.now()
    page = deadlines.page(request.actor, wanted, mark=page_asked(request), at=now)
    context = {
        "page": page,
        "rows": [(each, "" if each.case else matters.page_of(each.clock)) for each in page.rows],
        "may_pause": request.actor.may(CLOCK_PAUSE),
        "wanted": wanted,
        "other_state_url": clock_filters.address(replace(wanted, paused=not wanted.paused)),
        "other_cases_url": clock_filters.address(replace(wanted, mine=not wanted.mine)),
        "tags": clock_filters.tags(request.actor, wanted),
        "now": now,
    }
    return render(request, "cases/clocks.html", context)


@requires(CLOCK_PAUSE)
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: Request, clock_id: UUID) -> HttpResponse:
    """Pause a time limit, for a reason that its rule allows."""
    now = timezone.now()
    clock = pauses.clock_to_read(request.actor, clock_id)
    back = _where_from(request, clock)
    rule = pack().clocks.get(clock.rule)
    form = PauseForm(posted(request), rule=rule) if rule and rule.pause_reasons else None
    if request.method == "POST" and form and form.is_valid():
        with refusals_on(form):
            pauses.pause(clock_id, **form.cleaned_data, by=request.actor, at=now)
            messages.success(request, _("The time limit has been paused."))
            return redirect(back["url"])
    deadline = deadlines.of_clock(request.actor, clock, at=now)
    context = {"deadline": deadline, "now": now, "back": back}
    return form_page(request, "cases/clock_pause.html", form, context)


@requires(CLOCK_PAUSE)
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: Request, clock_id: UUID) -> HttpResponse:
    """Why a time limit is paused, and let it go on."""
    now = timezone.now()
    clock = pauses.clock_to_read(request.actor, clock_id)
    back = _where_from(request, clock)
    if request.method == "POST":
        pauses.resume(clock_id, by=request.actor, at=now)
        messages.success(request, _("The time limit has been resumed. We added the paused time to it."))
        return redirect(back["url"])
    stop = ClockPause.objects.visible_to(request.actor).filter(clock=clock, resumed_at=None).first()
    note = pauses.open_note(request.actor, stop.pk) if stop else ""
    deadline = deadlines.of_clock(request.actor, clock, at=now)
    context = {"deadline": deadline, "pause": stop, "note": note, "back": back}
    return render(request, "cases/clock_resume.html", context)


def _where_from(request: Request, clock: Clock) -> dict[str, str]:
    """The page that somebody came from, and goes back to: what is due, or the page of the case."""
    if request.GET.get("from") == "due":
        return {"url": reverse("clock-list"), "text": _("What is due")}
    return {"url": reverse("case-show", args=[clock.case_id]), "text": _("Back to the case")}
