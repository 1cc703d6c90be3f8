"""What is asked on the pages of referrals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.consents.states import Answer
from opennrm.referrals.models import ChildView
from opennrm.web import design
from opennrm.web.consents.forms import SaidForm

LONGEST_NOTE = 2000


def _note(**options: Any) -> forms.CharField:
    return forms.CharField(max_length=LONGEST_NOTE, required=False, widget=design.TextArea(rows=5), **options)


class KindForm(design.Form):
    """Chooses what the child needs. Sent by GET: a code, nothing about the child."""

    kind = design.CodeField(
        "service_kinds",
        label=_("What does the child need?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what the child needs.")},
    )


class ReferralForm(SaidForm):
    """Asks a service to help: on which basis, what the child and others say, what the service has to know."""

    basis = forms.ChoiceField(
        label=_("What is the legal basis for sharing this?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the legal basis.")},
    )
    note = _note(
        label=_("What does the service need to know to answer?"),
        help_text=_(
            "The service sees this, and the summary below, before it answers. Do not write a name, an address, "
            "or where the child is now."
        ),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("basis",)

    def __init__(self, *args: Any, bases: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["basis"].choices = [(basis, basis) for basis in bases]  # type: ignore[attr-defined]
        if len(bases) == 1:
            self.initial.setdefault("basis", bases[0])

    @property
    def child_agrees(self) -> str:
        """What the child says, as the referral keeps it."""
        return VIEWS[self.cleaned_data.get("child", Answer.YES)]


VIEWS = {
    Answer.YES: ChildView.AGREES,
    Answer.NO: ChildView.DISAGREES,
    Answer.NOT_ASKED: ChildView.NOT_ASKED,
    Answer.CANNOT_SAY: ChildView.UNDECIDED,
}


class AcceptForm(design.Form):
    """Accepts, and says whether the directory counts one place less."""

    takes_place = forms.BooleanField(
        label=_("Show one fewer free place in the directory"),
        required=False,
        initial=True,
        widget=design.Checkbox(),
    )
    # Without the tick the form would send nothing, and could not be kept while somebody signs in again.
    asked = forms.CharField(initial="places", required=False, widget=forms.HiddenInput)


class DeclineForm(design.Form):
    """Says why the service cannot help."""

    reason = design.CodeField(
        "decline_reasons",
        label=_("Why can you not help this child?"),
        words="note",
        error_messages={"required": _("Choose a reason.")},
    )
    note = _note(
        label=_("What should the sender know?"), help_text=_("For example, when a place will be free again.")
    )


class WithdrawForm(design.Form):
    """Says why the request is taken back."""

    reason = design.CodeField(
        "withdraw_reasons",
        label=_("Why are you withdrawing the request?"),
        error_messages={"required": _("Choose a reason.")},
    )


class NoShowForm(design.Form):
    """Says that the child never came."""

    note = _note(label=_("What should the sender know?"), help_text=_("For example, who you asked and when."))


class CompleteForm(design.Form):
    """Says how the help ended."""

    outcome = design.CodeField(
        "outcomes",
        label=_("How did your help end?"),
        error_messages={"required": _("Choose how it ended.")},
    )
    note = _note(
        label=_("What should the sender know?"), help_text=_("For example, what the child needs next.")
    )
