"""What is asked about figures: why they are restated, surveys, and what others counted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.prevention.counted_models import Phase, TallyKind
from opennrm.prevention.rules import Quarter
from opennrm.web import design
from opennrm.web.directory.words import AREA_WORD
from opennrm.web.prevention.forms import number

CHANNELS = {
    TallyKind.CONTACTS: "contact_channels",
    TallyKind.REFERRED: "contact_channels",
    TallyKind.ONLINE: "online_platforms",
}


class PublishForm(design.Form):
    """Why published figures are restated."""

    reason = forms.CharField(
        label=_("Why are the published figures restated?"),
        help_text=_(
            "Everybody who reads the figures reads this. For example: three sign-in sheets came late."
        ),
        max_length=500,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Say why the published figures are restated.")},
    )


class SurveyForm(design.Form):
    """The result of a survey."""

    day = design.DateField(label=_("Day"), error_messages={"required": _("Enter the day.")})
    question = forms.CharField(
        label=_("What was asked?"),
        max_length=300,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Enter what was asked.")},
    )
    phase = forms.ChoiceField(
        label=_("When was it asked?"),
        choices=Phase.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose when it was asked.")},
    )
    method = forms.CharField(
        label=_("How was it asked?"),
        help_text=_("For example: at the door, every tenth house."),
        max_length=200,
        error_messages={"required": _("Enter how it was asked.")},
    )
    area = design.CodeField(
        "areas", label=AREA_WORD, first=[("", _("All together"))], required=False, widget=design.Select
    )
    sex = design.CodeField(
        "people_sexes", label=_("Sex"), first=[("", _("All together"))], required=False, widget=design.Select
    )
    age_band = design.CodeField(
        "age_bands", label=_("Age"), first=[("", _("All together"))], required=False, widget=design.Select
    )
    sample = number(_("How many people were asked?"), least=1)
    knowing = number(_("How many of them knew?"))


class TallyForm(design.Form):
    """A number that somebody else counted."""

    kind = forms.ChoiceField(
        label=_("What was counted?"),
        choices=TallyKind.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what was counted.")},
    )
    quarter = forms.ChoiceField(
        label=_("Quarter"), widget=design.Select, error_messages={"required": _("Choose the quarter.")}
    )
    area = design.CodeField(
        "areas", label=AREA_WORD, first=[("", _("The whole country"))], required=False, widget=design.Select
    )
    among = forms.ChoiceField(label=_("Channel or platform"), required=False, widget=design.Select)
    number = number(_("How many"))
    source = forms.CharField(
        label=_("Where is this number from?"),
        max_length=200,
        error_messages={"required": _("Say where the number is from.")},
    )

    def __init__(self, *args: Any, quarters: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed: Any = self.fields["quarter"]
        listed.choices = quarters
        among: Any = self.fields["among"]
        codes = {
            code: title_of(name, code)
            for name in dict.fromkeys(CHANNELS.values())
            for code in pack().codes(name)
        }
        among.choices = [("", _("All together")), *codes.items()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind, among = cleaned.get("kind"), cleaned.get("among")
        listed = CHANNELS.get(TallyKind(kind)) if kind else None
        if kind and among and (listed is None or among not in pack().codes(listed)):
            self.add_error("among", _("This does not belong to what was counted. Choose another one."))
        return cleaned

    @property
    def of_quarter(self) -> Quarter:
        """The quarter that was chosen."""
        found = Quarter.read(self.cleaned_data["quarter"])
        assert found is not None
        return found
