"""What a child is told and when, and the sheets that say it: for each language, age and moment the country's words."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.problems import Problem
from opennrm.country.profile import Language
from opennrm.country.toml_table import Table, read_table, suggestion


class Moment(StrEnum):
    """The moments at which a child has to be told something, in the order in which they mostly come."""

    FIRST_CONTACT = "first_contact"
    BEFORE_SHARING = "before_sharing"
    BEFORE_INTERVIEW = "before_interview"
    START_OF_INTERVIEW = "start_of_interview"
    AFTER_INTERVIEW = "after_interview"
    BEST_INTERESTS = "best_interests"
    MOVE = "move"
    JUSTICE_STEP = "justice_step"
    BEFORE_COURT = "before_court"
    RESTITUTION = "restitution"
    WITHDRAWAL = "withdrawal"
    LEAVING = "leaving"


class Level(StrEnum):
    """For which ages a sheet is written. The first one has a picture for each idea."""

    FIVE_TO_EIGHT = "5-8"
    NINE_TO_TWELVE = "9-12"
    THIRTEEN_TO_SEVENTEEN = "13-17"

    @classmethod
    def for_age(cls, age: int) -> "Level":
        """The sheet for a child of this age. Younger children are shown the pictures too, older ones the last."""
        if age <= 8:
            return cls.FIVE_TO_EIGHT
        return cls.NINE_TO_TWELVE if age <= 12 else cls.THIRTEEN_TO_SEVENTEEN


PICTURES = (
    "hello",
    "safe",
    "talk",
    "listen",
    "secret",
    "share",
    "stop",
    "question",
    "truth",
    "clock",
    "food",
    "toilet",
    "doctor",
    "phone",
    "home",
    "bag",
    "school",
    "camera",
    "watch",
    "thanks",
    "choice",
    "letter",
    "star",
    "court",
    "money",
    "grown",
)
"""The drawings that come with the product, by the names that sheets use."""

_PICTURED = re.compile(r"\[(\w+)\] *(.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class MomentFact:
    """What whoever works with the child has to do at one moment: when it is, what must be told, and in which form.

    `is_expected`: every child is told this, so the case says so until it was. `has_card`: the sheet can be printed as a
    card that the child keeps.
    """

    moment: Moment
    title: str
    when: str
    points: tuple[str, ...]
    form: str
    is_expected: bool
    has_card: bool
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Idea:
    """One idea of a sheet: a sentence or two, and the name of its drawing, if it has one."""

    text: str
    picture: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a child of an age is shown or read at a moment, in one language. `say_back` asks to say it again."""

    moment: Moment
    level: Level
    language: str
    version: int
    title: str
    ideas: tuple[Idea, ...]
    say_back: str
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class CarerSheet:
    """What whoever cares for the child reads before an interview, in one language: one idea in each paragraph."""

    language: str
    version: int
    title: str
    ideas: tuple[str, ...]
    certainty: Certainty


@dataclass(frozen=True, kw_only=True)
class Sheets:
    """Every sheet of a country, and what is told at each moment.

    `falls_back_on` names for each language the one whose sheets are shown where its own are missing. `videos` are those
    in which somebody signs a sheet: the names of their files in sheets/videos, which need not be there yet. `leave_to`
    is the page that opens when a child leaves a sheet in a hurry.
    """

    moments: Mapping[Moment, MomentFact]
    of_language: Mapping[str, Mapping[tuple[Moment, Level], Sheet]]
    for_carers: Mapping[str, CarerSheet]
    videos: Mapping[str, Mapping[tuple[Moment, Level], str]]
    falls_back_on: Mapping[str, str]
    leave_to: str
    certainty: Certainty

    def sheet(self, moment: Moment, level: Level, language: str) -> Sheet:
        """Give the sheet in this language, or in the one that it falls back on: its `language` says which.

        :raises KeyError: the country does not have this language.
        """
        seen: set[str] = set()
        while (moment, level) not in self.of_language[language] and language not in seen:
            seen.add(language)
            language = self.falls_back_on[language]
        return self.of_language[language][moment, level]

    def for_carer(self, language: str) -> CarerSheet:
        """Give the sheet for whoever cares for the child, in this language or the one that it falls back on.

        :raises KeyError: the country does not have this language.
        """
        if language not in self.of_language:
            raise KeyError(language)
        while language not in self.for_carers:
            language = self.falls_back_on[language]
        return self.for_carers[language]

    def video(self, moment: Moment, level: Level, language: str) -> str:
        """The name of the file in which somebody signs this sheet; empty for none."""
        return self.videos.get(language, {}).get((moment, level), "")

    def missing(self, language: str) -> list[tuple[Moment, Level]]:
        """Which sheets a language lacks."""
        own = self.of_language[language]
        return [(moment, level) for moment in Moment for level in Level if (moment, level) not in own]


