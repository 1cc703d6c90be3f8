"""What is asked about who was at a training or talk: by hand, from a spreadsheet, or on somebody's own phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.foundation import lists_of_people
from opennrm.prevention.attendance import Entry, normal_code
from opennrm.web import design
from opennrm.web.prevention.forms import PeopleForm, hours, number


def percent(label: Any) -> Any:
    """A field for the result of a test."""
    return number(
        label, help_text=_("In percent. Leave it empty if there was no test."), required=False, most=100
    )


class AttendanceForm(PeopleForm):
    """Somebody who was there, entered by the organiser."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("Without a name, somebody is only counted. Never name anybody under 18."),
        max_length=200,
        required=False,
    )
    agency = forms.CharField(label=_("Agency or employer"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("Work email address"),
        help_text=_("If they have an account here, a certificate then counts for their work in it."),
        max_length=200,
        required=False,
        widget=design.Email(),
    )
    hours = hours(_("Hours that they were there"), required=False)
    pre = percent(_("Result of the test before"))
    post = percent(_("Result of the test afterwards"))
    field_order = ["name", "agency", "email"]

    def __init__(self, *args: Any, has_course: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_course:
            for name in ("hours", "pre", "post", "email"):
                del self.fields[name]

    @property
    def entry(self) -> Entry:
        """What was answered."""
        return Entry(**self.cleaned_data)


class CorrectForm(design.Form):
    """How long somebody was there, and how their test went."""

    hours = hours(_("Hours that they were there"))
    pre = percent(_("Result of the test before"))
    post = percent(_("Result of the test afterwards"))


class UploadForm(design.Form):
    """A list from a spreadsheet."""

    upload_too_large = False

    file = forms.FileField(
        label=_("The list"),
        help_text=_("A CSV file or an Excel workbook (.xlsx)."),
        widget=design.File(accept=lists_of_people.TAKEN),
        error_messages={
            "required": _("Choose the file with the list."),
            "empty": _("There is nothing in this file. Choose another one."),
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.upload_too_large:
            self.errors.pop("file", None)
            self.add_error("file", _("This file is larger than 10 MB. Split the list."))
        return cleaned


class SignInForm(PeopleForm):
    """Somebody signs in on their own phone."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six letters and digits. The trainer shows the code."),
        max_length=20,
        widget=design.Text(width=10),
        error_messages={"required": _("Enter the code.")},
    )
    wants_certificate = forms.ChoiceField(
        label=_("Do you want a certificate?"),
        choices=[("no", _("No: then nobody asks for your name")), ("yes", _("Yes"))],
        widget=design.Radios(reveals={"yes": "name"}),
        initial="no",
        error_messages={"required": _("Choose whether you want a certificate.")},
    )
    name = forms.CharField(
        label=_("Your name, as it should be on the certificate"),
        max_length=200,
        error_messages={"required": _("Enter your name.")},
    )
    agency = forms.CharField(
        label=_("Your agency or employer"),
        help_text=_("If you want a certificate."),
        max_length=200,
        required=False,
    )
    field_order = ["code", "role", "sex", "age_band", "area"]

    def clean_code(self) -> str:
        """The code as it is kept."""
        return normal_code(self.cleaned_data["code"])

    @property
    def entry(self) -> Entry:
        """What was answered. Without a wish for a certificate, no name."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "code"}
        wants = given.pop("wants_certificate") == "yes"
        if not wants:
            given |= {"name": "", "agency": ""}
        return Entry(**given, wants_certificate=wants)


class CheckForm(design.Form):
    """The number of a certificate, and its check code."""

    mark_optional = True

    number = forms.CharField(
        label=_("Number of the certificate"),
        help_text=_("For example, CE-7K3M-9Q2X-VB4T."),
        max_length=40,
        widget=design.Text(width=20),
        error_messages={"required": _("Enter the number of the certificate.")},
    )
    code = forms.CharField(
        label=_("Check code"),
        help_text=_("Only with the check code do you see whose certificate it is."),
        max_length=20,
        required=False,
        widget=design.Text(width=10),
    )
