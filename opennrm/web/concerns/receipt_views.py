"""What somebody does with a receipt of their own: read and print it, add something, answer a question, label it."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import receipts
from opennrm.concerns import drafts, labels, messages
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.web.addresses import page_asked
from opennrm.web.concerns.drafts import actor_of, hotlines
from opennrm.web.concerns.message_forms import AdditionForm, AnswerForm, LabelForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(CONCERN_REPORT)
@require_safe
def show(request: Request, receipt_id: UUID) -> HttpResponse:
    """The receipt: its number, how it stands, what was added and asked, and what happens next."""
    actor = actor_of(request)
    found = receipts.receipt_to_read(actor, receipt_id)
    page = messages.open_own(actor, found, page_asked(request))
    context = {
        "receipt": found,
        "label": labels.labels_of(actor, [found.case_id]).get(found.case_id, ""),
        "written": page.rows,
        "page": page,
        "waiting": messages.questions_to(actor).filter(receipt=found),
        "hotlines": hotlines(timezone.now()),
    }
    return render(request, "concerns/receipt.html", context)


@requires(CONCERN_REPORT)
@require_safe
def to_print(request: Request, receipt_id: UUID) -> HttpResponse:
    """The receipt on a page to print, with what its number means. Each time it is recorded."""
    found = receipts.receipt_to_read(actor_of(request), receipt_id, event="receipt.printed")
    context = {"receipt": found, "hotlines": hotlines(timezone.now()), "now": timezone.now()}
    return render(request, "concerns/receipt_print.html", context)


@requires(CONCERN_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, receipt_id: UUID) -> HttpResponse:
    """Add something that one learnt to a concern that one reported."""
    actor = actor_of(request)
    receipt = receipts.own(actor, receipt_id)
    form = AdditionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            messages.add(receipt_id, **_sent(request, form))
            notes.success(
                request, _("We have sent what you wrote to the agency that looks into the concern.")
            )
            return redirect("concern-receipt", receipt_id)
    return form_page(request, "concerns/add.html", form, {"receipt": receipt, "page": _page(request)})


@requires(CONCERN_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, question_id: UUID) -> HttpResponse:
    """Answer a question about a concern that one reported. One that has ended leads to the receipt."""
    question = messages.question_to(actor_of(request), question_id)
    receipt = question.message.receipt
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            messages.answer(question_id, **_sent(request, form))
            notes.success(request, _("We have sent your answer."))
            return redirect("concern-receipt", receipt.pk)
    if request.method != "POST" and not question.is_waiting:
        return redirect("concern-receipt", receipt.pk)
    context = {"question": question, "receipt": receipt, "page": _page(request)}
    return form_page(request, "concerns/answer.html", form, context)


@requires(CONCERN_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def label(request: Request, draft_id: UUID) -> HttpResponse:
    """Give a draft of one's own, or the receipt that came of it, a label that nobody else sees."""
    actor = actor_of(request)
    draft = drafts.draft_of(actor, draft_id)
    form = LabelForm(posted(request), initial={"text": labels.labels_of(actor, [draft_id]).get(draft_id, "")})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            labels.label(draft_id, text=form.cleaned_data["text"], by=actor)
            notes.success(request, _("Your label was saved. Only you can see it."))
            return redirect("concern-list")
    return form_page(request, "concerns/label.html", form, {"draft": draft})


def _sent(request: Request, form: AdditionForm | AnswerForm) -> dict[str, Any]:
    text, page = form.cleaned_data["text"], request.POST.get("page", "")[:40]
    return {"text": text, "page": page, "by": actor_of(request), "at": timezone.now()}


def _page(request: Request) -> str:
    """A value that only this showing of the page has; one that was sent keeps its own."""
    return request.POST.get("page", "")[:40] or secrets.token_urlsafe(12)
