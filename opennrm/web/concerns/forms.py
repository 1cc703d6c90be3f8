"""The questions about a concern. Few of them have to be answered: what it is about, and where."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opennrm.concerns.answers import (
    BY_AGE,
    BY_BIRTH_DATE,
    FILES,
    NONE,
    NOT_KNOWN,
    OTHER,
    REACH,
    TELEPHONES,
    WHICH_AGE,
    WHO,
)
from opennrm.country.citizenships import ALONE
from opennrm.people.rules import OLDEST
from opennrm.web import design
from opennrm.web.directory.words import AREA_WORD
from opennrm.web.file_forms import FileForm

_LINE, _LINES, _ACCOUNT = 200, 1000, 10_000
"""The longest answers, in characters."""

SAFETY = [
    ("yes", _("Yes, it is safe")),
    ("no", _("No, it could put somebody in danger")),
    ("unknown", _("I do not know")),
]


class QuestionForm(design.Form):
    """The questions of one page. What cannot be understood is kept as it was typed.

    `implied` names answers of a question that may be left out when the text that belongs to one of them was
    written: without scripts the text can be reached without choosing the answer first.
    """

    implied: Mapping[str, tuple[str, str]] = {}
    further: frozenset[str] = frozenset()
    """Questions that are listed among the answers only where they were answered."""

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        if data is not None:
            data = data.copy()
            for text, (question, answer) in self.implied.items():
                if data.get(text, "").strip() and not data.getlist(question):
                    data[question] = answer
        super().__init__(data, **options)

    @property
    def add_another(self) -> Any:
        """What the button says that saves the page and shows it again with room for one more; empty: there is none."""
        return ""

    def given(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What was answered and understood, and what was typed and not understood, each by name."""
        self.full_clean()
        answers, typed = {}, {}
        for name in self.fields:
            if name not in self.errors:
                answers[name] = _plain(self.cleaned_data.get(name))
            elif any(raw := self[name].data or ()):
                typed[name] = raw
            else:
                answers[name] = None
        return answers, typed

    def said_by_text(self, answers: Mapping[str, Any]) -> set[str]:
        """The questions of which the text that belongs to their answer says it all: "12" says "About this age"."""
        return {
            question
            for text, (question, answer) in self.implied.items()
            if answers.get(text) and answers.get(question) == answer
        }


class DangerForm(QuestionForm):
    """Urgent danger comes first: what to do now must not wait for the end of a form."""

    urgent_dangers = design.CodesField(
        "urgent_dangers",
        label=_("Is any of this true now, as far as you know?"),
        help_text=_("Choose all that apply. We will tell you at once what to do."),
        required=False,
        further=[(NONE, _("None of these, as far as I know"))],
        widget=design.Checkboxes(exclusive=[NONE], divided=[NONE]),
    )


class ChildForm(QuestionForm):
    """The few facts about the child that decide who can help."""

    implied = {"age": ("age_known", "years")}

    age_known = forms.ChoiceField(
        label=_("About how old is the child?"),
        help_text=_("A guess is enough. Do not ask the child just for this form."),
        required=False,
        choices=[("years", _("About this age")), (NOT_KNOWN, _("I do not know"))],
        widget=design.Radios(
            reveals={"years": "age"},
            hints={NOT_KNOWN: _("We will treat the person as a child until we know the age.")},  # type: ignore[dict-item]
        ),
    )
    age = forms.IntegerField(
        label=_("Age in years"), min_value=0, max_value=120, widget=design.Number(width=3)
    )
    sex = design.CodeField("sexes", label=_("The child is"), required=False)
    languages = design.CodesField(
        "languages",
        label=_("Which languages does the child speak or sign?"),
        required=False,
        widget=design.Checkboxes(small=True),
    )


class WhatForm(QuestionForm):
    """What the concern is about, in words that need no law book."""

    implied = {"other_kind": ("kinds", OTHER)}

    kinds = design.CodesField(
        "concern_kinds",
        label=_("What are you worried about?"),
        help_text=_("Choose all that apply. You do not have to be sure."),
        further=[(OTHER, _("Something else"))],
        widget=design.Checkboxes(reveals={OTHER: "other_kind"}),
    )
    other_kind = forms.CharField(label=_("What is it?"), max_length=_LINES, widget=design.TextArea(rows=2))


class WhereForm(QuestionForm):
    """Where it happens, as an area decides which office receives the concern, and when, as people say it."""

    area = design.CodeField(
        "areas",
        label=AREA_WORD,
        first=[("", _("Choose an area"))],
        further=[(NOT_KNOWN, _("I do not know"))],
        widget=design.Select,
    )
    place = forms.CharField(
        label=_("Place"),
        help_text=_("For example, a street, a district, a shop, a boat, a school, or a web address."),
        required=False,
        max_length=_LINES,
        widget=design.TextArea(rows=2),
    )
    occurred = forms.CharField(
        label=_("When did it happen, or when did it start?"),
        help_text=_("In your own words, for example: last night, every Friday, since March, 14 May at noon."),
        required=False,
        max_length=_LINES,
        widget=design.TextArea(rows=2),
    )


