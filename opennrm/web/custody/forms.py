"""What is asked about copies, and about keeping recordings."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency, Membership
from opennrm.country.pack import pack
from opennrm.custody.models import Copy
from opennrm.custody.rules import Seconds
from opennrm.custody.states import Authority, Ending, Looking, Medium, Purpose
from opennrm.tasks.rules import end_of
from opennrm.web import design

OUTSIDE = "outside"
VIEW, DOWNLOAD = "view", "download"
FILM, TRANSCRIPT = "recording", "transcript"
_RANGE = re.compile(r"^(\d{1,2}(?::\d{2}){1,2})\s*(?:-|–|to)\s*(\d{1,2}(?::\d{2}){1,2})$")  # noqa: RUF001
_SEALED = _("We encrypt what you write.")


class OrderForm(design.Form):
    """Orders a copy."""

    purpose = forms.ChoiceField(
        label=_("What is the copy for?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what it is for.")},
    )
    content = forms.ChoiceField(
        label=_("What is copied?"),
        choices=((FILM, _("The recording")), (TRANSCRIPT, _("Its transcript"))),
        widget=design.Radios(small=True),
        initial=FILM,
        error_messages={"required": _("Choose what is copied.")},
    )
    recipient = forms.ChoiceField(
        label=_("Who receives it?"),
        help_text=_(
            "People of an agency in this list can look at it here. Others receive a disc or a stick."
        ),
        widget=design.Select,
        error_messages={"required": _("Choose who receives it.")},
    )
    office = forms.CharField(
        label=_("Which office outside OpenNRM receives it?"),
        help_text=_("Only if you chose an office outside OpenNRM. Enter the office, not a name."),
        max_length=200,
        required=False,
    )
    basis = forms.ChoiceField(
        label=_("What is it based on?"),
        choices=Authority.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what it is based on.")},
    )
    authority = forms.CharField(
        label=_("What is the number of the order or request, or the rule of law?"),
        help_text=_SEALED,
        max_length=200,
        error_messages={"required": _("Enter the number of the order or request.")},
    )
    allowed = forms.MultipleChoiceField(
        label=_("What can they do with it?"),
        choices=((VIEW, _("Look at it here")), (DOWNLOAD, _("Download it"))),
        widget=design.Checkboxes(small=True),
        error_messages={"required": _("Choose what they can do with it.")},
    )
    until = design.DateField(
        label=_("Until which day can they?"),
        required=False,
    )
    left_out = forms.CharField(
        label=_("Which parts are left out?"),
        help_text=_("One part on each line, such as 12:30 to 14:05. Leave it empty to copy everything."),
        widget=design.TextArea(rows=3),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        purposes: Iterable[Purpose],
        agencies: Iterable[Agency],
        has_transcript: bool,
        can_redact: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        purposes = list(purposes)
        self.fields["purpose"].widget.hints = _usual_times(purposes)
        longest = gettext("Leave it empty for the usual time. A copy lasts for %(days)s days at most.")
        self.fields["until"].help_text = longest % {"days": pack().custody.longest_copy_days}
        if not has_transcript:
            del self.fields["content"]
        self.fields["purpose"].choices = [(each.value, each.label) for each in purposes]  # type: ignore[attr-defined]
        others = [(OUTSIDE, gettext("An office outside OpenNRM"))]
        listed = [(str(agency.pk), agency.name) for agency in agencies]
        self.fields["recipient"].choices = [("", gettext("Choose")), *listed, *others]  # type: ignore[attr-defined]
        if not can_redact:
            del self.fields["left_out"]

    def clean_left_out(self) -> list[Seconds]:
        lines = [line.strip() for line in self.cleaned_data["left_out"].splitlines() if line.strip()]
        return [_range(line) for line in lines]

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = self.cleaned_data
        recipient = given["recipient"]
        return {
            "purpose": given["purpose"],
            "recipient": None if recipient == OUTSIDE else UUID(recipient),
            "office": given["office"],
            "basis": given["basis"],
            "authority": given["authority"],
            "of_transcript": given.get("content") == TRANSCRIPT,
            "left_out": given.get("left_out", []),
            "may_view": VIEW in given["allowed"],
            "may_download": DOWNLOAD in given["allowed"],
            "until": end_of(given["until"], pack().zone) if given["until"] else None,
        }


def _usual_times(purposes: Iterable[Purpose]) -> dict[str, str]:
    days, sentence = pack().custody.copy_days, gettext("Usually for %(days)s days.")
    return {each.value: sentence % {"days": days[each.value]} for each in purposes}


def _range(line: str) -> Seconds:
    found = _RANGE.match(line)
    if found is None:
        raise ValidationError(gettext("Enter each part as two times, such as 12:30 to 14:05."))
    begin, end = (_seconds(text) for text in found.groups())
    if begin >= end:
        raise ValidationError(gettext("Enter an end that is after the beginning in each part."))
    return begin, end


def _seconds(text: str) -> float:
    seconds = 0
    for part in text.split(":"):
        seconds = seconds * 60 + int(part)
    return float(seconds)


class HandOverForm(design.Form):
    """Hands a copy over."""

    medium = forms.ChoiceField(
        label=_("How does it reach them?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose how it reaches them.")},
    )
    seal_number = forms.CharField(
        label=_("What is the number of the seal?"),
        help_text=_("Of the bag or box in which the disc or stick is."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, copy: Copy, **options: Any) -> None:
        super().__init__(*args, **options)
        online = Medium.ONLINE if copy.recipient_id else None
        found = [each for each in Medium if each != Medium.ONLINE or online]
        self.fields["medium"].choices = [(each.value, each.label) for each in found]  # type: ignore[attr-defined]


class ReceiptForm(design.Form):
    """Records who signed for a copy outside OpenNRM."""

    signed_by = forms.CharField(
        label=_("Who signed the receipt?"),
        help_text=_("Their office or function, as it stands on the receipt."),
        max_length=200,
        error_messages={"required": _("Enter who signed the receipt.")},
    )


class ExtendForm(design.Form):
    """Lets a copy last longer."""

    until = design.DateField(
        label=_("Until which day can they look at it?"), error_messages={"required": _("Enter the last day.")}
    )


class EndForm(design.Form):
    """Ends a copy."""

    ending = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[
            (each.value, each.label)
            for each in (Ending.CUSTODIAN, Ending.ORDER, Ending.RETURNED, Ending.DESTROYED)
        ],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why it ends.")},
    )


class LookForm(design.Form):
    """Says why somebody looks at a copy."""

    purpose = forms.ChoiceField(
        label=_("Why do you look at it?"),
        choices=Looking.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why you look at it.")},
    )


class OfferForm(design.Form):
    """Asks somebody to become custodian."""

    to = forms.ChoiceField(
        label=_("Who takes this recording?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose who takes it.")},
    )

    def __init__(self, *args: Any, people: Iterable[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        listed = [(str(each.pk), f"{each.account.name}, {each.agency.name}") for each in people]
        self.fields["to"].choices = listed  # type: ignore[attr-defined]


class HoldForm(design.Form):
    """Records who wants a recording kept."""

    wanted_by = forms.CharField(
        label=_("Which court or agency wants it kept?"),
        help_text=_("With its reference, such as Court of Appeal 12/26. Do not write a name."),
        max_length=200,
        error_messages={"required": _("Enter which court or agency wants it kept.")},
    )


class FindingForm(design.Form):
    """Writes down what was found out about a recording that differs."""

    words = forms.CharField(
        label=_("What did you find out?"),
        help_text=_SEALED,
        max_length=2000,
        widget=design.TextArea(rows=5),
        error_messages={"required": _("Write what you found out.")},
    )
