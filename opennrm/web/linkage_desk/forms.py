"""What is asked at the linkage desk, and of the lead that it asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency
from opennrm.contexts import vocabulary
from opennrm.country.sharing import WHOLE
from opennrm.linkage.states import DeskSays
from opennrm.web import design

LONGEST_TEXT = 2000
REASON_OF = {
    DeskSays.SAME.value: "same_reason",
    DeskSays.DIFFERENT.value: "different_reason",
    DeskSays.CANNOT_TELL.value: "unsure_reason",
}
"""For each answer the field in which its reason is asked."""


def _reason(name: str) -> design.CodeField:
    return design.CodeField(
        name,
        label=_("Why?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose a reason.")},
    )


LOW, HIGH = "low", "high"


@dataclass(frozen=True)
class Side:
    """One of the two records of a pair, `LOW` or `HIGH`, and the agency that leads its case."""

    value: str
    agency: Agency


class DecideForm(design.Form):
    """Says of two records whether they are of the same child, and why."""

    says = forms.ChoiceField(
        label=_("Is it the same child?"),
        choices=DeskSays.choices,
        widget=design.Radios(reveals=REASON_OF),
        error_messages={"required": _("Choose an answer.")},
    )
    same_reason = _reason("link_same_reasons")
    different_reason = _reason("link_different_reasons")
    unsure_reason = _reason("link_unsure_reasons")

    @property
    def answer(self) -> dict[str, str]:
        """The answer with the reason that belongs to it, once the form is valid."""
        says = self.cleaned_data["says"]
        return {"says": says, "reason": self.cleaned_data[REASON_OF[says]]}


class AskForm(design.Form):
    """Says which of two agencies is asked, and why, if it is not the one that is asked as a rule."""

    asks = forms.ChoiceField(
        label=_("Which agency do you ask?"),
        widget=design.Radios(),
        error_messages={"required": _("Choose an agency.")},
    )
    reason = design.CodeField(
        "link_asking_reasons",
        label=_("Why do you ask this agency?"),
        error_messages={"required": _("Choose a reason.")},
    )

    def __init__(self, *args: Any, usual: Side, other: Side | None, **options: Any) -> None:
        super().__init__(*args, **options)
        asks = self.fields["asks"]
        longer = _("%(agency)s: it has had the child longer") % {"agency": usual.agency.name}
        asks.choices = [(usual.value, longer if other else usual.agency.name)]  # type: ignore[attr-defined]
        self.initial.setdefault("asks", usual.value)
        if other is None:
            del self.fields["reason"]
            return
        asks.choices = [*asks.choices, (other.value, other.agency.name)]  # type: ignore[attr-defined]
        asks.widget.reveals = {other.value: "reason"}

    @property
    def asks_low(self) -> bool:
        """Whether the lead of the lower record is asked, once the form is valid."""
        return bool(self.cleaned_data["asks"] == LOW)


class AgreeForm(design.Form):
    """Says what the other agency sees of the case."""

    scopes = forms.MultipleChoiceField(
        label=_("What else should the other agency see, besides the reference and status of the case?"),
        help_text=_(
            "Choose only what it needs to protect the child. It never sees more than the rules of your "
            "country allow."
        ),
        widget=design.Checkboxes(small=True),
        required=False,
    )

    def __init__(self, *args: Any, scopes: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(name, words) for name, words in vocabulary().scopes.items() if name in scopes]
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (name, capfirst(str(words))) for name, words in offered if name != WHOLE
        ]
        if not offered:
            self.fields["scopes"].widget = forms.MultipleHiddenInput()


class RefuseForm(design.Form):
    """Says why no other agency may know of the case."""

    reason = design.CodeField(
        "link_refusals",
        label=_("Why do you refuse?"),
        words="words",
        error_messages={"required": _("Choose a reason.")},
    )
    words = forms.CharField(
        label=_("What should the linkage desk know?"),
        help_text=_("Do not write a name, an address, or where the child is. We encrypt what you write."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=design.TextArea(rows=4),
    )


class EndForm(RefuseForm):
    """Says why the other agency no longer sees the case."""

    reason = design.CodeField(
        "link_refusals",
        label=_("Why should it no longer see the case?"),
        words="words",
        error_messages={"required": _("Choose a reason.")},
    )


class ResultForm(design.Form):
    """The result of a matcher, as a file."""

    upload_too_large = False

    file = forms.FileField(
        label=_("The result of the matcher"),
        help_text=_(
            "It has no names, only numbers of rows. We believe it only if the matcher has signed it."
        ),
        widget=design.File(),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.upload_too_large:
            self.errors.pop("file", None)
            self.add_error("file", _("This file is too large to be a result of matching."))
        return cleaned


class OutsideForm(design.Form):
    """Says whether the lead of a case is asked about a row of another list."""

    ASK, DROP = "ask", "drop"
    says = forms.ChoiceField(
        label=_("Do you ask the lead agency?"),
        choices=[(ASK, _("Ask it whether the other office may hear of this")), (DROP, _("Do not ask"))],
        widget=design.Radios(reveals={DROP: "reason"}),
        error_messages={"required": _("Choose an answer.")},
    )
    reason = _reason("link_unsure_reasons")

    @property
    def answer(self) -> dict[str, Any]:
        """The answer, once the form is valid."""
        is_asked = self.cleaned_data["says"] == self.ASK
        return {"is_asked": is_asked, "reason": "" if is_asked else self.cleaned_data["reason"]}
