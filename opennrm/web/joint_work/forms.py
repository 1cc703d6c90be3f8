"""What is asked about joint work."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from opennrm.contexts import vocabulary
from opennrm.country.sharing import WHOLE
from opennrm.web import design
from opennrm.web.consents.forms import SaidForm

LONGEST_TEXT = 2000


def _words(**options: Any) -> forms.CharField:
    return forms.CharField(max_length=LONGEST_TEXT, required=False, widget=design.TextArea(rows=4), **options)


class AskForm(SaidForm):
    """Asks an agency to take part: on which basis, what it will see, until when, and what it has to know.

    What the child and others say is asked where somebody has to agree; it holds until the last day that stands here.
    """

    basis = forms.ChoiceField(
        label=_("What is the legal basis for sharing this?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the legal basis.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What should the agency see besides the case with its reference and status?"),
        help_text=_("Choose only what it needs for this purpose. The rules of your country allow no more."),
        widget=design.Checkboxes(small=True),
        required=False,
    )
    last_day = design.DateField(
        label=_("What is the last day on which the agency takes part?"),
        error_messages={"required": _("Enter the last day.")},
    )
    summary = forms.CharField(
        label=_("What does the agency need to know before it answers?"),
        help_text=_(
            "The agency sees this, and the summary of the child, before it answers. Do not write a name, an address, "
            "or where the child is now. We encrypt what you write."
        ),
        max_length=LONGEST_TEXT,
        widget=design.TextArea(rows=5),
        error_messages={"required": _("Write what the agency needs to know before it answers.")},
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput)
    field_order = (
        "basis", "scopes", "last_day", "child", "second", "signer", "conditions", "without", "reason", "child_told",
    )  # fmt: skip

    def __init__(
        self, *args: Any, bases: tuple[str, ...], scopes: Iterable[str], last_day: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["basis"].choices = [(basis, basis) for basis in bases]  # type: ignore[attr-defined]
        if len(bases) == 1:
            self.initial.setdefault("basis", bases[0])
        offered = [(name, words) for name, words in vocabulary().scopes.items() if name in scopes]
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (name, capfirst(str(words))) for name, words in offered if name != WHOLE
        ]
        self.fields["last_day"].latest = last_day  # type: ignore[attr-defined]
        if not self.fields["scopes"].choices:  # type: ignore[attr-defined]
            del self.fields["scopes"]
        if self.is_agreed:
            self.fields.pop("child", None)

    def request(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        names = ("basis", "last_day", "summary", "form_token")
        given = {name: self.cleaned_data[name] for name in names}
        return {**given, "scopes": self.cleaned_data.get("scopes", [])}

    def shown(self) -> list[str]:
        """In words, which parts of the case the agency will see as the form was filled in."""
        chosen = {WHOLE, *self.cleaned_data.get("scopes", [])}
        return [str(words) for name, words in vocabulary().scopes.items() if name in chosen]


class DeclineForm(design.Form):
    """Says why the agency does not take part."""

    reason = design.CodeField(
        "joint_refusals",
        label=_("Why does your agency not take part?"),
        words="words",
        error_messages={"required": _("Choose a reason.")},
    )
    words = _words(
        label=_("What should the lead agency know?"),
        help_text=_("For example, which agency could take part instead. We encrypt what you write."),
    )


class ExtendForm(design.Form):
    """Sets a later last day, and says why."""

    last_day = design.DateField(
        label=_("What is the new last day?"),
        error_messages={"required": _("Enter the new last day.")},
    )
    reason = design.CodeField(
        "joint_extensions",
        label=_("Why does the agency need more time?"),
        error_messages={"required": _("Choose a reason.")},
    )
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, latest: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["last_day"].latest = latest  # type: ignore[attr-defined]


class EndForm(design.Form):
    """Says why the agency no longer takes part."""

    reason = design.CodeField(
        "joint_ends",
        label=_("Why does it end?"),
        words="words",
        error_messages={"required": _("Choose a reason.")},
    )
    words = _words(label=_("What should the other agency know?"), help_text=_("We encrypt what you write."))
