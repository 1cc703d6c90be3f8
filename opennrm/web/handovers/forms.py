"""What is asked when a case is handed over."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.country.titles import titles_of
from opennrm.handovers.terms import Receiver
from opennrm.web import design

LONGEST_SUMMARY = 2000


class AskForm(design.Form):
    """Chooses the agency that should lead the case from now on, says why, and what it has to know to answer."""

    agency = forms.ChoiceField(
        label=_("Which agency should lead the case?"),
        widget=design.Radios,
        error_messages={"required": _("Choose the agency that should lead the case.")},
    )
    reason = design.CodeField(
        "handover_reasons",
        label=_("Why should another agency lead the case?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why another agency should lead the case.")},
    )
    summary = forms.CharField(
        label=_("What does the agency need to know before it answers?"),
        help_text=_(
            "The agency sees this, and the summary of the child, before it answers. Do not write a name, an address, "
            "or where the child is now. We encrypt what you write."
        ),
        max_length=LONGEST_SUMMARY,
        widget=design.TextArea(rows=5),
        error_messages={"required": _("Write what the agency needs to know before it answers.")},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, receivers: Iterable[Receiver], **options: Any) -> None:
        super().__init__(*args, **options)
        receivers = list(receivers)
        agency: Any = self.fields["agency"]
        agency.choices = [(str(each.agency.pk), each.agency.name) for each in receivers]
        agency.widget.hints = {str(each.agency.pk): _where(each) for each in receivers}
        self.has_receivers = bool(receivers)


def _where(receiver: Receiver) -> str:
    areas = receiver.agency.areas
    if not areas:
        return gettext("Works in the whole country.")
    words = (
        gettext("Works where the child is: {areas}.")
        if receiver.is_for_area
        else gettext("Works in: {areas}.")
    )
    return words.format(areas=", ".join(titles_of("areas", areas)))


class RefuseForm(design.Form):
    """Says why the agency does not take the case over."""

    reason = design.CodeField(
        "handover_refusals",
        label=_("Why can your agency not take over this case?"),
        words="words",
        error_messages={"required": _("Choose a reason.")},
    )
    words = forms.CharField(
        label=_("What should the other agency know?"),
        help_text=_("For example, which agency could take over the case. We encrypt what you write."),
        max_length=LONGEST_SUMMARY,
        required=False,
        widget=design.TextArea(rows=4),
    )
