"""What the lead of a case and whoever reported it write to each other, for the lead."""

import secrets
from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.cases import access as cases
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.concerns import additions, messages
from opennrm.web.addresses import page_asked
from opennrm.web.buttons import button
from opennrm.web.concerns.message_forms import QuestionForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, case_id: UUID) -> HttpResponse:
    """What the person who reported the concern added and answered, and a form to ask them something."""
    actor, now = request.actor, timezone.now()
    case = cases.case(actor, case_id, as_="lead", event=None)
    receipt = messages.receipt_of_case(actor, case_id)
    form = QuestionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            page = request.POST.get("page", "")[:40]
            messages.ask(case_id, text=form.cleaned_data["text"], page=page, by=actor, at=now)
            notes.success(request, _("Your question was sent. We will tell you when there is an answer."))
            return redirect("case-messages", case_id)
    shown = messages.open_for_lead(actor, case, page_asked(request), at=now)
    context = {
        "case": case,
        "receipt": receipt,
        "written": shown.rows,
        "pages": shown,
        "can_answer": messages.can_answer(receipt),
        "may_show": case.closed_at is None and additions.has_others(case, at=now),
        "page": request.POST.get("page", "")[:40] or secrets.token_urlsafe(12),
    }
    return form_page(request, "concerns/messages.html", form, context)


@requires(IDENTITY_OPEN)
@button("case-messages", "case_id", undone=gettext_lazy("The question was not withdrawn."))
def withdraw(request: Request, case_id: UUID, question_id: UUID) -> HttpResponse:
    """Withdraw a question."""
    messages.withdraw(case_id, question_id, by=request.actor, at=timezone.now())
    notes.success(request, _("The question was withdrawn."))
    return redirect("case-messages", case_id)


@requires(IDENTITY_OPEN)
@button("case-messages", "case_id", undone=gettext_lazy("Nothing was shown to other agencies."))
def show_to_others(request: Request, case_id: UUID, message_id: UUID) -> HttpResponse:
    """Show what the reporter wrote to the other agencies that read what was reported."""
    additions.show_to_others(case_id, message_id, by=request.actor, at=timezone.now())
    notes.success(request, _("The other agencies that can read what was reported can now read this too."))
    return redirect("case-messages", case_id)
