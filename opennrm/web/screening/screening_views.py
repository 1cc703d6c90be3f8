"""Screening a child, section by section, and the result that explains itself."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.refusals import Refusal
from opennrm.screening import access, drafts
from opennrm.screening.access import InstrumentMissing
from opennrm.screening.drafts import NothingBegun
from opennrm.screening.permissions import SCREENING_DO, SCREENING_VIEW
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import leads_to, on_refusal, shows
from opennrm.web.request import Request, posted
from opennrm.web.screening import result
from opennrm.web.screening.forms import StartForm
from opennrm.web.screening.steps import KeptScreening, wizard_of


@requires(SCREENING_DO)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(InstrumentMissing, shows("screening/missing.html"))
def start(request: Request, case_id: UUID) -> HttpResponse:
    """Begin a screening; once begun, the overview of its sections."""
    case = case_access.case(request.actor, case_id, as_="lead")
    if access.own_draft(request.actor, case_id):
        return _overview(request, case)
    instruments = list(pack().instruments.values())
    form = StartForm(posted(request), instruments=instruments)
    if request.method == "POST" and form.is_valid():
        drafts.begin(case_id, instrument=form.cleaned_data["instrument"], by=request.actor, at=timezone.now())
        return redirect("screening-start", case_id)
    context = {
        "case": case,
        "instruments": instruments,
        "is_adult": _seems_adult(case),
        "left": access.draft_left_behind(request.actor, case),
    }
    return form_page(request, "screening/start.html", form, context)


def _overview(request: Request, case: Case) -> HttpResponse:
    opened = drafts.open_own(request.actor, case)
    wizard = wizard_of(opened.instrument)
    sections = [
        {
            "section": section,
            "answered": opened.answered_in(section.code),
            "total": len(section.items),
            "url": wizard.address(section.code, case_id=case.pk),
        }
        for section in opened.instrument.sections
    ]
    return render(request, "screening/overview.html", {"case": case, "opened": opened, "sections": sections})


def _seems_adult(case: Case) -> bool:
    return case.age is not None and case.age >= pack().thresholds.child_under_age


@requires(SCREENING_DO)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(NothingBegun, leads_to("screening-start", "case_id"))
@on_refusal(InstrumentMissing, leads_to("screening-start", "case_id"))
def section(request: Request, case_id: UUID, section: str) -> HttpResponse:
    """The questions of one section; sending them keeps them and goes on to the next."""
    case = case_access.case(request.actor, case_id, as_="lead")
    opened = drafts.open_own(request.actor, case)
    wizard = wizard_of(opened.instrument)
    step = wizard.step(section)
    form = step.questions(posted(request), answers=opened.answers, observations=opened.observations)
    if request.method == "POST":
        draft = KeptScreening(request, case_id, section, opened)
        if goal := wizard.take(request, section, form, draft, case_id=case_id):
            return redirect(goal)
    context = {
        "case": case,
        "section": step.section,
        "walk": wizard.walk(request, section, opened.answers, case_id=case_id),
    }
    return form_page(request, "screening/section.html", form, context)


def _show_the_finished_one(request: Request, refusal: Refusal, case_id: UUID) -> HttpResponse:
    """After a second click: the first one has made the screening."""
    mine = access.screenings_of(request.actor, case_id).filter(done_by_id=request.actor.membership_id)
    newest = mine.first()
    return redirect("screening-show", case_id, newest.pk) if newest else redirect("screening-start", case_id)


@requires(SCREENING_DO)
@button("screening-start", "case_id", undone=gettext_lazy("The screening is not finished."))
@on_refusal(NothingBegun, _show_the_finished_one)
@on_refusal(InstrumentMissing, leads_to("screening-start", "case_id"))
def finish(request: Request, case_id: UUID) -> HttpResponse:
    """Make a screening of the answers, and show what they come to."""
    screening = drafts.finish(case_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The screening is finished and saved."))
    return redirect("screening-show", case_id, screening.pk)


@requires(SCREENING_DO)
@button("screening-start", "case_id", undone=gettext_lazy("The screening was not deleted."))
@on_refusal(NothingBegun, leads_to("screening-start", "case_id"))
def discard(request: Request, case_id: UUID) -> HttpResponse:
    """Throw away one's own unfinished screening."""
    drafts.discard(case_id, by=request.actor)
    messages.success(request, _("The unfinished screening was deleted. Finished screenings are kept."))
    return redirect("screening-start", case_id)


@requires(SCREENING_VIEW)
@require_safe
def show(request: Request, case_id: UUID, screening_id: UUID) -> HttpResponse:
    """What one screening shows, why, and what to do next."""
    case, screening = access.screening_to_read(request.actor, case_id, screening_id)
    observations = access.open_observations(request.actor, case, screening)
    return render(
        request, "screening/show.html", result.contents(request.actor, case, screening, observations)
    )
