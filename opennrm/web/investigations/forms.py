"""What is asked about investigations and their steps."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.investigations import access
from opennrm.investigations.models import Investigation
from opennrm.investigations.permissions import CHILD_SUSPECT_AGREE, INVESTIGATION_PROSECUTE
from opennrm.investigations.values import Complicity, Form, Position
from opennrm.people.rules import UNKNOWN
from opennrm.web import design

LONGEST = 4000


def words_field(
    label: Any, *, required: bool = False, missing: Any = "", help_text: Any = ""
) -> forms.CharField:
    """A few lines of one's own, which are sealed."""
    return forms.CharField(
        label=label,
        help_text=help_text or _("We encrypt this."),
        max_length=LONGEST,
        required=required,
        widget=design.TextArea(rows=4),
        error_messages={"required": missing} if missing else None,
    )


class FactsForm(design.Form):
    """What becomes clearer while an investigation goes on."""

    form = forms.ChoiceField(
        label=_("What form of exploitation is it?"),
        choices=Form.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the form of exploitation.")},
    )
    complicit_official = forms.ChoiceField(
        label=_("Is a public official said to be involved?"),
        choices=Complicity.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whether an official is said to be involved.")},
    )


class OpenForm(FactsForm):
    """What an investigation begins with."""

    origin = design.CodeField(
        "investigation_origins",
        label=_("Where did it come from?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose where the investigation came from.")},
    )
    opened_on = design.DateField(
        label=_("When was it opened?"),
        help_text=_("For example, 27 March 2026."),
        error_messages={
            "required": _("Enter the day when it was opened."),
            "too_late": _("Enter the day when it was opened. It cannot be after %(day)s."),
        },
    )
    is_confined = forms.BooleanField(
        label=_("Keep this investigation within my agency"),
        help_text=_(
            "Investigators of other agencies do not see it or its new suspects. Choose this if a suspect could read "
            "investigations. You cannot change it later."
        ),
        required=False,
        widget=design.Checkbox,
    )
    field_order = ["form", "origin", "complicit_official", "opened_on", "is_confined"]

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["opened_on"].latest = today  # type: ignore[attr-defined]


class ChangeForm(FactsForm):
    """The same as it stands, and of which version."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class GiveForm(design.Form):
    """Who leads an investigation from now on."""

    lead = forms.ChoiceField(
        label=_("Who leads it from now on?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose who leads it.")},
    )

    def __init__(self, *args: Any, investigation: Investigation, **options: Any) -> None:
        super().__init__(*args, **options)
        people = access.investigators_of(investigation.agency_id)
        self.fields["lead"].choices = [(str(each.pk), each.account.name) for each in people]  # type: ignore[attr-defined]


class SendForm(design.Form):
    """To which prosecutors an investigation is sent."""

    to_agency = forms.ChoiceField(
        label=_("To which agency do you send it?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose an agency where somebody prosecutes.")},
    )
    words = words_field(_("Is there anything that the prosecutor should know first?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = access.agencies_with(INVESTIGATION_PROSECUTE)
        self.fields["to_agency"].choices = [(str(each.pk), each.name) for each in found]  # type: ignore[attr-defined]


class ReturnForm(design.Form):
    """What the prosecutor still asks."""

    words = words_field(
        _("What is still to be found out?"), required=True, missing=_("Write what is still to be found out.")
    )


class EndForm(design.Form):
    """Why an investigation ends."""

    reason = design.CodeField(
        "investigation_ends",
        label=_("Why does the investigation end?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why the investigation ends.")},
    )
    words = words_field(_("Is there anything to add?"))


class ReopenForm(design.Form):
    """Why an investigation goes on."""

    words = words_field(_("Why does it go on?"), required=True, missing=_("Write why it goes on."))


class ConfirmForm(design.Form):
    """Asks nothing but whether it is meant."""


class ChildForm(design.Form):
    """Which child an investigation is about."""

    case_reference = forms.CharField(
        label=_("What is the reference of the case?"),
        help_text=_(
            "You can only add a case that you see. Investigators who do not see it read the reference alone."
        ),
        max_length=40,
        widget=design.Text(width=20),
        error_messages={"required": _("Enter the reference of the case.")},
    )
    position = forms.ChoiceField(
        label=_("What is the child in this investigation?"),
        choices=Position.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what the child is in this investigation.")},
    )


class InvolveForm(design.Form):
    """What somebody is suspected of; for a child, also who has to agree."""

    role = design.CodeField(
        "suspect_positions",
        label=_("What are they suspected of having been?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what they are suspected of.")},
    )
    relation = design.CodeField(
        "relations",
        label=_("What are they to the child?"),
        further=[(UNKNOWN, _("Not known"))],
        widget=design.Select,
        error_messages={"required": _("Choose what they are to the child.")},
    )
    ask_agency = forms.ChoiceField(
        label=_("Whose supervisor do you ask?"),
        help_text=_(
            "It has to be another agency. Until its supervisor agrees, the child counts as no suspect."
        ),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose another agency, whose supervisor has to agree first.")},
    )
    why = words_field(
        _("What does the supervisor have to know to decide?"),
        required=True,
        missing=_("Write what the supervisor has to know to decide."),
        help_text=_("Only you and the supervisors of that agency read this. Do not write a name."),
    )

    def __init__(self, *args: Any, is_child: bool, own_agency_id: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_child:
            del self.fields["ask_agency"], self.fields["why"]
            return
        found = [each for each in access.agencies_with(CHILD_SUSPECT_AGREE) if each.pk != own_agency_id]
        self.fields["ask_agency"].choices = [(str(each.pk), each.name) for each in found]  # type: ignore[attr-defined]


class InvolvementEndForm(design.Form):
    """Why somebody is no longer a suspect."""

    reason = design.CodeField(
        "involvement_ends",
        label=_("Why is this person no longer a suspect here?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why this person is no longer a suspect.")},
    )


class AnswerForm(design.Form):
    """Whether a child may be listed as a suspect."""

    agrees = forms.ChoiceField(
        label=_("May the child be listed as a suspect?"),
        choices=[("yes", _("Yes, I agree")), ("no", _("No, the child is to be treated as a victim alone"))],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whether you agree.")},
    )
    words = words_field(_("Why?"), required=True, missing=_("Write why."))
