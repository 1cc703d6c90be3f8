"""What is asked about inspections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.prevention.models import Check
from opennrm.web import design
from opennrm.web.prevention.forms import area, number


class PlanForm(design.Form):
    """An inspection that is planned."""

    day = design.DateField(label=_("Day"), error_messages={"required": _("Enter the day.")})
    target = design.CodeField(
        "inspection_targets",
        label=_("What is inspected?"),
        widget=design.Select,
        error_messages={"required": _("Choose what is inspected.")},
    )
    area = area()
    reason = design.CodeField(
        "inspection_reasons",
        label=_("Why?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why it is inspected.")},
    )
    is_announced = forms.TypedChoiceField(
        label=_("Is the employer told before?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        coerce=lambda value: value == "yes",
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whether the employer is told before.")},
    )
    employer = forms.CharField(
        label=_("Employer"),
        help_text=_("Only inspectors of your agency and investigators of the police read this."),
        max_length=200,
        required=False,
    )
    premises = forms.CharField(label=_("Where it is"), max_length=200, required=False)


class DoneForm(design.Form):
    """An inspection that was made. Nobody is named."""

    day = design.DateField(label=_("Day of the inspection"), error_messages={"required": _("Enter the day.")})
    inspectors = number(_("How many inspectors were there?"), least=1, most=200)
    employer = forms.CharField(label=_("Employer"), max_length=200, required=False)
    premises = forms.CharField(label=_("Where it is"), max_length=200, required=False)
    women = number(_("Women at work"), required=False, most=100_000)
    men = number(_("Men at work"), required=False, most=100_000)
    others = number(_("Others, or not known"), required=False, most=100_000)
    nationalities = design.CodesField(
        "citizenships",
        label=_("Nationalities of the workers, if you know them"),
        required=False,
        widget=design.Selects(first=_("Nationality"), further=_("Another nationality")),
    )
    trafficking_check = forms.ChoiceField(
        label=_("Did you look for signs of trafficking?"),
        choices=Check.choices,
        widget=design.Radios(reveals={Check.NOT_DONE: "why_not"}),
        error_messages={"required": _("Choose whether you looked for signs of trafficking.")},
    )
    why_not = forms.CharField(
        label=_("Why not?"),
        max_length=300,
        error_messages={"required": _("Say why nobody looked for signs of trafficking.")},
    )
    under_18 = number(
        _("How many people under 18 did you see?"),
        help_text=_("If you saw none, enter 0. Do not write down their names."),
        required=False,
        most=10_000,
    )
    signs = design.CodesField(
        "trafficking_signs",
        label=_("Which signs did you see?"),
        required=False,
        widget=design.Checkboxes(small=True),
    )
    result = design.CodeField(
        "inspection_results",
        label=_("How did it end for the employer?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose how it ended.")},
    )
    penalty = forms.CharField(label=_("Penalty"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("trafficking_check") == Check.NOT_DONE and cleaned.get("signs"):
            self.add_error("trafficking_check", _("You saw signs, so you looked for them. Choose “Yes”."))
        return cleaned


class ReceiptForm(design.Form):
    """The number of the receipt of a concern."""

    number = forms.CharField(
        label=_("Number of the receipt"),
        help_text=_("It stands on the receipt that you got when you reported the concern."),
        max_length=40,
        widget=design.Text(width=20),
        error_messages={"required": _("Enter the number of the receipt.")},
    )
