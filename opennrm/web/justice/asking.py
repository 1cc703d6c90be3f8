"""The one form of a step in a proceeding: a page that asks something, and leads back to where it came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from opennrm.foundation.events import Text
from opennrm.web import design
from opennrm.web.form_pages import form_page
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a page asks: its title, what stands above the form, where it leads back to, and what was done.

    `notes` are sentences that people should read first.
    """

    title: Text
    done: Text
    back: str
    back_text: Text
    caption: str = ""
    intro: Text = ""
    notes: tuple[str, ...] = ()
    button: Text = ""


def ask(
    request: Request,
    form: design.Form,
    asked: Asked,
    act: Callable[[Mapping[str, Any], Mapping[str, Any]], Any],
) -> HttpResponse:
    """Show the form, or do what it asks: `act` gets the answers, and who acts when on which showing of the page."""
    page = page_token(request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            act(form.cleaned_data, {"by": request.actor, "at": timezone.now(), "page": page})
            messages.success(request, str(asked.done))
            return redirect(asked.back)
    return form_page(request, "justice/ask.html", form, {"asked": asked, "page": page})


def without_page(given: Mapping[str, Any]) -> dict[str, Any]:
    """Who acts and when, for a step that is the same however often it is sent."""
    return {name: given[name] for name in ("by", "at")}
