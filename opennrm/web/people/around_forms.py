"""What is asked about somebody who has to do with a child."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.foundation.partial_dates import PartialDate
from opennrm.people.around import Kind
from opennrm.people.models import RelatedPerson, SuspectedPerson
from opennrm.people.rules import OLDEST
from opennrm.web import design
from opennrm.web.concerns.forms import SAFETY
from opennrm.web.people.forms import CorrectionForm

_LINE, _LINES = 200, 2000
"""The longest answers, in characters."""
IS_CHILD = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))]


def _several_lines(label: Any, help_text: Any = "", *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=_LINES,
        widget=design.TextArea(rows=rows),
    )


class PersonFields(design.Form):
    """Who somebody is, as far as anybody knows."""

    kind: Kind
    is_suspected = False

    relation = design.CodeField(
        "relations",
        label=_("How does this person know the child?"),
        required=False,
        keeps_old=True,
        first=[("", _("Not known"))],
        widget=design.Select,
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As far as you know it."),
        required=False,
        max_length=_LINE,
        widget=design.Text(),
    )
    other_names = forms.CharField(
        label=_("Nickname, or other names"), required=False, max_length=_LINE, widget=design.Text()
    )
    is_child = forms.ChoiceField(
        label=_("Is this person a child?"),
        choices=IS_CHILD,
        widget=design.Radios(),
        error_messages={"required": _("Choose an answer. If you are not sure, choose “I do not know”.")},
    )
    birth_date = design.PartialDateField(
        label=_("Date of birth"),
        help_text=_("For example, 27 March 2012. Leave out what you do not know. Even a year helps."),
        required=False,
        error_messages={
            "too_late": _(
                "The date of birth is in the future. Check the year, or leave out what you do not know."
            ),
            "too_early": _("The date of birth is more than 120 years ago. Check the year."),
        },
    )
    telephone = forms.CharField(
        label=_("Telephone number"), required=False, max_length=_LINE, widget=design.Telephone(width=20)
    )
    address = _several_lines(_("Where this person can be found"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today = timezone.localdate()
        born: Any = self.fields["birth_date"]
        born.latest, born.earliest = today, date(today.year - OLDEST, today.month, min(today.day, 28))

    @property
    def given(self) -> dict[str, Any]:
        """Everything that is recorded of a person, as the record keeps it; only after `is_valid`."""
        return {name: _kept(self.cleaned_data[name]) for name in (*self.kind.FACTS, *self.kind.SEALED)}


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, PartialDate) else "" if value is None else value


class RelatedFields(PersonFields):
    """Somebody around the child."""

    kind = RelatedPerson
    field_order: tuple[str, ...] = (
        *("role", "relation", "name", "other_names", "is_child", "birth_date"),
        *("safe_to_contact", "telephone", "address", "description", "note"),
    )

    role = design.CodeField(
        "person_roles",
        label=_("Who is this person?"),
        keeps_old=True,
        widget=design.Radios,
        error_messages={"required": _("Choose who this person is.")},
    )
    safe_to_contact = forms.ChoiceField(
        label=_("Is it safe to contact this person?"),
        help_text=_(
            "It is not safe if this person may be involved, or if somebody who harms the child could hear or read it."
        ),
        choices=SAFETY,
        widget=design.Radios(),
        error_messages={
            "required": _("Choose whether it is safe. If you are not sure, choose “I do not know”.")
        },
    )
    description = _several_lines(_("What does this person look like?"))
    note = _several_lines(
        _("What else should others know about this person?"),
        _(
            "For example, when to call, or what a court has decided. "
            "Do not write here what this person may have done to the child."
        ),
    )


class SuspectedFields(PersonFields):
    """Somebody who is said to be involved."""

    kind = SuspectedPerson
    is_suspected = True
    field_order: tuple[str, ...] = (
        *("role", "relation", "name", "other_names", "is_child", "birth_date"),
        *("description", "telephone", "address", "note", "told_by", "told_on"),
    )

    role = design.CodeField(
        "suspect_roles",
        label=_("What is this person said to have done?"),
        help_text=_("Choose what fits best."),
        keeps_old=True,
        widget=design.Radios,
        error_messages={"required": _("Choose what this person is said to have done.")},
    )
    description = _several_lines(
        _("What does this person look like?"), _("Also a vehicle, a tattoo, or a name on a screen.")
    )
    note = _several_lines(
        _("What was said about this person?"),
        _("Write it in the words used. Do not question the child."),
        rows=6,
    )
    told_by = design.CodeField(
        "sources",
        label=_("Who says so?"),
        keeps_old=True,
        widget=design.Radios,
        error_messages={"required": _("Choose who says so.")},
    )
    told_on = design.PartialDateField(
        label=_("When did they say so?"),
        help_text=_("For example, 27 March 2026. A month or a year is enough."),
        error_messages={
            "required": _("Enter when they said so. A month or a year is enough."),
            "too_late": _("They cannot have said so in the future. Check the date."),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        told_on: Any = self.fields["told_on"]
        told_on.latest = timezone.localdate()


class _PersonCorrection(CorrectionForm):
    is_current = forms.TypedChoiceField(
        choices=[("True", _("Yes")), ("False", _("No, not any more"))],
        coerce=lambda answer: answer == "True",
        widget=design.Radios(),
        error_messages={"required": _("Choose whether this still holds.")},
    )

    @property
    def stated(self) -> dict[str, Any]:
        """A date that nobody knows is an empty text."""
        return {name: "" if value is None else value for name, value in super().stated.items()}


class CorrectRelatedForm(_PersonCorrection, RelatedFields):
    """Corrects what is recorded of somebody around the child."""

    field_order = (*RelatedFields.field_order, "is_current")
    fields_of_record = field_order

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["is_current"].label = _("Does this person still have to do with the child?")


class CorrectSuspectedForm(_PersonCorrection, SuspectedFields):
    """Corrects what is recorded of somebody who is said to be involved."""

    field_order = (*SuspectedFields.field_order, "is_current")
    fields_of_record = field_order

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["is_current"].label = _("Is this person still said to be involved?")


class EndForm(design.Form):
    """Why somebody has nothing to do with the child any more."""

    mark_optional = False

    reason = forms.CharField(
        label=_("What has changed, and how do you know?"),
        help_text=_("We encrypt this."),
        min_length=SHORTEST_REASON,
        max_length=_LINES,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Say what has changed, and how you know.")},
    )
