"""Checking the answers of a concern, and sending it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from opennrm.cases.actions import NoLeadAgency
from opennrm.concerns import drafts
from opennrm.concerns.actions import receive_concern
from opennrm.concerns.answers import Incomplete, to_complete
from opennrm.concerns.attachments import attachments_of
from opennrm.concerns.drafts import OpenDraft
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.web.buttons import button
from opennrm.web.concerns.drafts import actor_of, hotlines, of_draft
from opennrm.web.concerns.steps import WIZARD, page_of_answer
from opennrm.web.design.wizard import Answer, Answered
from opennrm.web.guards import requires
from opennrm.web.refusals import leads_to, on_refusal
from opennrm.web.request import Request


@requires(CONCERN_REPORT)
@require_safe
@of_draft
def check(request: Request, draft_id: UUID) -> HttpResponse:
    """All answers at a glance, each with a way to change it, and what is still missing."""
    draft = drafts.open_draft(actor_of(request), draft_id)
    context = {
        "draft": draft,
        "answered": _answered(draft),
        "missing": _missing(draft),
        "attachments": attachments_of(actor_of(request), draft_id),
        "files_url": WIZARD.change_url("files", draft_id=draft_id),
        "back_url": WIZARD.address(WIZARD.preceding(WIZARD.last, draft.answers), draft_id),
    }
    return render(request, "concerns/check.html", context)


def _say_whom_to_call(request: Request, refusal: NoLeadAgency, draft_id: UUID) -> HttpResponse:
    context = {"draft_id": draft_id, "hotlines": hotlines(timezone.now())}
    return render(request, "concerns/nobody_receives.html", context, status=409)


@requires(CONCERN_REPORT)
@button("concern-check", "draft_id", undone=gettext_lazy("The concern was not sent."))
@of_draft
@on_refusal(Incomplete, leads_to("concern-check", "draft_id"))
@on_refusal(NoLeadAgency, _say_whom_to_call)
def submit(request: Request, draft_id: UUID) -> HttpResponse:
    """Send the concern. Sent twice, it leads to the same receipt."""
    receipt = receive_concern(draft_id, by=actor_of(request), at=timezone.now())
    return redirect("concern-receipt", receipt.pk)


def _answered(draft: OpenDraft) -> list[Answered]:
    shown = draft.shown()
    answered = []
    for page in WIZARD.asking:
        form = page.questions(initial=shown)
        change_url = WIZARD.change_url(page.slug, draft_id=draft.id)
        unless_answered = form.revealed_names | form.further
        answers = [
            Answer(
                label=form.fields[name].label,
                value=form.in_words(name, shown.get(name)),
                change_url=change_url,
                is_unclear=name in draft.typed,
            )
            for name in form.fields
            if (shown.get(name) or name not in unless_answered) and name not in form.said_by_text(shown)
        ]
        if answers or not form.further:
            answered.append(Answered(title=page.title, answers=answers))
    return answered


def _missing(draft: OpenDraft) -> list[Answer]:
    """What has to be answered or corrected before the concern can be sent, and where."""
    found = []
    for name in to_complete(draft.answers, draft.typed, on=timezone.localdate()):
        page = page_of_answer(name)
        found.append(
            Answer(
                label=page.questions().base_fields[name].label,
                value="",
                change_url=WIZARD.change_url(page.slug, draft_id=draft.id),
                is_unclear=name in draft.typed,
            )
        )
    return found
