"""Checking the answers of a concern, and sending it."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from opennrm.cases.actions import NoLeadAgency
from opennrm.concerns import children, drafts, ties
from opennrm.concerns.actions import receive_concern
from opennrm.concerns.answers import OF_FURTHER_CHILD, TIE, Incomplete, to_complete
from opennrm.concerns.attachments import attachments_of
from opennrm.concerns.children import OpenChild
from opennrm.concerns.drafts import OpenDraft
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.foundation.actor import Actor
from opennrm.web.buttons import button
from opennrm.web.concerns.drafts import actor_of, hotlines, of_draft
from opennrm.web.concerns.steps import FURTHER, TIED, WIZARD, Page, page_of_answer
from opennrm.web.design.wizard import Answer, Answered, Wizard
from opennrm.web.guards import requires
from opennrm.web.refusals import leads_to, on_refusal
from opennrm.web.request import Request


@requires(CONCERN_REPORT)
@require_safe
@of_draft
def check(request: Request, draft_id: UUID) -> HttpResponse:
    """All answers at a glance, of every child, each with a way to change it; and what is still missing."""
    actor = actor_of(request)
    draft = drafts.open_draft(actor, draft_id)
    if draft.first_id is not None:
        return redirect("concern-check", draft.first_id)
    further = [
        _further(child, number) for number, child in enumerate(children.open_further(actor, draft), start=2)
    ]
    context = {
        "draft": draft,
        "answered": _answered(WIZARD, draft),
        "missing": [*_missing(draft), *(each for child in further for each in child["missing"])],
        "further": further,
        "tied": _tied(actor, draft),
        "page": secrets.token_urlsafe(12),
        "attachments": attachments_of(actor, draft_id),
        "files_url": WIZARD.change_url("files", draft_id=draft_id),
        "back_url": WIZARD.address(WIZARD.preceding(WIZARD.last, draft.answers), draft_id),
    }
    return render(request, "concerns/check.html", context)


def _further(child: OpenChild, number: int) -> dict[str, Any]:
    """What the page shows of a further child."""
    shown = {"urgent_dangers": child.answers.get("urgent_dangers"), **child.draft.shown()}
    all_answers = [answer for page in _answered(FURTHER, child.draft, shown) for answer in page.answers]
    to_correct = to_complete(child.answers, child.typed, on=timezone.localdate())
    return {
        "number": number,
        "draft": child.draft,
        # Only what was answered: with several children, everything else would fill the page of a phone many times.
        "answered": [Answered(answers=[each for each in all_answers if each.value or each.is_unclear])],
        "change_url": FURTHER.change_url(FURTHER.first, draft_id=child.draft.id),
        # What all children share is asked for once, with the first.
        "missing": [
            replace(
                each,
                label=gettext("Child %(number)s: %(question)s") % {"number": number, "question": each.label},
            )
            for each in _to_answer(
                FURTHER, child.draft, [name for name in to_correct if name in OF_FURTHER_CHILD]
            )
        ],
    }


def _tied(actor: Actor, draft: OpenDraft) -> dict[str, Any] | None:
    """What the page shows of the case that the report began from; `case` is None once the actor no longer leads it."""
    if draft.tied_to is None:
        return None
    form = TIED.steps[0].questions()
    return {
        "case": ties.case_beside(actor, draft.tied_to),
        "kind": form.in_words(TIE, draft.answers.get(TIE)),
        "change_url": TIED.change_url(TIED.first, draft_id=draft.id),
    }


@requires(CONCERN_REPORT)
@button("concern-check", "draft_id", undone=gettext_lazy("No other child was added."))
@of_draft
def child_add(request: Request, draft_id: UUID) -> HttpResponse:
    """Add a further child to a report that was not sent yet."""
    token = request.POST.get("page", "")[:40]
    child = children.add(draft_id, by=actor_of(request), at=timezone.now(), token=token)
    return redirect(FURTHER.address(FURTHER.first, child.pk))


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


def _answered(
    wizard: Wizard[Page], draft: OpenDraft, shown: Mapping[str, Any] | None = None
) -> list[Answered]:
    shown = shown or draft.shown()
    answered = []
    for page in wizard.asking:
        form = page.questions(initial=shown)
        change_url = wizard.change_url(page.slug, draft_id=draft.id)
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
    return _to_answer(WIZARD, draft, to_complete(draft.answers, draft.typed, on=timezone.localdate()))


def _to_answer(wizard: Wizard[Page], draft: OpenDraft, names: Iterable[str]) -> list[Answer]:
    found = []
    for name in names:
        page = page_of_answer(name, wizard)
        found.append(
            Answer(
                label=page.questions().base_fields[name].label,
                value="",
                change_url=wizard.change_url(page.slug, draft_id=draft.id),
                is_unclear=name in draft.typed,
            )
        )
    return found
