"""What people do who take no part in the case: confirm that nothing is used any more, and decide about objections."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.consents import access, objections, recipients
from opennrm.consents.permissions import CONSENT_CONFIRM, OBJECTION_DECIDE
from opennrm.web.consents.forms import ConfirmForm, DecideForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(CONSENT_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def end_notice(request: Request, notice_id: UUID) -> HttpResponse:
    """Confirm that nobody in one's agency uses any more what was shared with it."""
    notice = access.notice_to_confirm(request.actor, notice_id)
    form = ConfirmForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            recipients.confirm(notice_id, by=request.actor, at=timezone.now())
            messages.success(
                request, _("Thank you. The agency that leads the case can see that you confirmed.")
            )
            return redirect("home")
    return form_page(request, "consents/end_notice.html", form, {"notice": notice})


@requires(OBJECTION_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: Request, objection_id: UUID) -> HttpResponse:
    """Decide about an objection, without seeing the case."""
    found = access.objection_to_decide(request.actor, objection_id)
    form = DecideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            heeded = form.cleaned_data["heeded"] == "yes"
            objections.decide(objection_id, heeded=heeded, by=request.actor, at=timezone.now())
            messages.success(
                request, _("Your decision was recorded. The agency that leads the case can see it.")
            )
            return redirect("home")
    return form_page(request, "consents/decide.html", form, {"objection": found})
