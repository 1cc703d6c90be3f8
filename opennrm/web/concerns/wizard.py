"""One page of a concern: shown, saved, and saved in between."""

import secrets
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.concerns import children, drafts
from opennrm.concerns.answers import REQUIRED
from opennrm.concerns.attachments import attachments_of
from opennrm.concerns.drafts import AlreadySent, AnswersChanged
from opennrm.concerns.models import ConcernDraft
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotThere, Refusal
from opennrm.web.buttons import button
from opennrm.web.concerns import duplicates, steps
from opennrm.web.concerns.child_forms import AnotherDangerForm
from opennrm.web.concerns.drafts import actor_of, hotlines, of_draft
from opennrm.web.concerns.forms import FilesForm, QuestionForm, next_telephone
from opennrm.web.concerns.steps import FURTHER, Page, wizard_of
from opennrm.web.design.wizard import LATER, MORE, THEN
from opennrm.web.guards import requires
from opennrm.web.linkage.checks import Checked
from opennrm.web.refusals import on_refusal
from opennrm.web.request import Request, small_number
from opennrm.web.templatetags.design import day

KEEP = "keep-"
"""Before the name of an answer: which of two versions a person chose."""


def _let_choose(request: Request, changed: AnswersChanged, draft_id: UUID, slug: str) -> HttpResponse:
    """Show both versions of each answer that differs, and let the person choose."""
    page = wizard_of(slug).step(slug)
    # Opened anew, so that it is recorded: what was refused has left no trace of having opened the saved answers.
    drafts.open_draft(actor_of(request), draft_id)
    context = {
        "step": page,
        "differences": _differences(page.questions(request.POST), changed.saved),
        "sent": _sent(request),
        "version": changed.version,
        "address": wizard_of(slug).address(page.slug, draft_id),
    }
    return render(request, "concerns/changed.html", context, status=409)


def _cannot_keep(request: Request, refusal: Refusal, draft_id: UUID, slug: str) -> HttpResponse:
    return HttpResponse(status=409)


@requires(CONCERN_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
@of_draft
@on_refusal(AnswersChanged, _let_choose)
def step(request: Request, draft_id: UUID, slug: str) -> HttpResponse:
    """A page of the concern; sent, it is saved and leads to the next one."""
    if slug in steps.JOINED:
        return redirect(wizard_of(slug).address(slug, draft_id))
    page = wizard_of(slug).step(slug)
    if request.method == "POST" and page.form is not None:
        return _save(request, draft_id, page, page.questions(request.POST))
    return show(request, draft_id, page)


@requires(CONCERN_REPORT)
@button("concern-step", "draft_id", "slug", undone=gettext_lazy("Your answers were not saved."))
@on_refusal(AnswersChanged, _cannot_keep)
@on_refusal(AlreadySent, _cannot_keep)
def autosave(request: Request, draft_id: UUID, slug: str) -> HttpResponse:
    """Keep what is being written. Answers 204 when it was kept, 409 when it could not be."""
    form = wizard_of(slug).step(slug).questions(request.POST)
    KeptDraft(request, draft_id).keep(form, go_on_at=slug)
    return HttpResponse(status=204)


def show(
    request: Request,
    draft_id: UUID,
    page: Page,
    form: QuestionForm | FilesForm | None = None,
    *,
    checked: Checked | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page of a draft: with its answers, or with a form that has to be corrected.

    :param checked: who may be the same child, to be seen before the next page.
    """
    actor = actor_of(request)
    draft = drafts.open_draft(actor, draft_id)
    wizard, answers = wizard_of(page.slug), draft.shown()
    if (draft.first_id is None) is (wizard is FURTHER):
        raise NotThere
    context = {
        "step": page,
        "draft": draft,
        "page": request.POST.get("page") or secrets.token_urlsafe(9),
        "walk": wizard.walk(request, page.slug, answers, draft_id=draft_id),
        "may_check": wizard is not FURTHER and all(answers.get(name) for name in REQUIRED),
        "attachments": attachments_of(actor, draft_id) if page.slug == "files" else [],
        **_of_the_country(answers),
    }
    if page.form is AnotherDangerForm and "urgent_dangers" not in answers:
        answers = {**answers, **children.dangers_of_first(actor, draft)}
    form = form or (page.questions(initial=answers) if page.form else FilesForm())
    context |= duplicates.while_typing(request, draft_id, page, form, checked)
    return render(request, "concerns/step.html", {**context, "form": form}, status=status)


def _of_the_country(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the pages that tell something take from the country pack."""
    known, chosen = pack().codes("urgent_dangers"), steps.dangers(answers)
    return {
        "dangers": [danger for code, danger in known.items() if code in chosen],
        "help": pack().help,
        "hotlines": hotlines(timezone.now()),
        "adult_age": pack().thresholds.child_under_age,
        "ages": steps.ages_of(answers),
        "birth_date": answers.get("birth_date"),
    }


class KeptDraft:
    """The draft of a concern, as its wizard keeps it: sealed, with what was typed and not understood."""

    def __init__(self, request: Request, draft_id: UUID) -> None:
        self.request, self.draft_id = request, draft_id
        self.saved: ConcernDraft | None = None

    @cached_property
    def answers(self) -> Mapping[str, Any]:
        return drafts.open_draft(actor_of(self.request), self.draft_id).answers

    def read(self, form: QuestionForm) -> Mapping[str, Any]:
        return form.given()[0]

    def keep(self, form: QuestionForm, *, go_on_at: str) -> None:
        """Save what a page sends, except for answers where the person chose the version saved before."""
        request = self.request
        answers, typed = form.given()
        passed_over = {name for name in form.fields if request.POST.get(KEEP + name) == "saved"}
        self.saved = drafts.keep(
            self.draft_id,
            answers={name: value for name, value in answers.items() if name not in passed_over},
            typed={name: value for name, value in typed.items() if name not in passed_over},
            step=go_on_at,
            version=small_number(request.POST.get("version", "")),
            page=request.POST.get("page", "")[:20],
            by=actor_of(request),
            at=timezone.now(),
        )


def _save(request: Request, draft_id: UUID, page: Page, form: QuestionForm) -> HttpResponse:
    draft, then = KeptDraft(request, draft_id), request.POST.get(THEN)
    goal = wizard_of(page.slug).take(request, page.slug, form, draft, draft_id=draft_id)
    if then == LATER and draft.saved:
        kept_until = day(draft.saved.expires_at)
        messages.success(request, _("Your draft is saved. We will keep it until %s.") % kept_until)
        return redirect("concern-list")
    if not goal:
        return show(request, draft_id, page, form, status=422)
    if then != MORE and (checked := duplicates.unseen(request, draft_id, page, form)):
        return show(request, draft_id, page, form, checked=checked)
    if then == MORE:
        goal += f"#id_{next_telephone({**draft.answers, **draft.read(form)})}"
    return redirect(goal)


def _differences(form: QuestionForm, saved: Mapping[str, Any]) -> list[dict[str, Any]]:
    answers, typed = form.given()
    mine = {**answers, **typed}
    return [
        {
            "name": KEEP + name,
            "label": form.fields[name].label,
            "saved": form.in_words(name, saved[name]),
            "mine": form.in_words(name, mine[name]),
        }
        for name in form.fields
        if name in saved
    ]


def _sent(request: Request) -> list[tuple[str, str]]:
    ours = {"csrfmiddlewaretoken", "version"}
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ours and not name.startswith(KEEP)
        for value in values
    ]
