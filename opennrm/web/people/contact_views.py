"""Adding and correcting how to reach a child."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.cases import access as cases
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.foundation.refusals import ChangedMeanwhile
from opennrm.people import corrections as actions
from opennrm.people import earlier
from opennrm.people.rules import Corrected
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.people.forms import ContactFields, ContactForm
from opennrm.web.people.kept import Kept
from opennrm.web.people.views import again, corrected, kept_for_later, page
from opennrm.web.refusals import on_refusal, refusals_on
from opennrm.web.request import Request

TEMPLATE = "people/correct_contact.html"


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, case_id: UUID) -> HttpResponse:
    """Add another way to reach the child."""
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    kept = _kept(request, case_id, case_id)
    if request.method != "POST":
        shown, of_page = kept.form(ContactFields, {})
        return form_page(request, "people/add_contact.html", shown, {"case": case, **of_page})
    form = ContactFields(request.POST)
    if not kept.is_for_later and form.is_valid():
        with refusals_on(form):
            actions.add_contact(case_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            kept.finish()
            messages.success(request, _("The contact has been added."))
            return redirect("case-show", case_id)
    return kept_for_later(request, kept, form) or form_page(
        request, "people/add_contact.html", form, {"case": case, **kept.contents()}
    )


def _meanwhile(request: Request, changed: ChangedMeanwhile, case_id: UUID, contact_id: UUID) -> HttpResponse:
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    # What somebody else has saved is shown here for the first time.
    earlier.contact_to_correct(request.actor, case_id, contact_id)
    form = again(request, ContactForm, changed)
    kept = _kept(request, case_id, contact_id).contents()
    return page(request, TEMPLATE, case, form, theirs=changed.row.theirs, kept=kept)


def _kept(request: Request, case_id: UUID, contact_id: UUID) -> Kept:
    return Kept(request=request, case_id=case_id, corrected=Corrected.CONTACT, subject_id=contact_id)


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(ChangedMeanwhile, _meanwhile)
def correct(request: Request, case_id: UUID, contact_id: UUID) -> HttpResponse:
    """Correct how to reach the child, or say that it is no longer right. Showing the form opens it."""
    now = timezone.now()
    case = cases.case(request.actor, case_id, as_="lead", event=None)
    kept = _kept(request, case_id, contact_id)
    if request.method != "POST":
        stands, version = earlier.contact_to_correct(request.actor, case_id, contact_id)
        shown, of_page = kept.form(ContactForm, {**stands, "version": version})
        return page(request, TEMPLATE, case, shown, kept=of_page)
    form: Any = ContactForm(request.POST)
    if not kept.is_for_later and form.is_valid():
        with refusals_on(form):
            told = {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["version"]}
            actions.correct_contact(case_id, contact_id, given=form.stated, **told, by=request.actor, at=now)
            return corrected(request, kept)
    return kept_for_later(request, kept, form) or page(request, TEMPLATE, case, form, kept=kept.contents())
