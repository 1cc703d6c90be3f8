"""What is asked about a child who was arrested, and is not to be punished."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.investigations import access
from opennrm.investigations.permissions import NON_PUNISHMENT_DECIDE
from opennrm.investigations.states import RESULTS
from opennrm.investigations.values import AskedOf, Compelled
from opennrm.web import design
from opennrm.web.investigations.forms import words_field


class ArrestForm(design.Form):
    """When a child was arrested, and for what."""

    act = design.CodeField(
        "alleged_acts",
        label=_("What is the child said to have done?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what the child is said to have done.")},
    )
    arrested_on = design.DateField(
        label=_("When was the child arrested?"),
        help_text=_("For example, 27 March 2026."),
        error_messages={"required": _("Enter the day of the arrest.")},
    )
    time = design.TimeField(
        label=_("What time?"),
        help_text=_("For example, 2:30 pm. The time limit for the screening begins then."),
        error_messages={"required": _("Enter the time of the arrest.")},
    )

    @property
    def moment(self) -> datetime:
        """When it was, from valid answers."""
        return datetime.combine(
            self.cleaned_data["arrested_on"], self.cleaned_data["time"], tzinfo=pack().zone
        )


class FlagForm(design.Form):
    """For what a child is not to be punished, and why."""

    act = design.CodeField(
        "alleged_acts",
        label=_("What is the child said to have done?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what the child is said to have done.")},
    )
    happened_on = design.DateField(
        label=_("When was it?"), help_text=_("Leave this empty if you do not know."), required=False
    )
    compelled = forms.ChoiceField(
        label=_("Was the child made to do it, or did it because they were trafficked?"),
        choices=Compelled.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whether the child was made to do it.")},
    )
    words = words_field(
        _("What should the prosecutor know?"),
        help_text=_(
            "The prosecutor reads this beside the reference of the case. Do not write a name. We encrypt this."
        ),
    )


class RaiseForm(design.Form):
    """To whom the question is put."""

    to_agency = forms.ChoiceField(
        label=_("Which agency's prosecutors decide?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose an agency whose prosecutors decide this.")},
    )
    asked_of = forms.ChoiceField(
        label=_("Who is asked not to punish the child?"),
        choices=AskedOf.choices,
        initial=AskedOf.PROSECUTOR,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose who is asked.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = access.agencies_with(NON_PUNISHMENT_DECIDE)
        self.fields["to_agency"].choices = [(str(each.pk), each.name) for each in found]  # type: ignore[attr-defined]


class DecideForm(design.Form):
    """What came of it."""

    result = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(each.value, each.label) for each in RESULTS],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what came of it.")},
    )
    reason = design.CodeField(
        "impunity_reasons",
        label=_("For which reason?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the reason.")},
    )
    decided_on = design.DateField(
        label=_("On which day?"),
        help_text=_("For example, 27 March 2026."),
        error_messages={"required": _("Enter the day of the decision.")},
    )
    words = words_field(_("Is there anything to add?"))
