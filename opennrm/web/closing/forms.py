"""What is asked about closing and reopening a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.closing.actions import Request
from opennrm.web import design

YES, NO = "yes", "no"
APPROVE, REFUSE = "approve", "refuse"
LONGEST = 4000
SEALED = _("We encrypt what you write.")


def _words(**options: Any) -> forms.CharField:
    return forms.CharField(
        min_length=SHORTEST_REASON, max_length=LONGEST, widget=design.TextArea(rows=4), **options
    )


class CloseForm(design.Form):
    """Asks a supervisor to close a case."""

    reason = design.CodeField(
        "closing_reasons",
        label=_("Why is the case to be closed?"),
        widget=design.Radios,
        error_messages={"required": _("Choose a reason.")},
    )
    outcome = design.CodeField(
        "case_outcomes",
        label=_("How do things stand for the child now?"),
        widget=design.Radios,
        error_messages={"required": _("Choose how things stand for the child.")},
    )
    words = _words(
        label=_("What should the supervisor know?"),
        help_text=_(
            "For example, what has changed for the child, and who helps from now on. We encrypt this."
        ),
        error_messages={"required": _("Write what the supervisor should know.")},
    )
    is_child_told = forms.ChoiceField(
        label=_("Has the child been told that the case will be closed?"),
        choices=[(YES, _("Yes")), (NO, _("No"))],
        widget=design.Radios,
        error_messages={"required": _("Choose whether the child has been told.")},
    )
    told_words = _words(
        label=_("What was the child told, and by whom? If nobody told the child, why not?"),
        help_text=_(
            "The child should know whom to call, that the case can be reopened, and that somebody will ask how things "
            "are. We encrypt this."
        ),
        error_messages={"required": _("Write what the child was told, or why nothing.")},
    )
    ends_tasks = forms.BooleanField(
        label=_("Cancel the tasks that are still open when the case is closed"),
        required=False,
        widget=design.Checkbox(),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, has_tasks: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_tasks:
            del self.fields["ends_tasks"]

    @property
    def request(self) -> Request:
        """What was said."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "form_token"}
        return Request(**{**said, "is_child_told": said["is_child_told"] == YES})


class DecideForm(design.Form):
    """Decides on closing a case."""

    decision = forms.ChoiceField(
        label=_("Should the case be closed?"),
        choices=[(APPROVE, _("Yes, close the case")), (REFUSE, _("No, leave it open"))],
        widget=design.Radios,
        error_messages={"required": _("Choose whether the case should be closed.")},
    )
    words = forms.CharField(
        label=_("Your reasons"),
        help_text=_("If the case is to stay open, write why. We encrypt what you write."),
        required=False,
        max_length=LONGEST,
        widget=design.TextArea(rows=4),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == REFUSE and len(cleaned.get("words", "").strip()) < SHORTEST_REASON:
            self.add_error("words", _("Write why the case should stay open."))
        return cleaned


class ReopenForm(design.Form):
    """Reopens a closed case."""

    reason = _words(
        label=_("Why is the case to be reopened?"),
        help_text=SEALED,
        error_messages={"required": _("Write why the case is to be reopened.")},
    )


class EarlierForm(design.Form):
    """Reopens an earlier case of the same child."""

    reference = forms.CharField(
        label=_("Reference of the earlier case"),
        max_length=40,
        widget=design.Text(width=20),
        error_messages={"required": _("Enter the reference of the earlier case.")},
    )
    reason = _words(
        label=_("How do you know that it is the same child, and why should the earlier case go on?"),
        help_text=SEALED,
        error_messages={"required": _("Write how you know that it is the same child.")},
    )
