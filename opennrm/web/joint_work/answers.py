"""Pages on which an agency says whether it takes part in a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.joint_work import access, actions
from opennrm.joint_work.permissions import JOINT_WORK_ANSWER
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.joint_work.forms import DeclineForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(JOINT_WORK_ANSWER)
@button("joint-work-show", "work_id", undone=gettext_lazy("You have not accepted."))
def accept(request: Request, work_id: UUID) -> HttpResponse:
    """Take part in the case, for one's agency."""
    work = actions.accept(work_id, by=request.actor, at=timezone.now())
    messages.success(request, _("Your agency takes part in this case now."))
    return redirect("case-show", work.case_id)


@requires(JOINT_WORK_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: Request, work_id: UUID) -> HttpResponse:
    """Say that one's agency does not take part, and why."""
    work = access.for_agency(request.actor, work_id, lock=False)
    form = DeclineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.decline(work_id, by=request.actor, at=timezone.now(), **form.cleaned_data)
            messages.success(
                request,
                _("You declined. We have told the lead agency why. Your team can no longer see the request."),
            )
            return redirect("home")
    return form_page(request, "joint_work/decline.html", form, {"work": work})
