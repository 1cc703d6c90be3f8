"""Pages on which a case is taken over or refused, and on which the request is withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.handovers import access, actions
from opennrm.handovers.permissions import HANDOVER_ANSWER, HANDOVER_ASK
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.handovers.forms import RefuseForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(HANDOVER_ANSWER)
@button("handover-show", "handover_id", undone=gettext_lazy("You have not taken over the case."))
def accept(request: Request, handover_id: UUID) -> HttpResponse:
    """Take the case over for one's agency."""
    handover = actions.accept(handover_id, by=request.actor, at=timezone.now())
    messages.success(request, _("Your agency leads this case now. Assign it to somebody."))
    return redirect("case-show", handover.case_id)


@requires(HANDOVER_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: Request, handover_id: UUID) -> HttpResponse:
    """Say that one's agency does not take the case over, and why."""
    handover = access.handover_to_answer(request.actor, handover_id, lock=False)
    form = RefuseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.refuse(handover_id, by=request.actor, at=timezone.now(), **form.cleaned_data)
            messages.success(
                request,
                _("You refused. We have told the other agency why. Your team can no longer see the request."),
            )
            return redirect("home")
    return form_page(request, "handovers/refuse.html", form, {"handover": handover})


@requires(HANDOVER_ASK)
@button("handover-show", "handover_id", undone=gettext_lazy("The request was not withdrawn."))
def withdraw(request: Request, handover_id: UUID) -> HttpResponse:
    """Ask no longer for the case to be taken over."""
    actions.withdraw(handover_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The request was withdrawn. The other agency can no longer see it."))
    return redirect("handover-show", handover_id)
