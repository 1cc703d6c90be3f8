"""What is asked in best-interests procedures."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.best_interests import access
from opennrm.best_interests.states import Ballot, EntryKind, Factor, Interest, Kind, NoView
from opennrm.best_interests.vocabulary import DISCIPLINES, QUESTIONS
from opennrm.web import design

LONGEST = 4000
_SEALED = _("We encrypt what you write.")
_CHOOSE = {"required": _("Choose one of the answers in the list.")}


def _text(label: Any, missing: Any = "", *, help_text: Any = _SEALED, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=design.TextArea(rows=rows),
        required=bool(missing),
        error_messages={"required": missing} if missing else {},
    )


def _radios(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=design.Radios(small=True), error_messages=_CHOOSE, **options
    )


class NewForm(design.Form):
    """Opens a question."""

    question = design.CodeField(QUESTIONS, label=_("What is the question?"), error_messages=_CHOOSE)
    kind = _radios(_("How is it decided?"), Kind.choices)
    facts = _text(_("What is known?"), _("Write what is known."))
    view = _text(
        _("What does the child say?"), help_text=_("Use the child's own words. We encrypt what you write.")
    )
    no_view = _radios(
        _("If the child says nothing: why?"),
        [("", _("The child's words are above")), *NoView.choices],
        required=False,
    )


class FactsForm(design.Form):
    """Adds what is known by now."""

    kind = _radios(
        _("What do you add?"), [(each.value, each.label) for each in (EntryKind.FACTS, EntryKind.VIEW)]
    )
    text = _text(_("What is it?"), _("Write what you add."))


class OptionForm(design.Form):
    """Adds an option."""

    text = _text(_("What could be done?"), _("Write what could be done."))


class _OfOption(design.Form):
    number = _radios(_("Which option?"), ())

    def __init__(self, *args: Any, options: Sequence[tuple[int, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        words = gettext("Option %(number)d: %(text)s")
        self.fields["number"].choices = [  # type: ignore[attr-defined]
            (str(number), words % {"number": number, "text": Truncator(text).chars(120)})
            for number, text in options
        ]

    def clean_number(self) -> int | None:
        return int(self.cleaned_data["number"]) if self.cleaned_data.get("number") else None


class WeighForm(_OfOption):
    """Says what speaks for and against an option."""

    factor = forms.ChoiceField(
        label=_("What do you weigh?"), choices=Factor.choices, widget=design.Select, error_messages=_CHOOSE
    )
    speaks_for = _text(_("What speaks for it?"), rows=3)
    speaks_against = _text(_("What speaks against it?"), rows=3)


class SeatForm(design.Form):
    """Asks an agency for a member."""

    agency = forms.ChoiceField(
        label=_("Which agency?"),
        help_text=_("Your own, or one that takes part in the case or helps the child."),
        widget=design.Select,
        error_messages={"required": _("Choose the agency.")},
    )
    discipline = design.CodeField(DISCIPLINES, label=_("Which discipline?"), error_messages=_CHOOSE)
    is_chair = forms.BooleanField(label=_("This member chairs the panel"), required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        found = access.agencies().order_by("name")
        self.fields["agency"].choices = [(str(each.pk), each.name) for each in found]  # type: ignore[attr-defined]


class TextForm(design.Form):
    """Asks for one text."""

    text = _text(_("What is decided, and why?"), _("Write why, in a few words."))

    def __init__(self, *args: Any, label: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["text"].label = label


class DecideForm(_OfOption):
    """Records what was decided."""

    reasons = _text(_("Why is this best for the child?"), _("Write why, in a few words."))
    answer = _text(
        _("How did you weigh what the child says?"), _("Write how you weighed what the child says.")
    )


class OutcomeForm(design.Form):
    """Records what came of it."""

    done = _radios(_("Was it carried out?"), [("yes", _("Yes")), ("no", _("No"))])
    text = _text(_("What was done, or why not?"), _("Write what was done, or why not."))


class TakeForm(design.Form):
    """Takes a seat."""

    undertakes = forms.BooleanField(
        label=_("I tell nobody outside the panel what I learn about the child, and keep no copies"),
        error_messages={"required": _("Confirm that you tell nobody what you learn here.")},
    )
    interest = _radios(_("Do you have an interest of your own?"), Interest.choices)
    words = _text(
        _("If you have one: which?"),
        help_text=_("For example, I am related to the family. We encrypt what you write."),
        rows=2,
    )


class VoteForm(_OfOption):
    """Votes."""

    ballot = _radios(_("How do you vote?"), Ballot.choices)
    reason = _text(_("Why?"), _("Write why you vote like this."))
    field_order = ["ballot", "number", "reason"]

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["number"].required = False
        self.fields["number"].label = gettext("If you vote for an option: which?")
