"""Pages on which the safety and the needs of a child are assessed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.care_plans import access, assessing
from opennrm.care_plans.models import ImmediateAct, SafetyAssessment
from opennrm.care_plans.permissions import CARE_VIEW, CARE_WRITE
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.access import fetch
from opennrm.foundation.refusals import Refused
from opennrm.web.care_plans import papers
from opennrm.web.care_plans.assessing_forms import ActDoneForm, NeedsForm, SafetyForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_safety(request: Request, case_id: UUID) -> HttpResponse:
    """Assess whether the child is safe."""
    case = access.case_to_write(request.actor, case_id, lock=False)
    now, page = timezone.now(), page_token(request)
    here = now.astimezone(pack().zone)
    form = SafetyForm(posted(request), initial={"assessed_on": here.date(), "time": here.time()})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            assessing.assess_safety(case_id, content=form.content, page=page, by=request.actor, at=now)
            messages.success(request, _("The assessment was saved."))
            return redirect("care-of-case", case_id)
    return form_page(request, "care_plans/safety.html", form, {"case": case, "page": page})


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def act_done(request: Request, act_id: UUID) -> HttpResponse:
    """Record that something was done to keep the child safe."""
    act = fetch(ImmediateAct.objects.visible_to(request.actor), pk=act_id)
    case = access.case_to_write(request.actor, act.case_id, lock=False)
    now = timezone.now()
    here = now.astimezone(pack().zone)
    form = ActDoneForm(posted(request), initial={"done_on": here.date(), "time": here.time()})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            said = form.cleaned_data["words"]
            assessing.finish_act(act_id, done_at=form.done_at, words=said, by=request.actor, at=now)
            messages.success(request, _("It was recorded that this was done."))
            return redirect("care-of-case", case.pk)
    context = {"case": case, "title": title_of("immediate_acts", act.code)}
    return form_page(request, "care_plans/act_done.html", form, context)


@requires(CARE_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_needs(request: Request, case_id: UUID) -> HttpResponse:
    """Assess what the child needs."""
    case = access.case_to_write(request.actor, case_id, lock=False)
    now, page = timezone.now(), page_token(request)
    today = timezone.localdate(now, timezone=pack().zone)
    form = NeedsForm(posted(request), today=today, initial={"assessed_on": today})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            assessing.assess_needs(case_id, content=form.content, page=page, by=request.actor, at=now)
            messages.success(request, _("The assessment was saved."))
            return redirect("care-of-case", case_id)
    return form_page(request, "care_plans/needs.html", form, {"case": case, "page": page})


@requires(CARE_VIEW)
@require_safe
def safety_card(request: Request, case_id: UUID) -> HttpResponse:
    """A card for the pocket of the child, with whom to call: no word on it says what it is about."""
    case = access.case_to_read(request.actor, case_id)
    if not SafetyAssessment.objects.visible_to(request.actor).of_case(case.pk).exists():
        raise Refused(_("Assess first whether the child is safe."))
    return papers.answered(papers.safety_card(case, timezone.localdate(timezone=pack().zone)))
