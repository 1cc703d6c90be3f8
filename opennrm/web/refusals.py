"""The one place that answers what is refused: 404, 403, or 409 with the refusal's own sentence.

A refusal that belongs to what was typed goes on the form, with everything else that was typed kept (`refusals_on`).
Where a page has an answer of its own to a refusal, it says so (`on_refusal`). Views catch none themselves.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from opennrm.foundation.refusals import NotAllowed, NotThere, Refusal, Refused
from opennrm.web import errors
from opennrm.web.buttons import page_of
from opennrm.web.parts import gathered
from opennrm.web.request import Request

View = Callable[..., HttpResponse]
Answer = Callable[..., HttpResponse]
LOOKS = {"GET", "HEAD", "OPTIONS"}


class Refusals:
    """Answers a refusal that leaves a view. What the view had written until then is undone first."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: View, args: tuple, kwargs: dict[str, Any]) -> None:
        request.before_view = None if request.method in LOOKS else transaction.savepoint()

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if request.before_view is not None:
            transaction.set_rollback(False)
            transaction.savepoint_rollback(request.before_view)
        try:
            return _own_answer(request, exception) or _answer(request, exception)
        except Refusal as refusal:
            return _answer(request, refusal)


def _own_answer(request: Request, refusal: Refusal) -> HttpResponse | None:
    assert request.resolver_match is not None
    for kind, answer in getattr(request.resolver_match.func, "answers", ()):
        if isinstance(refusal, kind):
            return answer(request, refusal, **request.resolver_match.kwargs)
    return None


def _answer(request: Request, refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, NotThere):
        return _explained(request) or errors.not_found(request)
    if isinstance(refusal, NotAllowed):
        return errors.forbidden(request)
    assert request.resolver_match is not None
    context = {
        "refusal": str(refusal),
        "has_changed": not isinstance(refusal, Refused),
        "page": page_of(request.resolver_match),
    }
    return render(request, "409.html", context, status=409)


def _explained(request: Request) -> HttpResponse | None:
    """Why there is nothing here any more, for somebody who could see it once."""
    assert request.resolver_match is not None
    found = (explain(request, request.resolver_match.kwargs) for explain in gathered().explanations)
    return next((answer for answer in found if answer is not None), None)


def on_refusal(kind: type[Refusal], answer: Answer) -> Callable[[View], View]:
    """Let a view answer one kind of refusal in a way of its own.

    `answer` is called with the request, the refusal, and by name what varies in the address. Of several kinds that
    fit, the one written first counts.
    """

    def decorate(view: View) -> View:
        view.answers = ((kind, answer), *getattr(view, "answers", ()))  # type: ignore[attr-defined]
        return view

    return decorate


def shows(template: str, *, status: int = 409) -> Answer:
    """An answer by a page, which is given the refusal and what varies in the address."""

    def answer(request: Request, refusal: Refusal, **found: Any) -> HttpResponse:
        return render(request, template, {"refusal": refusal, **found}, status=status)

    return answer


def leads_to(page: str, *parts: str) -> Answer:
    """An answer that leads to the page of this name; `parts` are what its address has in common with this one."""

    def answer(request: Request, refusal: Refusal, **found: Any) -> HttpResponse:
        return redirect(page, **{part: found[part] for part in parts})

    return answer


@contextmanager
def refusals_on(form: forms.BaseForm, *, field: str | None = None) -> Iterator[None]:
    """Put on the form why the action in this block was refused, and undo what it did; the view then goes on.

    `field` is where to put it if the refusal does not say itself which answer to correct. Other answers would not
    help where something has changed meanwhile: such a refusal leaves the view.
    """
    try:
        with transaction.atomic():
            yield
    except Refused as refused:
        form.add_error(refused.field or field, str(refused))
