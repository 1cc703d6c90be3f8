"""What is asked about several children: further ones of a report or a case, and cases that are tied."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.concerns.answers import AS_FIRST, NOT_KNOWN
from opennrm.concerns.children import SHARED
from opennrm.concerns.kinds import TieKind
from opennrm.web import design
from opennrm.web.concerns.forms import ChildForm, DangerForm, IdentityForm, QuestionForm

OTHERWISE = "otherwise"
"""A further child cannot be reached in the same way as the first."""

TIES = [
    (TieKind.SIBLINGS.value, _("They are brothers or sisters")),
    (TieKind.SAME_INCIDENT.value, _("They are not related, as far as I know")),
    (NOT_KNOWN, _("I do not know")),
]


class AnotherChildForm(ChildForm, IdentityForm):
    """What is about a further child alone, on one page."""

    tie = forms.ChoiceField(
        label=_("How is this child connected to the first child?"),
        required=False,
        choices=TIES,
        widget=design.Radios(),
    )
    reached = forms.ChoiceField(
        label=_("Can this child be reached in the same way as the first child?"),
        required=False,
        choices=[
            (AS_FIRST, _("Yes, in the same way")),
            (OTHERWISE, _("No, in another way")),
            (NOT_KNOWN, _("I do not know")),
        ],
        widget=design.Radios(),
    )
    field_order = [
        "tie",
        "age_known",
        "age",
        "sex",
        "given_names",
        "family_name",
        "other_names",
        "birth_date",
    ]


class AnotherDangerForm(DangerForm):
    """The urgent dangers to a further child. What was said of the first child is filled in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["urgent_dangers"].help_text = _(
            "We have filled in what you told us about the first child. Change what is different for this child."
        )


class BelongsForm(QuestionForm):
    """How the child of a report is connected to the child of the case that it began from."""

    tie = forms.ChoiceField(
        label=_("How are the two children connected?"),
        required=False,
        choices=TIES,
        widget=design.Radios(),
    )


class AddChildForm(design.Form):
    """Begins the report of a further child from a case."""

    tie = forms.ChoiceField(
        label=_("How are the two children connected?"),
        choices=TIES,
        widget=design.Radios(),
        error_messages={"required": _("Choose how the two children are connected.")},
    )
    copied = forms.MultipleChoiceField(
        label=_("What should we copy from the report about the first child?"),
        help_text=_("You can change all of it before you send the new report."),
        required=False,
        choices=[(each.code, each.words) for each in SHARED],
        initial=[each.code for each in SHARED if not each.may_name_child],
        widget=design.Checkboxes(),
    )
    page = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, shows_report: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not shows_report:
            del self.fields["copied"]


class TieForm(design.Form):
    """Ties a case to another one."""

    reference = forms.CharField(
        label=_("Reference of the other case"),
        help_text=_(
            "You can only tie two cases that you work on. A supervisor can tie any two cases of the agency."
        ),
        max_length=40,
        widget=design.Text(width=20),
        error_messages={"required": _("Enter the reference of the other case.")},
    )
    kind = forms.ChoiceField(
        label=_("How are the two children connected?"),
        choices=TieKind.choices,
        widget=design.Radios(),
        error_messages={"required": _("Choose how the two children are connected.")},
    )


class TieEndForm(design.Form):
    """Says why two cases are no longer tied."""

    reason = forms.CharField(
        label=_("Why are you ending the tie?"),
        help_text=_(
            "Do not name the children: whoever works on either case may read this. We encrypt what you write."
        ),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=design.TextArea(rows=4),
        error_messages={"required": _("Say why you are ending the tie.")},
    )
