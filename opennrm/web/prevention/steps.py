"""A page with one form, in the one shape that the pages of prevention have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from opennrm.web.form_pages import form_page
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a page says around its form."""

    heading: str
    back_url: str
    button: str
    back_text: str = ""
    caption: str = ""
    intro: Sequence[str] = ()


def ask(
    request: Request,
    form: forms.Form,
    asked: Asked,
    take: Callable[[str], HttpResponse],
    *,
    template: str = "prevention/form.html",
) -> HttpResponse:
    """Show a form, and take what was sent. `take` is given which showing of the page it was sent from."""
    page = str(page_token(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return take(page)
    is_file = form.is_multipart()
    return form_page(request, template, form, {"asked": asked, "page": page, "is_file": is_file})


def done(request: Request, says: str, to: str, *parts: object) -> HttpResponse:
    """Say what was done, and go on to a page."""
    messages.success(request, says)
    return redirect(to, *parts)
