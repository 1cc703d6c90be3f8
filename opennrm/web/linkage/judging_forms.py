"""What is asked about two records that may be of the same child."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.linkage.states import Says
from opennrm.web import design

LONGEST_NOTE = 1000


class JudgeForm(design.Form):
    """Says whether two records are of the same child."""

    says = forms.ChoiceField(
        label=_("Are these records of the same child?"),
        choices=[
            (Says.SAME.value, _("Yes, the same child")),
            (Says.DIFFERENT.value, _("No, different children")),
        ],
        widget=design.Radios(),
        error_messages={"required": _("Choose whether it is the same child.")},
    )
    note = forms.CharField(
        label=_("How do you know?"),
        help_text=_("Everybody who sees both cases can read this. We encrypt it."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=design.TextArea(rows=3),
    )


class TakeBackForm(design.Form):
    """Says why a judgement of two records is taken back."""

    reason = forms.CharField(
        label=_("Why do you take this back?"),
        help_text=_("Everybody who sees both cases can read this. We encrypt it."),
        max_length=LONGEST_NOTE,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Write why, in a few words.")},
    )
