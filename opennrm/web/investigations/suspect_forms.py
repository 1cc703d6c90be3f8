"""What is asked about suspects, and what they are linked to."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.foundation.working_time import start_of
from opennrm.investigations.models import Suspect
from opennrm.investigations.suspects import Facts
from opennrm.investigations.values import AgeBand, LinkKind, Sex, SuspectKind
from opennrm.web import design
from opennrm.web.investigations.forms import words_field

KEPT = (*Suspect.SEALED, "sex", "age_band")


class SearchForm(design.Form):
    """A name, a paper or a telephone."""

    text = forms.CharField(
        label=_("Who are you looking for?"),
        help_text=_("A name, the number of a paper, a telephone, a vehicle, an address or an account."),
        max_length=200,
        error_messages={"required": _("Enter a name or a number.")},
    )


class SuspectForm(design.Form):
    """Who a suspect is, as far as anybody knows."""

    kind = forms.ChoiceField(
        label=_("Is it a person or a company?"),
        choices=SuspectKind.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whether it is a person or a company.")},
    )
    given_names = forms.CharField(label=_("Given names"), max_length=200, required=False)
    family_name = forms.CharField(
        label=_("Family name, or name of the company"), max_length=200, required=False
    )
    other_names = forms.CharField(
        label=_("What else are they called?"),
        help_text=_("For example, a nickname or a name used online."),
        max_length=200,
        required=False,
    )
    birth_date = design.PartialDateField(
        label=_("When were they born?"), help_text=_("Leave out what you do not know."), required=False
    )
    age_band = forms.ChoiceField(
        label=_("How old are they?"),
        help_text=_("If you entered a birth date with its year, we work this out."),
        choices=[(value, label) for value, label in AgeBand.choices if value != AgeBand.NONE],
        widget=design.Radios(small=True),
        initial=AgeBand.UNKNOWN,
    )
    sex = forms.ChoiceField(
        label=_("Woman or man?"),
        choices=Sex.choices,
        widget=design.Radios(small=True),
        initial=Sex.UNKNOWN,
        required=False,
    )
    citizenships = design.CodesField(
        "citizenships",
        label=_("Citizenship"),
        required=False,
        widget=design.Selects(first=_("Country"), further=_("Another country, if there is one")),
    )
    document_number = forms.CharField(
        label=_("Number of a paper"),
        help_text=_("For example, of a driver's licence."),
        max_length=60,
        required=False,
    )
    description = words_field(
        _("How can they be described?"), help_text=_("Only if it helps to find them. We encrypt this.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = ("given_names", "family_name", "other_names", "description")
        if not any(cleaned.get(name) for name in names):
            message = _("Enter a name, or describe who it is if nobody knows the name.")
            self.add_error("family_name", message)
        return cleaned

    @property
    def facts(self) -> Facts:
        """Who it is, from valid answers."""
        given = self.cleaned_data
        born = given["birth_date"]
        return Facts(
            kind=given.get("kind") or SuspectKind.NATURAL,
            birth_date=born.isoformat() if born else "",
            citizenships=tuple(given["citizenships"]),
            **{name: given[name] for name in KEPT if name != "birth_date"},
        )


class NewSuspectForm(SuspectForm):
    """The same of somebody new. Where others may be meant, it is said that they are not."""

    is_another = forms.BooleanField(
        label=_("It is none of the suspects shown above"),
        required=False,
        widget=design.Checkbox,
    )

    def __init__(self, *args: Any, asks_again: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_again:
            del self.fields["is_another"]


class CorrectSuspectForm(SuspectForm):
    """What is right, and why it is corrected. What kind of suspect it is stays."""

    reason = words_field(_("Why do you correct it?"), required=True, missing=_("Write why, in a few words."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = self.initial["kind"]
        del self.fields["kind"]

    @property
    def facts(self) -> Facts:
        self.cleaned_data["kind"] = self.kind
        return super().facts


class StatusForm(design.Form):
    """Where a suspect is since when."""

    status = design.CodeField(
        "suspect_statuses",
        label=_("What happened?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what happened.")},
    )
    happened_on = design.DateField(
        label=_("When was it?"),
        help_text=_("For example, 27 March 2026."),
        error_messages={"required": _("Enter the day when it was.")},
    )
    time = design.TimeField(label=_("What time?"), help_text=_("For example, 2:30 pm."), required=False)

    @property
    def moment(self) -> dict[str, Any]:
        """When it was, for the action, from valid answers."""
        day, at = self.cleaned_data["happened_on"], self.cleaned_data["time"]
        return {
            "happened_at": datetime.combine(day, at or time(0), tzinfo=pack().zone),
            "is_time_known": at is not None,
        }


class LinkForm(design.Form):
    """What a suspect is linked to."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=LinkKind.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what it is.")},
    )
    value = forms.CharField(
        label=_("Number, name or address"),
        help_text=_("If another suspect is linked to the same, the two are joined. We encrypt this."),
        max_length=200,
        error_messages={"required": _("Enter the number, name or address.")},
    )


class DiscloseForm(design.Form):
    """To whose case one name is shown, why and until when."""

    case_reference = forms.CharField(
        label=_("What is the reference of the case?"),
        help_text=_("Whoever leads this case will read the name. You can only choose a case that you see."),
        max_length=40,
        widget=design.Text(width=20),
        error_messages={"required": _("Enter the reference of the case.")},
    )
    reason = words_field(
        _("Why does the plan for the child's safety need this name?"),
        required=True,
        missing=_("Write why the plan for the child's safety needs this name."),
    )
    until_day = design.DateField(
        label=_("Until which day?"),
        help_text=_("The name is hidden again after this day. You can hide it earlier."),
        error_messages={"required": _("Enter the last day.")},
    )

    @property
    def until(self) -> datetime:
        """The moment after the last day, from valid answers."""
        return start_of(self.cleaned_data["until_day"] + timedelta(days=1), pack().zone)
