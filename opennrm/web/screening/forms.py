"""What is asked when a child is screened, or an identification is decided."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.country.instrument import Dimension, Instrument, Section
from opennrm.screening.actions import SHORTEST_REASONS
from opennrm.screening.rules import Answer
from opennrm.screening.states import State
from opennrm.screening.wording import ANSWERS
from opennrm.web import design


class StartForm(design.Form):
    """Chooses the instrument, where the country has several."""

    instrument = forms.ChoiceField(label=_("Which questions do you want to use?"), widget=design.Radios)

    def __init__(self, *args: Any, instruments: Iterable[Instrument], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(found.code, gettext(found.title)) for found in instruments]
        self.fields["instrument"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["instrument"].widget = forms.HiddenInput()
            self.initial["instrument"] = choices[0][0]


class SectionForm(design.Form):
    """The questions of one section. A question left alone was not asked, which is never a no."""

    mark_optional = False

    def __init__(
        self, *args: Any, section: Section | Dimension, answers: Mapping[str, Answer], **options: Any
    ) -> None:
        given = {item.code: answers.get(item.code, Answer.NOT_ASKED).value for item in section.items}
        super().__init__(*args, initial=given, **options)
        choices = [(answer.value, gettext(words)) for answer, words in ANSWERS.items()]
        for item in section.items:
            self.fields[item.code] = forms.ChoiceField(
                label=gettext(item.text),
                help_text=gettext(item.help),
                choices=choices,
                required=False,
                error_messages={"invalid_choice": _("Choose one of the options shown.")},
                widget=design.Radios(inline=True, small=True, choices=choices),
            )

    @property
    def answers(self) -> dict[str, str]:
        """The answers that were sent; only after `is_valid`."""
        return {code: answer or Answer.NOT_ASKED.value for code, answer in self.cleaned_data.items()}


_MEANINGS: dict[Any, Any] = {
    State.PRESUMED: _("There are reasonable grounds. The child is protected as a victim from now on."),
    State.CONFIRMED: _("The child was identified as a victim of trafficking."),
    State.NOT_CONFIRMED: _("The child was not identified as a victim. Other help continues as needed."),
    State.RECONSIDERED: _("New facts, or a request to look again. A new decision follows."),
}


class DecisionForm(design.Form):
    """Takes an identification decision."""

    to = forms.ChoiceField(
        label=_("What do you decide?"),
        error_messages={"required": _("Choose what you decide.")},
        widget=design.Radios(hints=_MEANINGS),
    )
    reasons = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "Say what you based the decision on: facts, documents, assessments. Write so that others can follow it."
        ),
        min_length=SHORTEST_REASONS,
        max_length=8000,
        widget=design.TextArea(rows=8),
        error_messages={"required": _("Give the reasons for the decision.")},
    )
    decided_on = design.DateField(
        label=_("When was it decided?"),
        help_text=_(
            "For example, 27 March 2026. It can be before today if you record the decision afterwards."
        ),
    )
    seen = forms.ChoiceField(widget=forms.HiddenInput, choices=State.choices)

    def __init__(self, *args: Any, seen: State, opened_on: date, today: date, **options: Any) -> None:
        super().__init__(*args, initial={"decided_on": today, "seen": seen.value}, **options)
        day: Any = self.fields["decided_on"]
        day.earliest, day.latest = opened_on, today

    def offer(self, decisions: Iterable[State]) -> None:
        """Let these decisions be chosen."""
        self.fields["to"].choices = [(state.value, state.label) for state in decisions]  # type: ignore[attr-defined]
