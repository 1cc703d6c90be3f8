"""What is asked about what a child was told, and which sheet is wanted."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.country.sheets import Level, Moment
from opennrm.country.titles import title_of
from opennrm.tellings.access import OpenedTelling
from opennrm.tellings.actions import Content
from opennrm.tellings.vocabulary import Understood, Way
from opennrm.web import design

LEVELS = {
    Level.FIVE_TO_EIGHT: _("Ages 5 to 8, with pictures"),
    Level.NINE_TO_TWELVE: _("Ages 9 to 12"),
    Level.THIRTEEN_TO_SEVENTEEN: _("Ages 13 to 17"),
}
"""The ages of the sheets in words."""


def sheets_about(moment: Moment) -> list[tuple[str, str]]:
    """The sheets for a moment with their versions, in every language that has them, by the words that name each."""
    found = []
    for language, sheets in pack().sheets.of_language.items():
        for level in Level:
            if sheet := sheets.get((moment, level)):
                words = {
                    "title": sheet.title,
                    "level": LEVELS[level],
                    "language": title_of("languages", language),
                    "version": sheet.version,
                }
                found.append(gettext("%(title)s: %(level)s, %(language)s, version %(version)s") % words)
    return [(each, each) for each in found]


def moments() -> list[tuple[str, str]]:
    """The moments at which a child is told something, in the words of the country."""
    return [(moment.value, fact.title) for moment, fact in pack().sheets.moments.items()]


class _OfMoment(design.Form):
    moment = forms.ChoiceField(
        label=_("What is it about?"),
        widget=design.Select,
        error_messages={"required": _("Choose what it is about.")},
    )
    language = design.CodeField(
        "languages",
        label=_("In which language?"),
        widget=design.Select,
        error_messages={"required": _("Choose the language.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["moment"].choices = moments()  # type: ignore[attr-defined]


class SheetForm(_OfMoment):
    """Which sheet is to be shown or printed."""

    level = forms.ChoiceField(
        label=_("For which age?"),
        choices=list(LEVELS.items()),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the age.")},
    )


class TellingForm(_OfMoment):
    """What the child was told, when, by whom and how, and what came of it."""

    happened_on = design.DateField(
        label=_("When was it?"),
        help_text=_("For example, 27 March 2026."),
        error_messages={"too_late": _("Enter the day on which it was. It cannot be after %(day)s.")},
    )
    time = design.TimeField(label=_("What time?"), help_text=_("For example, 2:30 pm."), required=False)
    told_by = forms.CharField(
        label=_("Who told the child, if it was not you?"),
        help_text=_("Their name and what they do. We encrypt this."),
        max_length=300,
        required=False,
    )
    ways = forms.MultipleChoiceField(
        label=_("How was the child told?"),
        choices=Way.choices,
        widget=design.Checkboxes(small=True),
        error_messages={"required": _("Choose how the child was told.")},
    )
    level = forms.ChoiceField(
        label=_("Which sheet did you use?"),
        choices=[("", _("None")), *LEVELS.items()],
        widget=design.Radios(small=True),
        required=False,
    )
    understood = forms.ChoiceField(
        label=_("Did the child understand?"),
        choices=Understood.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whether the child understood.")},
    )
    questions = forms.CharField(
        label=_("What did the child ask or say?"),
        help_text=_("Use the child's own words. We encrypt this."),
        max_length=4000,
        widget=design.TextArea(rows=4),
        required=False,
    )
    field_order = [
        "moment",
        "happened_on",
        "time",
        "told_by",
        "language",
        "ways",
        "level",
        "understood",
        "questions",
        "reason",
    ]

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["happened_on"].latest = today  # type: ignore[attr-defined]

    @property
    def content(self) -> Content:
        """What was told, from valid answers."""
        given = self.cleaned_data
        moment = datetime.combine(given["happened_on"], given["time"] or time(0), tzinfo=pack().zone)
        return Content(
            moment=Moment(given["moment"]),
            happened_at=moment,
            is_time_known=given["time"] is not None,
            language=given["language"],
            ways=tuple(given["ways"]),
            level=Level(given["level"]) if given["level"] else None,
            understood=given["understood"],
            told_by=given["told_by"],
            questions=given["questions"],
        )


class CorrectTellingForm(TellingForm):
    """The same once more, and why it is corrected."""

    reason = forms.CharField(
        label=_("Why are you correcting it?"),
        help_text=_("For example, I had chosen the wrong day."),
        max_length=500,
        widget=design.TextArea(rows=2),
        error_messages={"required": _("Say why you are correcting this.")},
    )


def initial_of_address(
    given: Mapping[str, str], *, today: date, language: str, age: int | None
) -> dict[str, Any]:
    """What the page shows at first: what the sheet was that somebody has just shown, or what they came for.

    Without a sheet that was shown, the one for the child's age is chosen, if that is known.
    """
    moment, level = given.get("moment", ""), given.get("level", "")
    asked = given.get("language", "")
    known = level in {*Level}
    return {
        "moment": moment if moment in {*Moment} else "",
        "happened_on": today,
        "language": asked if asked in pack().listed("languages") else language,
        "ways": [Way.SPOKEN, Way.SHEET] if known else [Way.SPOKEN],
        "level": level if known else (Level.for_age(age) if age is not None else ""),
    }


def initial_of_telling(opened: OpenedTelling) -> dict[str, Any]:
    """What the page that corrects a row shows of it."""
    row = opened.telling
    at = row.happened_at.astimezone(pack().zone)
    return {
        "moment": row.moment,
        "happened_on": at.date(),
        "time": at.time() if row.is_time_known else None,
        "told_by": opened.told_by,
        "language": row.language,
        "ways": row.ways,
        "level": row.level,
        "understood": row.understood,
        "questions": opened.questions,
    }
