"""What is asked about trainings, campaigns and talks, and about courses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.prevention.models import Activity, Curriculum, Kind, Measure, Mode
from opennrm.web import design
from opennrm.web.directory.words import AREA_WORD

MOST = 100_000_000


def number(
    label: Any, *, help_text: Any = "", required: bool = True, most: int = MOST, least: int = 0
) -> Any:
    """A field for a whole number."""
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=least,
        max_value=most,
        widget=design.Number(width=10),
    )


def hours(label: Any, *, help_text: Any = "", required: bool = True) -> Any:
    """A field for hours, also halves of them."""
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=0,
        max_value=999,
        max_digits=5,
        decimal_places=1,
        widget=design.Text(width=5),
        error_messages={
            "required": _("Enter the hours."),
            "invalid": _("Enter a number of hours, for example 6 or 7.5."),
            "max_decimal_places": _("Enter at most one place after the point, for example 7.5."),
        },
    )


def area() -> Any:
    """A field for the area."""
    return design.CodeField(
        "areas",
        label=AREA_WORD,
        widget=design.Select,
        keeps_old=True,
        error_messages={"required": _("Choose the area.")},
    )


class ActivityForm(design.Form):
    """What every activity has."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("Everybody who uses the calendar reads this. Name no child."),
        max_length=120,
        error_messages={"required": _("Enter a title.")},
    )
    first_day = design.DateField(label=_("First day"), error_messages={"required": _("Enter the first day.")})
    last_day = design.DateField(
        label=_("Last day"),
        help_text=_("If it takes one day, enter the same day again."),
        error_messages={"required": _("Enter the last day.")},
    )
    area = area()
    venue = forms.CharField(label=_("Place"), max_length=120, required=False)
    funder = forms.CharField(label=_("Who pays for it"), max_length=120, required=False)
    cost = number(_("Cost"), help_text=_("In whole units of the currency."), required=False)
    co_funding = number(_("Of that, paid by partners"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST)

    @property
    def facts(self) -> dict[str, Any]:
        """What was answered, as actions take it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def initial_of(self, activity: Activity) -> None:
        """Begin with what is said of an activity."""
        self.initial = {name: getattr(activity, name) for name in self.fields}


class TrainingForm(ActivityForm):
    """A training."""

    curriculum = forms.ModelChoiceField(
        label=_("Curriculum"),
        queryset=Curriculum.objects.none(),
        widget=design.Select,
        error_messages={
            "required": _("Choose the curriculum."),
            "invalid_choice": _("Choose a curriculum from the list."),
        },
    )
    mode = forms.ChoiceField(
        label=_("How is it held?"),
        choices=Mode.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose how it is held.")},
    )
    trainer = forms.CharField(label=_("Trainer"), max_length=120, required=False)
    field_order = ["curriculum", "title", "mode", "first_day", "last_day", "area", "venue", "trainer"]

    def offer(self, curricula: Any) -> None:
        """Offer these curricula."""
        chosen: Any = self.fields["curriculum"]
        chosen.queryset = curricula
        chosen.label_from_instance = lambda row: f"{row.title} ({row.code}, {row.agency.name})"
        chosen.empty_label = _("Choose a curriculum")


class CampaignForm(ActivityForm):
    """A campaign."""

    channel = design.CodeField(
        "campaign_channels",
        label=_("Channel"),
        help_text=_("A campaign that uses several channels is entered once for each."),
        keeps_old=True,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the channel.")},
    )
    message = forms.CharField(
        label=_("What does it say?"),
        max_length=500,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Enter what the campaign says.")},
    )
    audience = forms.CharField(label=_("For whom"), max_length=120, required=False)
    languages = design.CodesField(
        "languages",
        label=_("Languages"),
        required=False,
        keeps_old=True,
        widget=design.Checkboxes(small=True),
    )
    field_order = ["title", "channel", "message", "audience", "languages", "first_day", "last_day", "area"]


class OutreachForm(ActivityForm):
    """A talk."""

    setting = design.CodeField(
        "outreach_settings",
        label=_("Where is the talk held?"),
        keeps_old=True,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose where the talk is held.")},
    )
    school_code = forms.CharField(
        label=_("Code of the school"),
        help_text=_("If it is held in a school: the code by which the ministry knows it."),
        max_length=20,
        required=False,
        widget=design.Text(width=10),
    )
    has_club = forms.BooleanField(
        label=_("The school has an anti-trafficking club"), required=False, widget=design.Checkbox
    )
    uses_curriculum = forms.BooleanField(
        label=_("The school teaches about trafficking in its lessons"), required=False, widget=design.Checkbox
    )
    field_order = [
        "title", "setting", "school_code", "has_club", "uses_curriculum", "first_day", "last_day", "area",
    ]  # fmt: skip


FORMS: dict[str, type[ActivityForm]] = {
    Kind.TRAINING: TrainingForm,
    Kind.CAMPAIGN: CampaignForm,
    Kind.OUTREACH: OutreachForm,
}


class ReasonForm(design.Form):
    """A reason."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Enter the reason.")},
    )


