"""The one form of a page that asks for something of an investigation, a suspect or a case, and saves it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from opennrm.foundation.events import Text
from opennrm.web.form_pages import form_page
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What a page says around its form, and where it leads.

    `back` is the address before and after it, unless `then` gives another one for what was saved. `caption` stands
    above the heading. `intro` says what will happen, and `button` what is pressed.
    """

    heading: Text
    button: Text
    back: str
    caption: str = ""
    intro: Text = ""
    warning: Text = ""
    done: Text = ""
    then: Callable[[Any], str] | None = None


def ask(
    request: Request,
    form: forms.BaseForm | None,
    asking: Asking,
    save: Callable[[dict[str, Any]], Any],
    **context: Any,
) -> HttpResponse:
    """Show the page, or save what was sent and go on. `save` gets the valid answers."""
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_on(form):
            saved = save(form.cleaned_data)
            if asking.done:
                messages.success(request, str(asking.done))
            return redirect(asking.then(saved) if asking.then else asking.back)
    shown = {"asking": asking, "page": page_token(request), **context}
    return form_page(request, "investigations/ask.html", form, shown)
