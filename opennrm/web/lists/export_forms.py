"""What is asked before a list of cases becomes a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from opennrm.agencies import throttle
from opennrm.agencies.sign_in import checked_password_of_file
from opennrm.web import design
from opennrm.web.agencies import throttling
from opennrm.web.request import Request

XLSX, CSV = "xlsx", "csv"
HINTS: Any = {
    XLSX: _("Opens in Excel and LibreOffice. This kind is protected best."),
    CSV: _("For other programs. You need a program such as 7-Zip to open it."),
}


class FileForm(design.Form):
    """Asks for the password that locks a file. What is asked for in full is counted."""

    mark_optional = False
    has_names = False
    password = forms.CharField(
        label=_("Password for the file"),
        help_text=_(
            "At least 15 characters, for example five words that do not belong together. We do not keep it: without it "
            "nobody can open the file. Do not use the password that you sign in with."
        ),
        strip=False,
        max_length=200,
        widget=design.Password(autocomplete="new-password"),
        error_messages={"required": _("Enter a password for the file.")},
    )
    password_again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=200,
        widget=design.Password(autocomplete="new-password"),
        error_messages={"required": _("Enter the same password again.")},
    )

    def __init__(self, *args: Any, request: Request, **options: Any) -> None:
        self.request = request
        super().__init__(*args, **options)

    def clean_password(self) -> str:
        return checked_password_of_file(self.cleaned_data["password"], self.request.actor.account_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password, again = cleaned.get("password"), cleaned.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", _("The two passwords are not the same. Enter both again."))
        return cleaned

    def is_counted(self) -> bool:
        """Count an export of whoever asks. No if they have to wait: then the form says for how long."""
        try:
            throttling.use(self.request, throttle.EXPORT, says=_has_to_wait)
        except forms.ValidationError as has_to_wait:
            self.add_error(None, has_to_wait)
            return False
        return True


class ExportForm(FileForm):
    """Asks for a file of a list without names."""

    kind = forms.ChoiceField(
        label=_("What kind of file do you need?"),
        choices=[(XLSX, _("Workbook (XLSX)")), (CSV, _("Text (CSV) in a ZIP archive"))],
        initial=XLSX,
        widget=design.Radios(hints=HINTS),
        error_messages={"required": _("Choose what kind of file you need.")},
    )
    field_order = ["kind"]


class NamedExportForm(FileForm):
    """Asks for a workbook with the names of the children, and what they are needed for."""

    has_names = True
    purpose = design.CodeField(
        "export_purposes",
        label=_("What do you need the names for?"),
        help_text=_("We record this in each of the cases."),
        widget=design.Radios(),
        error_messages={"required": _("Choose what you need the names for.")},
    )
    field_order = ["purpose"]

    def clean(self) -> dict[str, Any]:
        # Only a workbook is protected well enough.
        return super().clean() | {"kind": XLSX}


def _has_to_wait(minutes: int) -> str:
    return ngettext(
        "You have exported as many lists as one person can in an hour. Wait %(minutes)d minute, then export this one.",
        "You have exported as many lists as one person can in an hour. Wait %(minutes)d minutes, then export this one.",
        minutes,
    ) % {"minutes": minutes}
