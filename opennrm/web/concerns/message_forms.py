"""What is asked where the reporter and the lead write to each other, and for a label of one's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.concerns.labels import LONGEST
from opennrm.web import design

_LONGEST = 4000


class AdditionForm(design.Form):
    """Something more about a concern that one reported."""

    text = forms.CharField(
        label=_("What did you learn?"),
        help_text=_(
            "Write what you saw or were told, in the words used. Do not question the child. We encrypt it."
        ),
        max_length=_LONGEST,
        widget=design.TextArea(rows=8),
        error_messages={"required": _("Write what you learned.")},
    )


class QuestionForm(design.Form):
    """A question to the person who reported a concern."""

    text = forms.CharField(
        label=_("Your question"),
        help_text=_(
            "Do not write a name, an address or anything about the child that this person did not report. They see "
            "your question, and nothing else of the case."
        ),
        max_length=_LONGEST,
        widget=design.TextArea(rows=5),
        error_messages={"required": _("Write your question.")},
    )


class AnswerForm(design.Form):
    """The answer to a question about a concern that one reported."""

    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("Only write what you know already. Do not ask the child. We encrypt what you write."),
        max_length=_LONGEST,
        widget=design.TextArea(rows=6),
        error_messages={"required": _("Write your answer.")},
    )


class LabelForm(design.Form):
    """What somebody calls their own draft or receipt."""

    text = forms.CharField(
        label=_("Your label"),
        help_text=_("For example, “boy at the bus park”. We encrypt it. Leave it empty to remove the label."),
        required=False,
        max_length=LONGEST,
        widget=design.Text(),
    )
    mark_optional = False