class DifferenceForm(design.Form):
    """Why the head count and the list of names differ."""

    difference = forms.CharField(
        label=_("Why do the head count and the list differ?"),
        help_text=_("For example: five people left no name. You can say this later."),
        max_length=500,
        required=False,
        widget=design.TextArea(rows=3),
    )


class PeopleForm(design.Form):
    """What is asked of everybody who was there."""

    role = design.CodeField(
        "prevention_roles",
        label=_("Role"),
        widget=design.Select,
        error_messages={"required": _("Choose the role.")},
    )
    sex = design.CodeField(
        "people_sexes",
        label=_("Sex"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the sex. If nobody asked, choose “Not known”.")},
    )
    age_band = design.CodeField(
        "age_bands",
        label=_("Age"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the age. If nobody asked, choose “Not known”.")},
    )
    area = area()


class HeadCountForm(PeopleForm):
    """How many were there."""

    number = number(_("How many"), least=1)
    field_order = ["number"]


class ReachForm(design.Form):
    """How many a campaign reached."""

    measure = forms.ChoiceField(
        label=_("What was counted?"),
        choices=Measure.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what was counted.")},
    )
    number = number(_("How many"))
    source = forms.CharField(
        label=_("Where is this number from?"),
        help_text=_("For example: figures of the station, delivery notes."),
        max_length=200,
        error_messages={"required": _("Say where the number is from.")},
    )
    is_estimate = forms.TypedChoiceField(
        label=_("Was it counted or estimated?"),
        choices=[("counted", _("Counted")), ("estimate", _("Estimated"))],
        coerce=lambda value: value == "estimate",
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whether it was counted or estimated.")},
    )


class CurriculumForm(design.Form):
    """What is said of a curriculum."""

    code = forms.CharField(
        label=_("Short code"),
        help_text=_("For example, SCREEN-1."),
        max_length=20,
        widget=design.Text(width=10),
        error_messages={"required": _("Enter a short code.")},
    )
    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("Enter the title.")}
    )
    hours = hours(_("Hours"))
    topics = design.CodesField(
        "prevention_topics",
        label=_("Topics"),
        keeps_old=True,
        widget=design.Checkboxes(small=True),
        error_messages={"required": _("Choose at least one topic.")},
    )
    audience = design.CodesField(
        "prevention_roles",
        label=_("For whom"),
        required=False,
        keeps_old=True,
        widget=design.Checkboxes(small=True),
    )
    pass_mark = number(
        _("Least result of its test"),
        help_text=_("In percent. Leave it empty if there is no test."),
        required=False,
        most=100,
        least=1,
    )
    certificate_kind = design.CodeField(
        "certificate_kinds",
        label=_("Certificate"),
        first=[("", _("None"))],
        required=False,
        keeps_old=True,
        widget=design.Radios(small=True),
    )
    validity_months = number(
        _("For how many months does the certificate count?"), required=False, most=120, least=1
    )
    is_refresher = forms.BooleanField(
        label=_("This is a refresher: it renews certificates and gives no first one"),
        required=False,
        widget=design.Checkbox,
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What was answered, as actions take it."""
        return dict(self.cleaned_data)


def without_code(form: CurriculumForm) -> CurriculumForm:
    """The form for a new version, which keeps the code."""
    del form.fields["code"]
    return form


def attendance_terms() -> dict[str, Any]:
    """What pages say about who counts as trained."""
    return {"percent": pack().prevention.trained_percent}
