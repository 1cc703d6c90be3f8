"""What is asked on the pages of cases."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Membership
from opennrm.cases.actions import intake_roles
from opennrm.cases.models import Case
from opennrm.web import design


class SearchForm(design.Form):
    """Looks for a child or a case. Sent by POST, so that no name stands in an address or a log."""

    words = forms.CharField(
        label=_("Name, telephone number or reference"),
        help_text=_("A name or the beginning of one, a nickname, a telephone number, or a reference."),
        max_length=100,
        error_messages={"required": _("Enter a name, a telephone number or a reference.")},
    )


class AssignForm(design.Form):
    """Chooses who takes the case on."""

    member = forms.TypedChoiceField(
        label=_("Who should the case be assigned to?"),
        widget=design.Radios,
        error_messages={"required": _("Choose who the case should be assigned to.")},
    )

    def __init__(self, *args, case: Case, **options) -> None:
        super().__init__(*args, **options)
        members = Membership.objects.acting().filter(agency_id=case.lead_agency_id, role__in=intake_roles())
        members = members.exclude(pk=case.assigned_to_id)
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            (str(member.pk), member.account.name)
            for member in members.select_related("account").order_by("account__name")
        ]
