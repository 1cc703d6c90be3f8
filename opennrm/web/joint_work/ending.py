"""Pages on which a request is withdrawn, and on which taking part is made longer or ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.joint_work import access, actions
from opennrm.joint_work.permissions import JOINT_WORK_ANSWER, JOINT_WORK_ASK
from opennrm.joint_work.terms import last_day_from
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.joint_work.forms import EndForm, ExtendForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(JOINT_WORK_ASK)
@button("joint-work-show", "work_id", undone=gettext_lazy("The request was not withdrawn."))
def withdraw(request: Request, work_id: UUID) -> HttpResponse:
    """Ask no longer that the agency takes part."""
    actions.withdraw(work_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The request was withdrawn. The other agency can no longer see it."))
    return redirect("joint-work-show", work_id)


@requires(JOINT_WORK_ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: Request, work_id: UUID) -> HttpResponse:
    """Let the agency take part until a later day."""
    at = timezone.now()
    work = access.for_lead(request.actor, work_id, lock=False)
    form = ExtendForm(posted(request), latest=last_day_from(at), initial={"seen": work.until.isoformat()})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.extend(work_id, by=request.actor, at=at, **form.cleaned_data)
            messages.success(request, _("The agency can take part for longer. We have told it."))
            return redirect("joint-work-show", work_id)
    return form_page(request, "joint_work/extend.html", form, {"work": work})


@requires(JOINT_WORK_ASK, JOINT_WORK_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, work_id: UUID) -> HttpResponse:
    """End that an agency takes part, for either side."""
    work = access.for_either(request.actor, work_id, lock=False)
    is_own = access.is_of_agency(request.actor, work)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.end(work_id, by=request.actor, at=timezone.now(), **form.cleaned_data)
            messages.success(
                request, _("It has ended. The agency that took part can no longer see the case.")
            )
            return redirect("home") if is_own else redirect("joint-work-show", work_id)
    return form_page(request, "joint_work/end.html", form, {"work": work, "is_own": is_own})
