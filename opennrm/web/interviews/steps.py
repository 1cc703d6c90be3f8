"""The one way in which a page takes a step of an interview: its form, the action, a message, and where it leads."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from opennrm.foundation.permissions import Permission
from opennrm.interviews import access, queries
from opennrm.interviews.models import Interview
from opennrm.interviews.permissions import INTERVIEW_WATCH
from opennrm.web.form_pages import form_page
from opennrm.web.interviews.views import about
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token

ANYBODY = (*access.READ, INTERVIEW_WATCH)


def take(
    request: Request,
    form: forms.BaseForm,
    context: Mapping[str, Any],
    *,
    template: str,
    do: Callable[[], Any],
    says: str,
    leads_to: str,
    of: UUID,
    field: str | None = None,
) -> HttpResponse:
    """Show the form, or let the action run with what was sent."""
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, field=field):
            do()
            messages.success(request, says)
            return redirect(leads_to, of)
    return form_page(request, f"interviews/{template}.html", form, {**context, "page": page_token(request)})


def context_of(
    request: Request,
    interview_id: UUID,
    *,
    may: tuple[Permission, ...] = access.READ,
    event: str = "interview.opened",
) -> dict[str, Any]:
    """The variables of a page that takes a step of one interview. Opening it is recorded.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow it.
    """
    interview: Interview = access.interview_to_read(request.actor, interview_id, may=may, event=event)
    return about(request.actor, interview, queries.case_of(request.actor, interview))