def read(folder: Path, problems: list[Problem], languages: Sequence[Language]) -> Sheets:
    """Read the folder sheets of a pack: moments.toml, and one file for each language of the country."""
    table = read_table(folder / "moments.toml", problems) or Table(
        {}, path=(), file=str(folder / "moments.toml"), lines={}, problems=[]
    )
    moments = _moments(table)
    leave_to = table.matching("leave_to", r"https://[^\s]+", example="https://weather.example/")
    certainty = table.certainty()
    table.refuse_unknown_keys()
    codes = [language.code for language in languages]
    _refuse_other_files(folder, problems, codes)
    files = {code: _language(folder, code, codes, problems) for code in codes}
    found = Sheets(
        moments=moments,
        of_language=MappingProxyType({code: each.sheets for code, each in files.items()}),
        for_carers=MappingProxyType({code: each.carer for code, each in files.items() if each.carer}),
        videos=MappingProxyType({code: each.videos for code, each in files.items()}),
        falls_back_on=MappingProxyType(
            {code: each.falls_back_on for code, each in files.items() if each.falls_back_on}
        ),
        leave_to=leave_to,
        certainty=certainty,
    )
    _refuse_dead_ends(found, folder, problems)
    return found


def _moments(table: Table) -> Mapping[Moment, MomentFact]:
    facts: dict[Moment, MomentFact] = {}
    for inner in table.tables("moments"):
        fact = MomentFact(
            moment=inner.required_choice("moment", Moment) or Moment.FIRST_CONTACT,
            title=inner.text("title"),
            when=inner.text("when"),
            points=inner.codes("points"),
            form=inner.text("form"),
            is_expected=inner.flag("expected", default=False),
            has_card=inner.flag("card", default=False),
            certainty=inner.certainty(),
        )
        inner.refuse_unknown_keys()
        if fact.moment in facts:
            inner.refuse("moment", f"“{fact.moment}” is there twice.", "Remove one of the two.")
        facts[fact.moment] = fact
    for moment in Moment:
        if facts and moment not in facts:
            table.refuse(
                "moments", f"The moment “{moment}” is missing.", "Add it, as the template pack has it."
            )
    return MappingProxyType({moment: facts[moment] for moment in Moment if moment in facts})


@dataclass(frozen=True, kw_only=True)
class _OfLanguage:
    """What one file holds."""

    sheets: Mapping[tuple[Moment, Level], Sheet] = field(default_factory=dict)
    carer: CarerSheet | None = None
    videos: Mapping[tuple[Moment, Level], str] = field(default_factory=dict)
    falls_back_on: str = ""


def _language(folder: Path, code: str, codes: Collection[str], problems: list[Problem]) -> _OfLanguage:
    table = read_table(folder / f"{code}.toml", problems)
    if table is None:
        return _OfLanguage()
    sheets: dict[tuple[Moment, Level], Sheet] = {}
    for inner in table.tables("sheets", optional=True):
        sheet = _sheet(inner, code)
        if (sheet.moment, sheet.level) in sheets:
            message = f"“{sheet.moment}” for the ages {sheet.level} is there twice."
            inner.refuse("moment", message, "Remove one of the two.")
        sheets[sheet.moment, sheet.level] = sheet
    other = table.text("falls_back_on", default="")
    if other and (other not in codes or other == code):
        table.refuse("falls_back_on", f"“{other}” cannot stand in for “{code}”.", suggestion(other, codes))
        other = ""
    found = _OfLanguage(
        sheets=MappingProxyType(sheets),
        carer=_carer(table, code),
        videos=_videos(table.tables("videos", optional=True)),
        falls_back_on=other,
    )
    table.refuse_unknown_keys()
    return found


