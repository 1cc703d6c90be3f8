"""What is asked about spaces."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.spaces import rules
from opennrm.spaces.models import Space, SpaceParticulars
from opennrm.web import design
from opennrm.web.directory.words import AREA_WORD

LONGEST_TURNAROUND = 240
LONGEST = 1000


class TimesField(forms.CharField):
    """Times of day such as "9:00-12:00, 13:00-17:00"; cleans to the spans, empty for a day that is closed."""

    widget = design.Text(width=20)

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, max_length=100)

    def prepare_value(self, value: Any) -> Any:
        return rules.as_text(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[list[str]]:
        try:
            return rules.read_times(super().clean(value))
        except rules.NotTimes:
            raise forms.ValidationError(
                _("Enter times one after the other, for example 9:00-12:00, 13:00-17:00.")
            ) from None


class DaysField(forms.CharField):
    """Days, one in each line; cleans to a sorted list."""

    widget = design.TextArea(rows=3)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(design.in_words(day) for day in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[date]:
        days: set[date] = set()
        for line in filter(None, (line.strip() for line in super().clean(value).splitlines())):
            try:
                known = design.read_date_text(line)
            except design.DateNotUnderstood:
                known = None
            day = known.earliest if known and known.is_complete else None
            if day is None:
                message = gettext("We cannot read “%(line)s” as a whole date.") % {"line": line}
                raise forms.ValidationError(message)
            days.add(day)
        return sorted(days)


class SpaceForm(design.Form):
    """What is known of a space."""

    title = forms.CharField(
        label=_("Name of the space"),
        max_length=120,
        error_messages={"required": _("Enter the name of the space.")},
    )
    short_code = forms.CharField(
        label=_("Short code"),
        help_text=_("For example, KSA-1. Sheets and calendars show this."),
        max_length=20,
        widget=design.Text(width=10),
        error_messages={"required": _("Enter a short code.")},
    )
    area = design.CodeField(
        "areas",
        label=AREA_WORD,
        keeps_old=True,
        widget=design.Select,
        error_messages={"required": _("Choose where the space is.")},
    )
    usual_function = design.CodeField(
        "space_functions",
        label=_("What is the building otherwise used for?"),
        help_text=_("A court asks for this."),
        keeps_old=True,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what the building is used for.")},
    )
    equipment = design.CodesField(
        "space_equipment",
        label=_("What does the space have?"),
        required=False,
        keeps_old=True,
        widget=design.Checkboxes(small=True),
    )
    monday = TimesField(_("When is it open on Monday?"))
    tuesday = TimesField(_("Tuesday"))
    wednesday = TimesField(_("Wednesday"))
    thursday = TimesField(_("Thursday"))
    friday = TimesField(_("Friday"))
    saturday = TimesField(_("Saturday"))
    sunday = TimesField(_("Sunday"))
    closed_days = DaysField(
        label=_("On which other days is it closed?"),
        help_text=_("Write each day in a line of its own, for example 27 March 2027."),
        max_length=LONGEST,
        required=False,
    )
    turnaround_minutes = forms.IntegerField(
        label=_("How many minutes do you need between two children?"),
        min_value=0,
        max_value=LONGEST_TURNAROUND,
        widget=design.Number(width=3),
        error_messages={"required": _("Enter the minutes, or 0.")},
    )
    valid_from = design.DateField(
        label=_("From which day can it be used?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the first day.")},
    )
    address = forms.CharField(
        label=_("Where is it?"),
        help_text=_("Only people who keep or book spaces can read this."),
        max_length=LONGEST,
        required=False,
        widget=design.TextArea(rows=3),
    )
    exclusions = forms.CharField(
        label=_("For whom is it not suitable?"),
        help_text=_(
            "For example, because a relative of a suspect works there. Do not name a child. Only people who keep or "
            "book spaces can read this."
        ),
        max_length=LONGEST,
        required=False,
        widget=design.TextArea(rows=3),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(space: Space, particulars: SpaceParticulars | None) -> dict[str, Any]:
        """The form as a space stands now."""
        rows: tuple[Any, ...] = (space, particulars)
        names = set(SpaceForm.base_fields) - set(rules.WEEKDAYS)
        found = {name: getattr(row, name) for row in rows for name in names if hasattr(row, name)}
        return {
            **found,
            "short_code": space.code,
            **{day: list(space.opening.get(day, [])) for day in rules.WEEKDAYS},
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["monday"].help_text = _(
            "For example, 9:00-12:00, 13:00-17:00. Leave a day empty if it is closed."
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = dict(self.cleaned_data)
        opening = {day: given.pop(day) for day in rules.WEEKDAYS}
        del given["version"]
        # A field called "code" holds a secret in the forms of this site, so what is typed beside it would not be kept.
        given["code"] = given.pop("short_code")
        return {**given, "opening": {day: spans for day, spans in opening.items() if spans}}


class CloseForm(design.Form):
    """Sets the last day of a space."""

    last_day = design.DateField(
        label=_("Which is the last day?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the last day.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
