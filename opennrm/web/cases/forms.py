"""What is asked on the pages of cases and their time limits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Membership
from opennrm.cases.actions import intake_roles
from opennrm.cases.models import Case
from opennrm.cases.pauses import SHORTEST_NOTE
from opennrm.country.clocks import ClockRule
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


class PauseForm(design.Form):
    """Pauses a time limit, for one of the reasons that its rule allows."""

    reason = design.CodeField(
        "pause_reasons",
        label=_("Why are you pausing this time limit?"),
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("What has been tried, or what are you waiting for?"),
        help_text=_("Say what and when. We encrypt what you write."),
        min_length=SHORTEST_NOTE,
        max_length=2000,
        widget=design.TextArea(rows=4),
        error_messages={"required": _("Write what has been tried or what you are waiting for, and when.")},
    )

    def __init__(self, *args: Any, rule: ClockRule, **options: Any) -> None:
        super().__init__(*args, **options)
        reason: Any = self.fields["reason"]
        reason.fill(only=[code.code for code in rule.pause_reasons])