def _carer(table: Table, language: str) -> CarerSheet | None:
    if table.peek("carer") is None:
        return None
    inner = table.table("carer")
    found = CarerSheet(
        language=language,
        version=inner.positive_number("version"),
        title=inner.text("title"),
        ideas=inner.codes("ideas"),
        certainty=inner.certainty(),
    )
    inner.refuse_unknown_keys()
    return found


def _videos(tables: Sequence[Table]) -> Mapping[tuple[Moment, Level], str]:
    videos = {}
    for table in tables:
        moment, level = table.required_choice("moment", Moment), table.required_choice("level", Level)
        file = table.matching("file", r"[\w-]+\.mp4", example="first_contact-5-8.mp4")
        table.refuse_unknown_keys()
        if moment and level and file:
            videos[moment, level] = file
    return MappingProxyType(videos)


def _sheet(table: Table, language: str) -> Sheet:
    level = table.required_choice("level", Level) or Level.NINE_TO_TWELVE
    sheet = Sheet(
        moment=table.required_choice("moment", Moment) or Moment.FIRST_CONTACT,
        level=level,
        language=language,
        version=table.positive_number("version"),
        title=table.text("title"),
        ideas=tuple(_idea(table, level, place, text) for place, text in enumerate(table.codes("ideas"))),
        say_back=table.text("say_back"),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return sheet


def _idea(table: Table, level: Level, position: int, written: str) -> Idea:
    pictured = _PICTURED.fullmatch(written)
    picture, text = (pictured[1], pictured[2].strip()) if pictured else ("", written.strip())
    if picture and picture not in PICTURES:
        message = f"There is no picture “{picture}”."
        table.refuse("ideas", message, suggestion(picture, PICTURES), position=position)
        picture = ""
    elif not picture and level is Level.FIVE_TO_EIGHT:
        remedy = "Begin the idea with the name of a picture, such as [hello]."
        table.refuse(
            "ideas", "Sheets for the ages 5-8 have a picture for each idea.", remedy, position=position
        )
    return Idea(text=" ".join(text.split()), picture=picture)


def _refuse_other_files(folder: Path, problems: list[Problem], codes: Collection[str]) -> None:
    expected = {"moments", *codes}
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in expected:
            message = f"“{path.stem}” is not a language of the country."
            problems.append(Problem(str(path), 1, message, suggestion(path.stem, expected)))


def _refuse_dead_ends(sheets: Sheets, folder: Path, problems: list[Problem]) -> None:
    """Refuse a language in which something is missing and no other language stands in."""
    for language in sheets.of_language:
        ways = list(_stand_ins(sheets, language))
        lacking = [
            key for key in sheets.missing(language) if not any(key in sheets.of_language[way] for way in ways)
        ]
        remedy = "Add what is missing, or name with falls_back_on a language that has it."
        file = str(folder / f"{language}.toml")
        if lacking:
            moment, level = lacking[0]
            message = f"{len(lacking)} sheets are missing, such as “{moment}” for the ages {level}."
            problems.append(Problem(file, 1, message, remedy))
        if not any(way in sheets.for_carers for way in ways):
            problems.append(Problem(file, 1, "The sheet for whoever cares for the child is missing.", remedy))


def _stand_ins(sheets: Sheets, language: str) -> Iterator[str]:
    """The language, and those that stand in where it has no sheet, in their order."""
    tried: set[str] = set()
    while language and language not in tried:
        tried.add(language)
        yield language
        language = sheets.falls_back_on.get(language, "")
