"""What is asked about keeping and erasing a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.web import design

APPROVE, REFUSE = "approve", "refuse"
KEEP, LIFT = "keep", "lift"


class AskForm(design.Form):
    """Asks to erase a case."""

    is_sure = forms.BooleanField(
        label=_("I have checked that nobody needs the records of this case any more"),
        widget=design.Checkbox(),
        error_messages={"required": _("Check that nobody needs the records, and confirm it.")},
    )


class DecideForm(design.Form):
    """Decides on a request to erase a case."""

    decision = forms.ChoiceField(
        label=_("Should the case be erased?"),
        choices=[
            (APPROVE, _("Yes, erase the case when the waiting time is over")),
            (REFUSE, _("No, keep it")),
        ],
        widget=design.Radios(reveals={REFUSE: "reason"}),
        error_messages={"required": _("Choose whether the case should be erased.")},
    )
    reason = design.CodeField(
        "erasure_refusals",
        label=_("Why should the case be kept?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why the case should be kept.")},
    )


def _review_day(**options: Any) -> design.DateField:
    return design.DateField(
        help_text=_("For example, 27 March 2027. A hold does not end by itself."), **options
    )


class HoldForm(design.Form):
    """Sets a legal hold."""

    reason = design.CodeField(
        "hold_reasons",
        label=_("Why must the case be kept?"),
        widget=design.Radios,
        error_messages={"required": _("Choose why the case must be kept.")},
    )
    review_on = _review_day(
        label=_("By which day will you check that the hold is still needed?"),
        error_messages={"required": _("Enter the day by which you will check it.")},
    )


class ReviewForm(design.Form):
    """Reviews a legal hold: it stays, or it is lifted."""

    decision = forms.ChoiceField(
        label=_("Is the hold still needed?"),
        choices=[(KEEP, _("Yes, keep the hold")), (LIFT, _("No, lift the hold"))],
        widget=design.Radios(reveals={KEEP: "review_on", LIFT: "reason"}),
        error_messages={"required": _("Choose whether the hold is still needed.")},
    )
    review_on = _review_day(
        label=_("By which day will you check again?"),
        error_messages={"required": _("Enter the day by which you will check again.")},
    )
    reason = design.CodeField(
        "hold_ends",
        label=_("Why do you lift the hold?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why the hold is lifted.")},
    )
