"""What an auditor looks for: codes and days only, so that it may stand in an address."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency
from opennrm.audit.queries import Wanted
from opennrm.country.pack import pack
from opennrm.web import design
from opennrm.web.audit.words import SENTENCES


class LookForm(design.Form):
    """Narrows the audit. With errors nothing is narrowed, and the errors say what to correct."""

    agency = forms.ChoiceField(label=_("Agency"), required=False, widget=design.Select)
    kind = forms.ChoiceField(label=_("What was done"), required=False, widget=design.Select)
    first_day = design.DateField(label=_("From"), required=False)
    last_day = design.DateField(label=_("Up to and including"), required=False)
    mark_optional = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.order_by("name").values_list("pk", "name")
        self.fields["agency"].choices = [("", _("Any agency")), *((str(pk), name) for pk, name in agencies)]
        kinds = sorted(SENTENCES.items(), key=lambda item: str(item[1]))
        self.fields["kind"].choices = [("", _("Anything")), *kinds]

    def wanted(self) -> Wanted:
        """What is looked for."""
        if not self.is_valid():
            return Wanted(zone=pack().zone)
        given = self.cleaned_data
        return Wanted(
            zone=pack().zone,
            agency_id=UUID(given["agency"]) if given["agency"] else None,
            kind=given["kind"],
            first_day=given["first_day"],
            last_day=given["last_day"],
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for, so that the questions stay open."""
        return bool(self.errors) or any(self.cleaned_data.values())
