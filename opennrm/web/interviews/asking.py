"""Pages on which an interview is asked for, agreed to and called off, and earlier accounts are recorded."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.interviews import access, queries, requests
from opennrm.interviews.permissions import INTERVIEW_APPROVE, INTERVIEW_ARRANGE, INTERVIEW_REQUEST
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.interviews.forms import AccountForm, AnswerForm, CancelForm, RequestForm
from opennrm.web.interviews.steps import context_of, take
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted

FORM = ["GET", "HEAD", "POST"]


@requires(INTERVIEW_REQUEST)
@require_http_methods(FORM)
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Ask for an interview, once one has read what the child told before."""
    actor = request.actor
    case = access.case_with_interviews(actor, case_id, may=INTERVIEW_REQUEST)
    accounts, earlier = queries.accounts(actor, case_id), queries.earlier(actor, case_id)
    form = RequestForm(posted(request), is_first=not earlier, has_accounts=bool(accounts))
    page = page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            seen = [row.pk for row, _where in accounts] if form.cleaned_data.get("acknowledged") else []
            made = requests.request(
                case_id, answers=form.answers, acknowledged=seen, page=page, by=actor, at=timezone.now()
            )
            messages.success(request, _("The interview was asked for."))
            return redirect("interview-show", made.pk)
    context = {"case": case, "accounts": accounts, "earlier": earlier, "page": page}
    return form_page(request, "interviews/new.html", form, context)


@requires(INTERVIEW_REQUEST)
@require_http_methods(FORM)
def account(request: Request, case_id: UUID) -> HttpResponse:
    """Record what the child told before, and who asked."""
    case = access.case_with_interviews(request.actor, case_id, may=INTERVIEW_REQUEST)
    form, page = AccountForm(posted(request)), page_token(request)
    return take(
        request,
        form,
        {"case": case},
        template="account",
        do=lambda: requests.add_account(
            case_id, **form.cleaned_data, page=page, by=request.actor, at=timezone.now()
        ),
        says=_("Recorded. Whoever asks for an interview now reads it first."),
        leads_to="interview-of-case",
        of=case_id,
    )


@requires(INTERVIEW_APPROVE)
@require_http_methods(FORM)
def answer(request: Request, interview_id: UUID) -> HttpResponse:
    """Agree to a further interview, or refuse it, knowing what is recorded and not what was said."""
    context = context_of(request, interview_id, may=(INTERVIEW_APPROVE,))
    earlier = queries.earlier(request.actor, context["interview"].case_id)
    form = AnswerForm(posted(request))

    def do() -> None:
        given: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
        if form.cleaned_data["answer"] == "yes":
            requests.approve(interview_id, **given)
        else:
            requests.refuse(interview_id, words=form.cleaned_data["words"], **given)

    return take(
        request,
        form,
        {**context, "earlier": earlier},
        template="answer",
        do=do,
        says=_("Your answer was recorded. We have told the agency that asked."),
        leads_to="interview-show",
        of=interview_id,
    )


@requires(INTERVIEW_REQUEST, INTERVIEW_ARRANGE)
@require_http_methods(FORM)
def cancel(request: Request, interview_id: UUID) -> HttpResponse:
    """Say that there will be no interview."""
    context = context_of(request, interview_id)
    form = CancelForm(posted(request))
    return take(
        request,
        form,
        context,
        template="cancel",
        do=lambda: requests.cancel(interview_id, **form.cleaned_data, by=request.actor, at=timezone.now()),
        says=_("The interview was cancelled. We have told everybody who takes part."),
        leads_to="interview-show",
        of=interview_id,
    )
