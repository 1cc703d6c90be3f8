"""What the answers of a draft mean. Only codes of the country pack get past this door unsealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from opennrm.country.pack import Pack

from . import rules

OTHER = "other"
"""A kind of concern in the reporter's own words."""
NONE = "none"
"""None of the urgent dangers."""
NOT_KNOWN = "not_known"
UNKNOWN = "unknown"
SAFETY = ("yes", "no", UNKNOWN)
"""Whether it is safe to write or call somewhere."""

REQUIRED = ("kinds", "area")
"""Without these a concern is not sent: what it is about, and where."""


class Incomplete(Exception):
    """Answers are missing or could not be understood; `names` says which."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Still to be answered: {', '.join(names)}.")
        self.names = names


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The answers of a concern as the case keeps them. A text that was not given is empty."""

    urgent_dangers: list[str]
    age: int | None
    age_is_estimated: bool
    sex: str
    languages: list[str]
    kinds: list[str]
    area: str
    told_by: str
    safe_to_contact: str
    reporter_safe_to_contact: str
    texts: Mapping[str, str]

    def text(self, name: str) -> str:
        """One of the texts, which are sealed wherever they go."""
        return self.texts.get(name, "")


def to_complete(answers: Mapping[str, Any], typed: Mapping[str, Any]) -> list[str]:
    """The names of what must still be answered, or be corrected, before a concern can be sent."""
    return [name for name in REQUIRED if not answers.get(name)] + sorted(typed)


def read(answers: Mapping[str, Any], typed: Mapping[str, Any], *, pack: Pack, on: date) -> Answers:
    """Read the answers of a draft.

    :param on: the day in the country, to reckon an age from a date of birth.
    :raises Incomplete: something that is required is missing, or was not understood.
    """
    if names := to_complete(answers, typed):
        raise Incomplete(names)
    texts = {name: value for name, value in answers.items() if isinstance(value, str)}
    born = texts.get("birth_date", "")
    age = answers.get("age") if answers.get("age_known") != NOT_KNOWN else None
    dangers = {danger.code for danger in pack.urgent_dangers}
    return Answers(
        urgent_dangers=_known(answers.get("urgent_dangers"), dangers),
        age=age if age is not None else rules.age_on(on, born),
        age_is_estimated=born.count("-") < 2,
        sex=_one(answers.get("sex"), pack.sexes),
        languages=_known(answers.get("languages"), {language.code for language in pack.languages}),
        kinds=_known(answers.get("kinds"), {*pack.concern_kinds, OTHER}),
        area=_one(answers.get("area"), {area.code for area in pack.areas}),
        told_by=_one(answers.get("told_by"), pack.sources),
        safe_to_contact=_one(answers.get("safe_to_contact"), SAFETY) or UNKNOWN,
        reporter_safe_to_contact=_one(answers.get("reporter_safe_to_contact"), SAFETY) or UNKNOWN,
        texts=texts,
    )


def _known(given: Any, codes: Any) -> list[str]:
    return [code for code in given or [] if code in codes]


def _one(given: Any, codes: Any) -> str:
    return given if given in codes else ""
