"""What is asked when a child is screened, or an identification is decided."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.contexts import vocabulary
from opennrm.country.identification import Need, State
from opennrm.country.instrument import Dimension, Instrument, Section
from opennrm.country.pack import pack
from opennrm.screening.actions import SHORTEST_REASONS
from opennrm.screening.requests import Body
from opennrm.screening.rules import Answer
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


class DecisionForm(design.Form):
    """Takes an identification decision."""

    to = forms.ChoiceField(
        label=_("What do you decide?"),
        error_messages={"required": _("Choose what you decide.")},
        widget=design.Radios,
    )
    reasons = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "Say what you based the decision on: facts, documents, assessments. Write so that others can follow it."
        ),
        required=False,
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
    seen = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, seen: str, opened_on: date, today: date, **options: Any) -> None:
        super().__init__(*args, initial={"decided_on": today, "seen": seen}, **options)
        day: Any = self.fields["decided_on"]
        day.earliest, day.latest = opened_on, today
        states: Any = self.fields["seen"]
        states.choices = [(code, code) for code in {seen: "", **pack().identification.states}]
        needing = [Need.REASONS in step.needs for step in pack().identification.steps_from(seen)]
        self.fields["reasons"].required = all(needing)

    def offer(self, decisions: Iterable[State]) -> None:
        """Let these decisions be chosen."""
        to: Any = self.fields["to"]
        decisions = list(decisions)
        to.choices = [(state.code, gettext(state.title)) for state in decisions]
        to.widget.hints = {state.code: gettext(state.hint) for state in decisions}


class AskForm(design.Form):
    """Chooses the agency that is asked for the next decision; says of each what it would see, and on which basis."""

    agency = forms.ChoiceField(
        label=_("Which agency should decide?"),
        error_messages={"required": _("Choose the agency that should decide.")},
        widget=design.Radios,
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], **options: Any) -> None:
        super().__init__(*args, **options)
        bodies = list(bodies)
        agency: Any = self.fields["agency"]
        agency.choices = [(str(body.agency.pk), body.agency.name) for body in bodies]
        agency.widget.hints = {str(body.agency.pk): self._sees(body) for body in bodies}
        self.has_bodies = bool(bodies)

    @staticmethod
    def _sees(body: Body) -> str:
        seen = ", ".join(str(words) for scope, words in vocabulary().scopes.items() if scope in body.scopes)
        return gettext("Sees: %(parts)s. Legal basis: %(basis)s.") % {"parts": seen, "basis": body.basis}