class IdentityForm(QuestionForm):
    """Who the child is, as far as known. Nobody has to find out anything for this."""

    given_names = forms.CharField(
        label=_("First names"), required=False, max_length=_LINE, widget=design.Text()
    )
    family_name = forms.CharField(
        label=_("Family name"), required=False, max_length=_LINE, widget=design.Text()
    )
    other_names = forms.CharField(
        label=_("Nickname, or other names"), required=False, max_length=_LINE, widget=design.Text()
    )
    birth_date = design.PartialDateField(
        label=_("Date of birth"),
        help_text=_("For example, 27 March 2012. Leave out what you do not know. Even a year helps."),
        required=False,
        error_messages={
            "too_late": _(
                "The date of birth is in the future. Check the year, or leave out what you do not know."
            ),
            "too_early": _("The date of birth is more than 120 years ago. Check the year."),
        },
    )
    citizenships = design.CodesField(
        "citizenships",
        label=_("Citizenship"),
        required=False,
        alone=ALONE,
        widget=design.Selects(first=_("Country"), further=_("Another country, if there is one")),
    )
    document_number = forms.CharField(
        label=_("Number of a passport, birth certificate or other document"),
        required=False,
        max_length=_LINE,
        widget=design.Text(width=20),
    )
    school = forms.CharField(
        label=_("School"),
        help_text=_("The school that the child goes to, or went to last."),
        required=False,
        max_length=_LINE,
        widget=design.Text(),
    )
    guardian = forms.CharField(
        label=_("Name of the parent or guardian"),
        help_text=_("The adult who takes care of the child."),
        required=False,
        max_length=_LINE,
        widget=design.Text(),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today = timezone.localdate()
        born: Any = self.fields["birth_date"]
        born.latest, born.earliest = today, date(today.year - OLDEST, today.month, min(today.day, 28))


class WhichAgeForm(QuestionForm):
    """Which of two answers is right that contradict each other. Both are kept."""

    further = frozenset({WHICH_AGE})

    which_age = forms.ChoiceField(
        label=_("Which one is right?"),
        choices=[
            (BY_AGE, _("The age")),
            (BY_BIRTH_DATE, _("The date of birth")),
            (NOT_KNOWN, _("I do not know")),
        ],
        widget=design.Radios(
            hints={NOT_KNOWN: _("We will use the younger age until we know which is right.")},  # type: ignore[dict-item]
        ),
    )


def _another_telephone() -> forms.CharField:
    return forms.CharField(
        label=_("Another telephone number"),
        required=False,
        max_length=_LINE,
        widget=design.Telephone(width=20),
    )


class ContactForm(QuestionForm):
    """How to reach the child or the family, and whether that is safe.

    One field for a telephone number more is shown than were filled in.
    """

    further = frozenset(TELEPHONES[1:])

    address = forms.CharField(
        label=_("Where the child or the family can be found"),
        required=False,
        max_length=_LINES,
        widget=design.TextArea(rows=3),
    )
    telephone = forms.CharField(
        label=_("Telephone number of the child or the family"),
        help_text=_("One number in each field. Add the extension, or whose number it is, if you know."),
        required=False,
        max_length=_LINE,
        widget=design.Telephone(width=20),
    )
    telephone_2 = _another_telephone()
    telephone_3 = _another_telephone()
    telephone_4 = _another_telephone()
    telephone_5 = _another_telephone()
    safe_to_contact = forms.ChoiceField(
        label=_("Is it safe to write or call there?"),
        help_text=_("It is not safe if somebody who harms the child could hear, read or answer."),
        required=False,
        choices=SAFETY,
        widget=design.Radios(),
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        known = options.get("initial") or {} if data is None else data
        filled = [name for name in TELEPHONES if known.get(name)]
        shown = {*filled, *[name for name in TELEPHONES if name not in filled][:1]}
        for name in TELEPHONES:
            # What was sent empty was emptied: it is cleared in the draft too.
            if name not in shown and not (data is not None and name in data):
                del self.fields[name]

    @property
    def add_another(self) -> Any:
        """There is room for five numbers."""
        return "" if TELEPHONES[-1] in self.fields else _("Add another telephone number")


class AccountForm(QuestionForm):
    """What happened, in the words used, from whom it is known, and what else there is to ask about."""

    account = forms.CharField(
        label=_("What did you see, or what were you told?"),
        help_text=_("Write what you saw or were told, in the words used. Do not question the child."),
        required=False,
        max_length=_ACCOUNT,
        widget=design.TextArea(rows=6),
    )
    told_by = design.CodeField(
        "sources",
        label=_("Who told you, or how do you know?"),
        required=False,
        first=[("", _("Choose an answer"))],
        widget=design.Select,
    )
    also = forms.MultipleChoiceField(
        label=_("What else do you know or have?"),
        help_text=_(
            "If you choose one, we will ask you about it next. Do not try to find out more for this form."
        ),
        required=False,
        choices=[
            (WHO, _("Who the child is")),
            (REACH, _("How to reach the child or the family")),
            (FILES, _("Pictures or documents")),
        ],
        widget=design.Checkboxes(),
    )


class FilesForm(FileForm):
    """One picture or document to add."""

    mark_optional = False


class ReporterForm(QuestionForm):
    """How to reach whoever reports, and whether that is safe."""

    reporter_contact = forms.CharField(
        label=_("How can we reach you with a question?"),
        help_text=_("A telephone number or an email address. We already know your name and agency."),
        required=False,
        max_length=_LINE,
        widget=design.Text(width=30),
    )
    reporter_safe_to_contact = forms.ChoiceField(
        label=_("Is it safe to write to you or call you there?"),
        required=False,
        choices=SAFETY,
        widget=design.Radios(),
    )


def _plain(value: Any) -> Any:
    """An answer as the draft keeps it; nothing is kept for what was left empty."""
    if isinstance(value, design.PartialDate):
        return value.isoformat()
    return None if value in ("", [], None) else value


def next_telephone(answers: Mapping[str, Any]) -> str:
    """The first question for a telephone number that is still open; the last one where none is."""
    return next((name for name in TELEPHONES if not answers.get(name)), TELEPHONES[-1])
