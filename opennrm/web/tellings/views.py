"""What the child of a case was told: read, written down and corrected."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.country.pack import pack
from opennrm.country.sheets import Moment
from opennrm.foundation.actor import Actor
from opennrm.people.models import Person
from opennrm.tellings import access, actions, queries
from opennrm.tellings.permissions import TELLING_VIEW, TELLING_WRITE
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted
from opennrm.web.tellings import words
from opennrm.web.tellings.forms import (
    CorrectTellingForm,
    TellingForm,
    initial_of_address,
    initial_of_telling,
)


@requires(TELLING_VIEW)
@require_safe
def index(request: Request, case_id: UUID) -> HttpResponse:
    """Everything that the child was told, the newest first, and what the child is to be told next."""
    standing, opened = access.open_all(request.actor, case_id)
    corrected = {each.telling.corrects_id for each in opened}
    rows = [
        {
            **words.in_words(each.telling),
            "opened": each,
            "is_corrected": each.telling.pk in corrected,
        }
        for each in opened
    ]
    context = {
        "case": standing.case,
        "rows": [row for row in rows if not row["is_corrected"]],
        "earlier": [row for row in rows if row["is_corrected"]],
        "due": [words.due_in_words(each) for each in queries.due(standing.case, by=request.actor)],
        "may_write": request.actor.may(TELLING_WRITE),
    }
    return render(request, "tellings/list.html", context)


@requires(TELLING_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Write down what the child was told."""
    standing = access.case_to_write_in(request.actor, case_id, lock=False)
    now, page = timezone.now(), page_token(request)
    today = timezone.localdate(now)
    language = _language_of_child(request.actor, case_id)
    initial = initial_of_address(request.GET, today=today, language=language, age=standing.case.age)
    form = TellingForm(posted(request), today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.write(case_id, content=form.content, page=page, by=request.actor, at=now)
            messages.success(request, _("We saved what the child was told."))
            return redirect("case-show", case_id)
    context = {"case": standing.case, "page": page, "fact": _fact(initial["moment"])}
    return form_page(request, "tellings/new.html", form, context)


@requires(TELLING_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, case_id: UUID, telling_id: UUID) -> HttpResponse:
    """Correct what was written down. What it said before stays."""
    standing, telling = access.telling_to_correct(request.actor, case_id, telling_id, lock=False)
    opened = access.open_one(request.actor, standing, telling)
    now, page = timezone.now(), page_token(request)
    options: Any = {"today": timezone.localdate(now), "initial": initial_of_telling(opened)}
    form = CorrectTellingForm(posted(request), **options)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            said: Any = {"content": form.content, "reason": form.cleaned_data["reason"]}
            actions.correct(case_id, telling_id, **said, page=page, by=request.actor, at=now)
            messages.success(request, _("We saved the correction."))
            return redirect("telling-list", case_id)
    return form_page(request, "tellings/correct.html", form, {"case": standing.case, "page": page})


def _fact(moment: str) -> Any:
    """What has to be told at this moment, in the words of the country; None for none."""
    return pack().sheets.moments[Moment(moment)] if moment else None


def _language_of_child(actor: Actor, case_id: UUID) -> str:
    """The first language of the child that the actor may know, and the country's first one if there is none."""
    listed = pack().listed("languages")
    found = (
        Person.objects.visible_to(actor).filter(case_id=case_id).values_list("languages", flat=True).first()
    )
    return next((code for code in found or [] if code in listed), next(iter(listed)))
