"""Screening a child, section by section, and the result that explains itself."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies.permissions import Permission
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.screening import access, drafts
from opennrm.screening.access import InstrumentMissing
from opennrm.screening.drafts import NothingBegun
from opennrm.screening.models import Screening
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.request import Request, posted
from opennrm.web.screening import result
from opennrm.web.screening.forms import SectionForm, StartForm


@requires(Permission.SCREENING_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request, case_id: UUID) -> HttpResponse:
    """Begin a screening; once begun, the overview of its sections."""
    try:
        case = access.case_to_work_on(request.actor, case_id)
        if access.own_draft(request.actor, case_id):
            return _overview(request, case)
    except Case.DoesNotExist:
        raise Http404 from None
    instruments = list(pack().instruments.values())
    form = StartForm(posted(request), instruments=instruments)
    if request.method == "POST" and form.is_valid():
        drafts.begin(case_id, instrument=form.cleaned_data["instrument"], by=request.actor, at=timezone.now())
        return redirect("screening-start", case_id)
    context = {"case": case, "form": form, "instruments": instruments, "is_adult": _seems_adult(case)}
    return render(request, "screening/start.html", context)


def _overview(request: Request, case: Case) -> HttpResponse:
    try:
        opened = drafts.open_own(request.actor, case)
    except InstrumentMissing as missing:
        return render(request, "screening/missing.html", {"case": case, "missing": missing}, status=409)
    sections = [
        {"section": section, "answered": opened.answered_in(section.code), "total": len(section.items)}
        for section in opened.instrument.sections
    ]
    return render(request, "screening/overview.html", {"case": case, "opened": opened, "sections": sections})


def _seems_adult(case: Case) -> bool:
    return case.age is not None and case.age >= pack().thresholds.child_under_age


@requires(Permission.SCREENING_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Request, case_id: UUID, section: str) -> HttpResponse:
    """The questions of one section; sending them keeps them and goes on to the next."""
    try:
        case = access.case_to_work_on(request.actor, case_id)
        opened = drafts.open_own(request.actor, case)
    except Case.DoesNotExist:
        raise Http404 from None
    except (NothingBegun, InstrumentMissing):
        return redirect("screening-start", case_id)
    sections = {found.code: found for found in opened.instrument.sections}
    if section not in sections:
        raise Http404
    form = SectionForm(posted(request), section=sections[section], answers=opened.answers)
    position = list(sections).index(section)
    if request.method == "POST" and form.is_valid():
        drafts.save_section(
            case_id, section=section, answers=form.answers, by=request.actor, at=timezone.now()
        )
        following = list(sections)[position + 1 :]
        if "overview" in request.POST or not following:
            return redirect("screening-start", case_id)
        return redirect("screening-section", case_id, following[0])
    context = {"section": sections[section], "number": position + 1, "count": len(sections)}
    return render(request, "screening/section.html", {**context, "case": case, "form": form})


@requires(Permission.SCREENING_DO)
@button("screening-start", "case_id", undone=gettext_lazy("The screening is not finished."))
def finish(request: Request, case_id: UUID) -> HttpResponse:
    """Make a screening of the answers, and show what they come to."""
    try:
        screening = drafts.finish(case_id, by=request.actor, at=timezone.now())
    except Case.DoesNotExist:
        raise Http404 from None
    except NothingBegun:
        # A second click: the first one has made the screening.
        newest = (
            access.screenings_of(request.actor, case_id)
            .filter(done_by_id=request.actor.membership_id)
            .first()
        )
        return (
            redirect("screening-show", case_id, newest.pk) if newest else redirect("screening-start", case_id)
        )
    except InstrumentMissing:
        return redirect("screening-start", case_id)
    messages.success(request, _("The screening is finished and saved."))
    return redirect("screening-show", case_id, screening.pk)


@requires(Permission.SCREENING_DO)
@button("screening-start", "case_id", undone=gettext_lazy("The screening was not deleted."))
def discard(request: Request, case_id: UUID) -> HttpResponse:
    """Throw away one's own unfinished screening."""
    try:
        drafts.discard(case_id, by=request.actor)
    except Case.DoesNotExist:
        raise Http404 from None
    except NothingBegun:
        return redirect("screening-start", case_id)
    messages.success(request, _("The unfinished screening was deleted. Finished screenings are kept."))
    return redirect("screening-start", case_id)


@requires(Permission.SCREENING_VIEW)
@require_safe
def show(request: Request, case_id: UUID, screening_id: UUID) -> HttpResponse:
    """What one screening shows, why, and what to do next."""
    try:
        case, screening = access.screening_to_read(request.actor, case_id, screening_id)
    except (Case.DoesNotExist, Screening.DoesNotExist):
        raise Http404 from None
    return render(request, "screening/show.html", result.contents(request.actor, case, screening))
