"""A page that asks something: shown, and shown again where an answer has to be corrected."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from opennrm.web.request import Request


def form_page(
    request: Request, template: str, form: forms.BaseForm | None, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page with its form, which may have nothing to ask any more. Where an answer that was sent has to be
    corrected, or was refused, the status is 422."""
    has_errors = request.method == "POST" and form is not None and bool(form.errors)
    return render(request, template, {**(context or {}), "form": form}, status=422 if has_errors else 200)
