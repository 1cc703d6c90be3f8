"""What is asked when a child is screened, or an identification is decided."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.contexts import vocabulary
from opennrm.country.identification import Need, State
from opennrm.country.instrument import Dimension, Instrument, Section
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.screening.actions import SHORTEST_REASONS
from opennrm.screening.exploitation import Learned
from opennrm.screening.observations import LONGEST, Observation, Observations
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


SEEN, SEEN_FROM = "seen-", "seen_from-"
"""Before the code of a question: the fields beside its answer. No code has a hyphen."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question with what can be written beside its answer, which is hidden until somebody asks for it."""

    answer: forms.BoundField
    words: forms.BoundField
    source: forms.BoundField
    summary: str
    is_open: bool


class SectionForm(design.Form):
    """The questions of one section. A question left alone was not asked, which is never a no."""

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        section: Section | Dimension,
        answers: Mapping[str, Answer],
        observations: Observations | None = None,
        **options: Any,
    ) -> None:
        self.items, kept = section.items, observations or {}
        given = {item.code: answers.get(item.code, Answer.NOT_ASKED).value for item in section.items}
        for code in given.keys() & kept.keys():
            given |= {SEEN + code: kept[code].words, SEEN_FROM + code: kept[code].source}
        super().__init__(*args, initial=given, **options)
        choices = [(answer.value, gettext(words)) for answer, words in ANSWERS.items()]
        sources = self._sources(kept)
        for item in section.items:
            self.fields[item.code] = forms.ChoiceField(
                label=gettext(item.text),
                help_text=gettext(item.help),
                choices=choices,
                required=False,
                error_messages={"invalid_choice": _("Choose one of the options shown.")},
                widget=design.Radios(inline=True, small=True, choices=choices),
            )
            self.fields[SEEN + item.code] = _what_was_seen()
            self.fields[SEEN_FROM + item.code] = _how_it_is_known(sources)

    @staticmethod
    def _sources(kept: Observations) -> list[tuple[str, str]]:
        """The list of the pack, and codes that it no longer has and a draft does."""
        codes = [*pack().codes("fact_sources"), *(each.source for each in kept.values() if each.source)]
        named = ((code, title_of("fact_sources", code)) for code in dict.fromkeys(codes))
        return [("", gettext("Choose an answer")), *named]

    @property
    def questions(self) -> list[Question]:
        """The questions in their order."""
        found = []
        for item in self.items:
            words, source = self[SEEN + item.code], self[SEEN_FROM + item.code]
            is_filled = bool(words.value() or source.value())
            summary = gettext("What you wrote here") if is_filled else gettext("Add what you saw")
            found.append(
                Question(
                    answer=self[item.code],
                    words=words,
                    source=source,
                    # Whoever hears the page, and not the question above it, is told of which one this is.
                    summary=format_html(
                        '{}<span class="govuk-visually-hidden">: {}</span>', summary, gettext(item.text)
                    ),
                    is_open=is_filled or bool(words.errors or source.errors),
                )
            )
        return found

    @property
    def answers(self) -> dict[str, str]:
        """The answers that were sent; only after `is_valid`."""
        return {item.code: self.cleaned_data[item.code] or Answer.NOT_ASKED.value for item in self.items}

    @property
    def observations(self) -> dict[str, Observation]:
        """What was written beside the answers; only after `is_valid`."""
        given = self.cleaned_data
        return {
            item.code: Observation(words=given[SEEN + item.code], source=given[SEEN_FROM + item.code])
            for item in self.items
        }


def _what_was_seen() -> forms.CharField:
    return forms.CharField(
        label=_("What did you see or hear?"),
        required=False,
        max_length=LONGEST,
        widget=design.TextArea(rows=2),
        error_messages={
            "max_length": _(
                "Shorten what you saw to %(limit_value)d characters or fewer. It has %(show_value)d."
            )
        },
    )


def _how_it_is_known(sources: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How is it known?"),
        required=False,
        choices=sources,
        error_messages={"invalid_choice": _("Choose one of the options shown.")},
        widget=design.Select,
    )


class ExploitationForm(design.Form):
    """In which forms the child is exploited, and how that is known. `page` is of each showing another one."""

    exploitation = design.CodesField(
        "exploitation_types",
        label=_("How is the child exploited?"),
        help_text=_("Choose all that apply. You do not need proof."),
        error_messages={"required": _("Choose at least one form of exploitation.")},
        widget=design.Checkboxes(),
    )
    learned_from = design.CodeField(
        "fact_sources",
        label=_("How is this known?"),
        error_messages={"required": _("Choose how this is known.")},
        widget=design.Radios,
    )
    learned_on = design.DateField(
        label=_("When was it learned?"),
        help_text=_("For example, 27 March 2026."),
        error_messages={
            "too_late": _("Enter the day on which this was learned. It cannot be after %(day)s.")
        },
    )
    words = forms.CharField(
        label=_("What was said or seen?"),
        help_text=_("Write it in the words used. We encrypt this."),
        required=False,
        max_length=4000,
        widget=design.TextArea(rows=4),
    )
    page = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, suggested: Collection[str], **options: Any) -> None:
        """:param suggested: the forms to which the latest screening points."""
        super().__init__(*args, initial={"learned_on": today, "page": uuid4()}, **options)
        fields: Any = self.fields
        fields["learned_on"].latest = today
        hints, points = fields["exploitation"].widget.hints, gettext("The latest screening points to this.")
        for form in suggested:
            hints[form] = f"{hints[form]}. {points}" if hints.get(form) else points

    @property
    def learned(self) -> Learned:
        """What was recorded, from valid answers."""
        given = self.cleaned_data
        return Learned(
            forms=given["exploitation"],
            learned_from=given["learned_from"],
            learned_on=given["learned_on"],
            words=given["words"],
        )


class WithdrawForm(design.Form):
    """Why a form of exploitation was recorded wrongly."""

    reason = forms.CharField(
        label=_("Why was this wrong?"),
        help_text=_("For example, it was about another child. We encrypt this."),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Say why this was wrong.")},
    )


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
