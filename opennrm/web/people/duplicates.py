"""Who may be the same child as one who is being corrected."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from opennrm.cases import access as cases
from opennrm.foundation.partial_dates import PartialDate
from opennrm.people import comparable
from opennrm.people.corrections import IDENTITY
from opennrm.people.known import Known
from opennrm.people.models import Person
from opennrm.people.permissions import CASE_SEARCH
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.linkage import checks
from opennrm.web.linkage.checks import Checked
from opennrm.web.people.forms import IdentityForm
from opennrm.web.request import Request


@requires(CASE_SEARCH)
@button("identity-correct", "case_id", undone=gettext_lazy("We did not look for records of the same child."))
def typed(request: Request, case_id: UUID) -> HttpResponse:
    """Who may be the same child, by what was typed so far. Nothing is saved."""
    cases.case(request.actor, case_id, as_="lead", event=None)
    form = IdentityForm(request.POST)
    form.full_clean()
    known = _with_typed(comparable.of_case(request.actor, case_id), form)
    return checks.answer(request, known, without=case_id)


def while_typing(
    request: Request, case_id: UUID, form: Any, checked: Checked | None = None
) -> dict[str, Any]:
    """What the page needs to look while somebody types; nothing for a role that does not search."""
    if not checks.may_check(request):
        return {}
    return checks.while_typing(reverse("identity-same-child", args=[case_id]), form, checked)


def unseen(request: Request, case_id: UUID, form: IdentityForm) -> Checked | None:
    """Who may be the same child and was not shown yet, where what is compared is going to be another; else nothing."""
    if not checks.may_check(request):
        return None
    stands = comparable.of_case(request.actor, case_id)
    corrected = _with_typed(stands, form)
    if checks.mark_of(corrected) == checks.mark_of(stands):
        return None
    return checks.unseen(request, lambda: corrected, without=case_id)


def _with_typed(known: Known, form: IdentityForm) -> Known:
    """What is known, with what was typed and understood in its place."""
    typed = {
        name: form.cleaned_data[name]
        for name in IDENTITY
        if name in Person.SEALED and name in form.cleaned_data
    }
    texts = {
        name: value.isoformat() if isinstance(value, PartialDate) else value or ""
        for name, value in typed.items()
    }
    return replace(known, texts={**known.texts, **texts})
