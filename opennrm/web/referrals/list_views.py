"""The referrals that my agency sent."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from opennrm.country.titles import title_of
from opennrm.referrals import sent as referrals
from opennrm.referrals.permissions import REFERRAL_SEND
from opennrm.referrals.sent import ANSWERED, SENT, WAITING, Wanted
from opennrm.referrals.states import State
from opennrm.web import design, filters
from opennrm.web.addresses import page_asked
from opennrm.web.design.dates import in_words
from opennrm.web.filters import Tag
from opennrm.web.guards import requires
from opennrm.web.referrals.words import TONES
from opennrm.web.request import Request

LIST = "referral-list"
SHOWN = {SENT: _("All that were sent"), WAITING: _("Waiting for an answer"), ANSWERED: _("Answered")}


class ListForm(design.Form):
    """Narrows the list. With errors nothing is narrowed, and the errors say what to correct."""

    mark_optional = False
    show = forms.ChoiceField(
        label=_("Which referrals"),
        choices=list(SHOWN.items()),
        required=False,
        widget=design.Select(),
    )
    purpose = design.CodeField(
        "service_kinds",
        label=_("Kind of service"),
        first=[("", _("Any"))],
        required=False,
        widget=design.Select(),
    )
    first_day = design.DateField(
        label=_("From"), help_text=_("The day on which they were sent, or answered."), required=False
    )
    last_day = design.DateField(label=_("Up to and including"), required=False)

    def wanted(self) -> Wanted:
        """What is looked for; everything while something has to be corrected."""
        return Wanted(**self.cleaned_data) if self.is_valid() else Wanted()


def _tags(wanted: Wanted) -> list[Tag]:
    """What limits the list, in words."""

    def words(name: str, value: Any) -> str:
        if isinstance(value, date):
            return in_words(value)
        return title_of("service_kinds", value) if name == "purpose" else str(SHOWN[value])

    return filters.tags(wanted, LIST, labels=lambda name: str(ListForm.base_fields[name].label), words=words)


@requires(REFERRAL_SEND)
@require_safe
def sent(request: Request) -> HttpResponse:
    """The referrals that my agency sent, and how each stands."""
    form = ListForm(request.GET)
    wanted = form.wanted()
    page = referrals.page(request.actor, wanted, mark=page_asked(request))
    rows = [(referral, TONES[State(referral.state)]) for referral in page.rows]
    context = {"form": form, "page": page, "rows": rows, "tags": _tags(wanted)}
    return render(request, "referrals/list.html", context)
