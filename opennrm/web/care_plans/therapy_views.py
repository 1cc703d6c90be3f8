"""Notes of therapy, for the service of a referral."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.care_plans import therapy
from opennrm.care_plans.permissions import THERAPY_WRITE
from opennrm.country.pack import pack
from opennrm.web import design
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted


class TherapyForm(design.Form):
    """A note of therapy."""

    held_on = design.DateField(
        label=gettext_lazy("On which day was it?"),
        error_messages={"required": gettext_lazy("Enter the day.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("We encrypt what you write."),
        max_length=20_000,
        widget=design.TextArea(rows=8),
        error_messages={"required": gettext_lazy("Write the note.")},
    )


@requires(THERAPY_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: Request, referral_id: UUID) -> HttpResponse:
    """Read the notes of therapy of one's own referral, and write one."""
    referral, opened = therapy.open_notes(request.actor, referral_id)
    now, page = timezone.now(), page_token(request)
    form = TherapyForm(posted(request), initial={"held_on": timezone.localdate(now, timezone=pack().zone)})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            therapy.write(referral_id, **form.cleaned_data, page=page, by=request.actor, at=now)
            messages.success(request, _("The note was saved."))
            return redirect("therapy-notes", referral_id)
    context = {"referral": referral, "notes": opened, "page": page}
    return form_page(request, "care_plans/therapy.html", form, context)
