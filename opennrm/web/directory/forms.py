"""What is asked on the pages of the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.directory.models import Service
from opennrm.directory.rules import NOT_KNOWN, Child
from opennrm.web import design
from opennrm.web.directory.words import AREA_WORD

OLDEST = 99
MOST_PLACES = 999


_ANY = [("", _("Any"))]


class FilterForm(design.Form):
    """Narrows the list of services. Sent by GET: codes only, nothing about anybody."""

    mark_optional = False

    kind = design.CodeField(
        "service_kinds", label=_("What is needed"), required=False, first=_ANY, widget=design.Select
    )
    area = design.CodeField("areas", label=AREA_WORD, required=False, first=_ANY, widget=design.Select)
    age = forms.IntegerField(
        label=_("Age in years"), required=False, min_value=0, max_value=OLDEST, widget=design.Number(width=2)
    )
    sex = design.CodeField(
        "sexes",
        label=_("Girl or boy"),
        required=False,
        first=_ANY,
        without=[NOT_KNOWN],
        widget=design.Select,
    )
    language = design.CodeField(
        "languages", label=_("Language"), required=False, first=_ANY, widget=design.Select
    )

    @property
    def kind_wanted(self) -> str:
        """The kind to look for; empty for any."""
        return self.cleaned_data.get("kind", "")

    def child(self) -> Child:
        """What is looked for, as if it were a child."""
        wanted = self.cleaned_data
        return Child(
            age=wanted.get("age"),
            sex=wanted.get("sex", ""),
            area=wanted.get("area", ""),
            languages=[wanted["language"]] if wanted.get("language") else [],
        )


class ServiceForm(design.Form):
    """What an agency says about its service."""

    name = forms.CharField(label=_("Name of the service"), max_length=120)
    kind = design.CodeField(
        "service_kinds",
        label=_("What does it offer?"),
        keeps_old=True,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what the service offers.")},
    )
    description = forms.CharField(
        label=_("What should people who refer a child know?"),
        help_text=_(
            "For example, how a child gets to you, or what you cannot offer. Do not write the address of a safe place."
        ),
        max_length=1000,
        required=False,
        widget=design.TextArea(rows=4),
    )
    telephone = forms.CharField(
        label=_("Which number should people call?"),
        help_text=_("Everybody in the mechanism can read it."),
        max_length=100,
        required=False,
        widget=design.Telephone(width=20),
    )
    hours = forms.CharField(
        label=_("When can people call or come?"),
        help_text=_("For example: day and night, or Monday to Friday, 8am to 4pm."),
        max_length=200,
        required=False,
        widget=design.Text(),
    )
    areas = design.CodesField(
        "areas",
        label=_("Which areas do you take children from?"),
        help_text=_("Choose none if you take children from the whole country."),
        required=False,
        keeps_old=True,
        widget=design.Checkboxes(small=True),
    )
    age_from = forms.IntegerField(
        label=_("Youngest age"), min_value=0, max_value=OLDEST, widget=design.Number(width=2)
    )
    age_to = forms.IntegerField(
        label=_("Oldest age"), min_value=0, max_value=OLDEST, widget=design.Number(width=2)
    )
    sexes = design.CodesField(
        "sexes",
        label=_("Which children do you take?"),
        help_text=_("Choose none if you take all children."),
        required=False,
        without=[NOT_KNOWN],
        keeps_old=True,
        widget=design.Checkboxes(small=True),
    )
    languages = design.CodesField(
        "languages",
        label=_("Which languages do you use with the children?"),
        required=False,
        keeps_old=True,
        widget=design.Checkboxes(small=True),
    )
    places_total = forms.IntegerField(
        label=_("How many places are there?"),
        help_text=_("Leave this empty if you do not count places."),
        required=False,
        min_value=0,
        max_value=MOST_PLACES,
        widget=design.Number(width=3),
    )
    places_free = forms.IntegerField(
        label=_("How many are free now?"),
        required=False,
        min_value=0,
        max_value=MOST_PLACES,
        widget=design.Number(width=3),
    )
    is_active = forms.BooleanField(
        label=_("The service is taking children now"), required=False, widget=design.Checkbox()
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(service: Service) -> dict[str, Any]:
        """The form as a service stands now."""
        return {name: getattr(service, name) for name in ServiceForm.base_fields}

    @property
    def facts(self) -> dict[str, Any]:
        """What was said about the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        youngest, oldest = cleaned.get("age_from"), cleaned.get("age_to")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("age_to", _("The oldest age must be the same as the youngest age, or higher."))
        total, free = cleaned.get("places_total"), cleaned.get("places_free")
        if total is not None and free is not None and free > total:
            self.add_error(
                "places_free", _("The number of free places cannot be higher than the number of places.")
            )
        return cleaned


class PlacesForm(design.Form):
    """How many places are free now."""

    places_free = forms.IntegerField(
        label=_("How many places are free now?"),
        min_value=0,
        max_value=MOST_PLACES,
        widget=design.Number(width=3),
        error_messages={"required": _("Enter how many places are free, or 0.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
