"""Looks for records of the same child on the pages of others: while somebody types, and before a form is saved."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from opennrm.agencies import throttle
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.foundation import sealing
from opennrm.linkage import duplicates, probes
from opennrm.linkage.duplicates import Possible
from opennrm.people import tokens
from opennrm.people.known import Known
from opennrm.people.permissions import CASE_SEARCH
from opennrm.web.agencies import throttling
from opennrm.web.linkage import words
from opennrm.web.request import Request

SEEN = "seen_same_child"
"""The field that says for which answers somebody has seen who may be the same child."""
TYPED = (*tokens.NAMES, "birth_date", "document_number", "school", "guardian")
"""The questions after which is looked, a moment after the last letter."""
PAUSE_MS = 1200
_PARTS_OF_DATE = ("day", "month", "year")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A child who may be the same, in words."""

    child: Possible
    word: words.InWords
    reasons: Sequence[words.Reason]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was found for some answers. `mark` stands for these answers; `wait` says how long nothing is looked for."""

    children: Sequence[Row] = ()
    is_cut: bool = False
    mark: str = ""
    wait: str = ""


def may_check(request: Request) -> bool:
    """Whether this role searches among the children whom it sees, and reads their names."""
    return request.actor.may(CASE_SEARCH) and request.actor.may(IDENTITY_OPEN)


def check(request: Request, known: Known, *, without: UUID | None = None) -> Checked:
    """Look for children who may be the one of whom so much is known. It is counted and recorded.

    :param without: the case of the child itself.
    """
    if not known.is_comparable:
        return Checked(mark=mark_of(known))
    try:
        throttling.use(request, throttle.SAME_CHILD, says=_has_to_wait)
    except ValidationError as has_to_wait:
        return Checked(wait=" ".join(has_to_wait.messages))
    found = duplicates.find(request.actor, known, without=without)
    probes.note_typed([known.text(name) for name in tokens.NAMES], at=timezone.now())
    rows = [
        Row(
            child=child,
            word=words.WORDS[child.comparison.word],
            reasons=words.reasons_of(child.comparison),
        )
        for child in found.children
    ]
    return Checked(children=rows, is_cut=found.is_cut, mark=mark_of(known))


def unseen(request: Request, known: Callable[[], Known], *, without: UUID | None = None) -> Checked | None:
    """Who may be the same child, where the form that was sent does not say that this was seen; else nothing."""
    if not may_check(request):
        return None
    wanted = known()
    if request.POST.get(SEEN) == mark_of(wanted):
        return None
    checked = check(request, wanted, without=without)
    return checked if checked.children else None


def while_typing(url: str, form: forms.BaseForm, checked: Checked | None = None) -> dict[str, Any]:
    """The variables of linkage/_while_typing.html, which stands in a form that asks who the child is."""
    return {"same_child": {"url": url, "trigger": _trigger(form), "checked": checked}}


def answer(request: Request, known: Known, *, without: UUID | None = None) -> HttpResponse:
    """The answer to what was typed: what linkage/_while_typing.html shows; nothing where that is shown already."""
    if request.POST.get(SEEN) == mark_of(known):
        return HttpResponse(status=204)
    checked = check(request, known, without=without)
    shown = render(request, "linkage/_same_child.html", {"checked": checked, "is_typing": True})
    return with_wait(request, shown)


def with_wait(request: Request, response: HttpResponse) -> HttpResponse:
    """The same answer with status 429 and the time to wait, where nothing was looked for."""
    until = getattr(request, "throttled_until", None)
    if until is not None:
        response.status_code = 429
        response.headers["Retry-After"] = max(1, ceil((until - timezone.now()).total_seconds()))
    return response


def mark_of(known: Known) -> str:
    """A value that is another one whenever something that is compared is another; it tells nothing of it."""
    texts = {name: known.text(name) for name in (*tokens.ALL_NAMES, "document_number", "school", "guardian")}
    compared = [texts, known.telephones, known.sex, known.area, known.born]
    return sealing.token_maker()("same child", json.dumps(compared, sort_keys=True)).hex()


def _trigger(form: forms.BaseForm) -> str:
    ids = []
    for name in TYPED:
        if name in form.fields:
            parts = [f"_{part}" for part in _PARTS_OF_DATE] if name == "birth_date" else [""]
            ids += [f"#id_{name}{part}" for part in parts]
    return ", ".join(f"input delay:{PAUSE_MS}ms from:{each}" for each in ids)


def _has_to_wait(minutes: int) -> str:
    return ngettext(
        "You have looked for records of the same child very often. You can look again in %(minutes)d minute.",
        "You have looked for records of the same child very often. You can look again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
