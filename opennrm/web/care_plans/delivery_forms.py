"""What is asked about what services gave."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.care_plans.delivering import Given
from opennrm.care_plans.states import Unit
from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.country.pack import pack
from opennrm.referrals.models import Referral
from opennrm.web import design
from opennrm.web.care_plans.assessing_forms import sealed
from opennrm.web.care_plans.plan_forms import ReferralField


class DeliveryForm(design.Form):
    """What a service gave: kind, provider, days, amount, and who paid."""

    service_kind = design.CodeField(
        "service_kinds",
        label=_("Which service was it?"),
        widget=design.Select,
        error_messages={"required": _("Choose the service.")},
    )
    provider = forms.CharField(
        label=_("Who gave it?"),
        help_text=_("The agency or person. We encrypt this."),
        max_length=200,
        error_messages={"required": _("Say who gave it.")},
    )
    first_day = design.DateField(
        label=_("What was the first day?"), error_messages={"required": _("Enter the first day.")}
    )
    last_day = design.DateField(
        label=_("What was the last day?"),
        help_text=_(
            "If it was a single day, leave this empty. If it goes on, enter today, and add the rest later."
        ),
        required=False,
    )
    amount = forms.DecimalField(
        label=_("How much was it?"),
        max_digits=12,
        decimal_places=2,
        widget=design.Number(width=10),
        error_messages={"required": _("Enter how much it was."), "invalid": _("Enter a number.")},
    )
    unit = forms.ChoiceField(
        label=_("Counted in what?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose in what it is counted.")},
    )
    paid_by = design.CodeField(
        "payers",
        label=_("Who paid for it?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose who paid.")},
    )
    public_cost = forms.DecimalField(
        max_digits=14,
        decimal_places=2,
        widget=design.Number(width=10),
        required=False,
        error_messages={"invalid": _("Enter a number.")},
    )
    referral_id = ReferralField(
        label=_("Which referral does it belong to?"),
        help_text=_("The service of that referral can then read this, and nothing that belongs to others."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        referrals: Iterable[Referral] | None,
        corrects: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        currency = pack().currency
        for name in ("first_day", "last_day"):
            self.fields[name].latest = today  # type: ignore[attr-defined]
        units = [(unit.value, currency if unit == Unit.MONEY else unit.label) for unit in Unit]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        cost = gettext("What did it cost the government, in %(currency)s?") % {"currency": currency}
        self.fields["public_cost"].label = cost
        self.fields["public_cost"].help_text = gettext("Leave this empty if nobody knows.")
        if referrals is None or corrects:
            del self.fields["referral_id"]
        else:
            self.fields["referral_id"].fill(referrals)  # type: ignore[attr-defined]
        if corrects:
            self.fields["reason"] = sealed(
                label=_("Why are you correcting it?"),
                min_length=SHORTEST_REASON,
                error_messages={"required": _("Say why you are correcting this.")},
            )

    @property
    def given(self) -> Given:
        """What was given, from valid answers."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return Given(**{**found, "last_day": found["last_day"] or found["first_day"]})
