"""What is asked about leaving care and about follow-up."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.care_plans.following_up import Found
from opennrm.care_plans.states import Readiness, YesNo
from opennrm.web import design
from opennrm.web.care_plans.assessing_forms import sealed


def _yes_or_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=YesNo.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose one of the answers in the list.")},
    )


class LeavingForm(design.Form):
    """How ready one thing is."""

    readiness = forms.ChoiceField(
        label=_("How ready is it?"),
        choices=Readiness.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose how ready it is.")},
    )
    words = sealed(
        label=_("What is there, or what is missing?"),
        help_text=_("If it is not ready, say who sees to it and until when. We encrypt this."),
        required=False,
    )


class TryForm(design.Form):
    """That somebody tried to reach the child."""

    on = design.DateField(
        label=_("On which day did you try?"), error_messages={"required": _("Enter the day.")}
    )
    way = design.CodeField(
        "contact_ways",
        label=_("How did you try?"),
        without=["none"],
        error_messages={"required": _("Choose how you tried.")},
    )
    words = sealed(label=_("What happened?"), required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, initial={"on": today}, **options)
        self.fields["on"].latest = today  # type: ignore[attr-defined]


class FoundForm(design.Form):
    """How the child is."""

    safe = _yes_or_no(_("Is the child safe?"))
    in_school_or_work = _yes_or_no(_("Does the child go to school, to training or to work?"))
    living_situation = design.CodeField(
        "living_situations",
        label=_("Where does the child live?"),
        widget=design.Select,
        error_messages={"required": _("Choose where the child lives.")},
    )
    re_exploited = _yes_or_no(_("Has the child been exploited again?"))
    words = sealed(label=_("How did you reach the child, and what did the child say?"), required=False)

    @property
    def found(self) -> Found:
        """How the child is, from valid answers."""
        return Found(**self.cleaned_data)


class GiveUpForm(design.Form):
    """That the child was not reached."""

    words = sealed(
        label=_("What was tried, and what do you think has happened?"),
        error_messages={"required": _("Write what was tried.")},
    )
