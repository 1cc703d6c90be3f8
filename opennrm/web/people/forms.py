"""What is asked when something about a child is corrected: what stands now, filled in, and last the reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.cases.corrections import FACTS
from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.foundation.partial_dates import PartialDate
from opennrm.people.corrections import CONTACT, IDENTITY, NameBefore
from opennrm.people.rules import OLDEST
from opennrm.web import design
from opennrm.web.concerns import forms as asked
from opennrm.web.directory.words import AREA_WORD


class CorrectionForm(design.Form):
    """A form that is made from what stands now. It says which version of it that was."""

    mark_optional = False
    fields_of_record: tuple[str, ...] = ()

    reason = forms.CharField(
        label=_("Why is this being corrected, or how do you know?"),
        help_text=_("Whoever can see what you correct can read this. We encrypt it."),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Say why this is being corrected, or how you know.")},
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def stated(self) -> dict[str, Any]:
        """Everything on the form that belongs to the record, as the record keeps it; only after `is_valid`."""
        return {name: _kept(self.cleaned_data[name]) for name in self.fields_of_record}


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, PartialDate) else value


class IdentityForm(CorrectionForm, asked.IdentityForm):
    """Corrects who the child is."""

    fields_of_record = IDENTITY
    field_order = ("given_names", "family_name", "other_names", "name_before", "birth_date")

    name_before = forms.ChoiceField(
        label=_("If you change a name: is the child also known by the name recorded now?"),
        required=False,
        choices=[
            (NameBefore.OF_THE_CHILD, _("Yes, or it was only spelled differently")),
            (NameBefore.OF_SOMEBODY_ELSE, _("No, it was the name of somebody else")),
        ],
        widget=design.Radios(
            hints={
                NameBefore.OF_THE_CHILD: _("People who search for it still find the child."),  # type: ignore[dict-item]
                NameBefore.OF_SOMEBODY_ELSE: _("People who search for it no longer find the child."),  # type: ignore[dict-item]
            },
        ),
    )

    @property
    def stated(self) -> dict[str, Any]:
        """A date of birth that nobody knows is an empty text."""
        return {name: "" if value is None else value for name, value in super().stated.items()}


class FactsForm(CorrectionForm):
    """Corrects what everybody who sees the case reads of the child."""

    fields_of_record = field_order = FACTS

    age = forms.IntegerField(
        label=_("Age in years"),
        help_text=_("Leave this empty if nobody knows. The child is then treated as a child."),
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=design.Number(width=3),
    )
    sex = design.CodeField(
        "sexes", label=_("The child is"), required=False, keeps_old=True, widget=design.Radios
    )
    languages = design.CodesField(
        "languages",
        label=_("Which languages does the child speak or sign?"),
        required=False,
        keeps_old=True,
        widget=design.Checkboxes(small=True),
    )
    area = design.CodeField(
        "areas",
        label=AREA_WORD,
        help_text=_("The case stays with the agency that leads it."),
        required=False,
        first=[("", _("Not known"))],
        keeps_old=True,
        widget=design.Select,
    )


class ContactFields(design.Form):
    """How to reach the child, and whether that is safe."""

    address = forms.CharField(
        label=_("Where the child or the family can be found"),
        required=False,
        max_length=1000,
        widget=design.TextArea(rows=3),
    )
    telephone = forms.CharField(
        label=_("Telephone number of the child or the family"),
        required=False,
        max_length=200,
        widget=design.Telephone(width=20),
    )
    safe_to_contact = forms.ChoiceField(
        label=_("Is it safe to write or call there?"),
        help_text=_("It is not safe if somebody who harms the child could hear, read or answer."),
        choices=asked.SAFETY,
        widget=design.Radios(),
        error_messages={
            "required": _("Choose whether it is safe. If you are not sure, choose “I do not know”.")
        },
    )


class ContactForm(CorrectionForm, ContactFields):
    """Corrects how to reach the child."""

    fields_of_record = field_order = CONTACT

    is_current = forms.TypedChoiceField(
        label=_("Can the child still be reached there?"),
        help_text=_(
            "If not, leave the address and the number as they are. We keep them as an earlier contact."
        ),
        choices=[("True", _("Yes")), ("False", _("No, not any more"))],
        coerce=lambda answer: answer == "True",
        widget=design.Radios(),
        error_messages={"required": _("Choose whether the child can still be reached there.")},
    )
