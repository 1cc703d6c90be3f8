"""What the answers of a draft mean. Only codes of the country pack get past this door unsealed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from opennrm.country.pack import Pack
from opennrm.foundation.partial_dates import PartialDate
from opennrm.foundation.refusals import Refusal
from opennrm.people import rules, telephones
from opennrm.people.actions import Child
from opennrm.people.known import Known
from opennrm.people.rules import SAFETY, UNKNOWN

OTHER = "other"
"""A kind of concern in the reporter's own words."""
NONE = "none"
"""None of the urgent dangers."""
NOT_KNOWN = "not_known"
WHICH_AGE, BY_AGE, BY_BIRTH_DATE = "which_age", "age", "birth_date"
"""Which of the two is right, where the age and the date of birth contradict each other, or `NOT_KNOWN`."""

ALSO, WHO, REACH, FILES = "also", "who", "reach", "files"
"""What else somebody knows or has: who the child is, how to reach the child, pictures or documents."""

YEARS_AROUND = 1
"""By how much an age may differ from a date of birth of which somebody is not sure, before the two contradict."""

TELEPHONES = ("telephone", "telephone_2", "telephone_3", "telephone_4", "telephone_5")
"""The answers that hold telephone numbers of the child or the family."""

TIE = "tie"
"""How a further child belongs together with the first: a `TieKind`, or `NOT_KNOWN`."""
REACHED, AS_FIRST = "reached", "as_first"
"""How a further child can be reached: `AS_FIRST` is in the same way as the first child."""
CONTACT = ("address", *TELEPHONES, "safe_to_contact")
"""The answers that say how a child can be reached."""
OF_CHILD = frozenset(
    {
        *(TIE, REACHED, WHICH_AGE, "age_known", "age", "sex", "languages", "given_names", "family_name"),
        *("other_names", "birth_date", "citizenships", "document_number"),
        *("school", "guardian", *CONTACT),
    }
)
"""The answers that are about one child. Children who are reported together share all others."""
OF_FURTHER_CHILD = OF_CHILD | {"urgent_dangers"}
"""What a further child may have answers of their own to. The dangers are those of the first child unless they were
answered for this one."""

REQUIRED = ("kinds", "area")
"""Without these a concern is not sent: what it is about, and where."""


class Incomplete(Refusal):
    """Answers are missing or could not be understood; `names` says which."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Still to be answered: {', '.join(names)}.")
        self.names = names


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The answers of a concern as the case keeps them. A text that was not given is empty."""

    urgent_dangers: list[str]
    age: int | None
    child: Child
    kinds: list[str]
    area: str
    told_by: str
    reporter_safe_to_contact: str
    texts: Mapping[str, str]

    def text(self, name: str) -> str:
        """One of the texts, which are sealed wherever they go."""
        return self.texts.get(name, "")


def of_further_child(first: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The answers about a further child: those of the first that they share, and the child's own."""
    shared = {name: value for name, value in first.items() if name not in OF_CHILD}
    if own.get(REACHED) == AS_FIRST:
        shared |= {name: first[name] for name in CONTACT if name in first}
        own = {name: value for name, value in own.items() if name not in CONTACT}
    return shared | {name: value for name, value in own.items() if name in OF_FURTHER_CHILD}


def to_complete(
    answers: Mapping[str, Any], typed: Mapping[str, Any], *, on: date, required: Collection[str] = REQUIRED
) -> list[str]:
    """The names of what must still be answered, or be corrected, before a concern can be sent.

    :param on: the day in the country, which no date of birth may lie after.
    """
    missing = [name for name in required if not answers.get(name)]
    born = birth_date(answers)
    if born and not rules.is_possible_birth(born, on=on):
        missing.append("birth_date")
    elif two_ages(answers, on=on) and not answers.get(WHICH_AGE):
        missing.append(WHICH_AGE)
    return missing + sorted(set(typed) - set(missing))


def two_ages(answers: Mapping[str, Any], *, on: date) -> tuple[int, int] | None:
    """The age that was given, and that by the date of birth, where they contradict each other; else nothing."""
    given, born = _given_age(answers), birth_date(answers)
    if given is None or born is None or not rules.is_possible_birth(born, on=on):
        return None
    if (ages := rules.ages_on(on, born)) is None:
        return None
    youngest, oldest = ages
    slack = YEARS_AROUND if born.about else 0
    return (
        None
        if youngest - slack <= given <= oldest + slack
        else (given, youngest if given < youngest else oldest)
    )


def birth_date(answers: Mapping[str, Any]) -> PartialDate | None:
    """The date of birth, as far as it was given and understood."""
    written = answers.get("birth_date")
    return PartialDate.fromisoformat(written) if written and isinstance(written, str) else None


def _given_age(answers: Mapping[str, Any]) -> int | None:
    given = answers.get("age")
    return given if answers.get("age_known") != NOT_KNOWN and isinstance(given, int) else None


def _age(answers: Mapping[str, Any], *, on: date) -> int | None:
    """The age that counts; where nobody knows which of two is right the younger, as for a child."""
    given, born = _given_age(answers), birth_date(answers)
    by_date = rules.age_on(on, born) if born else None
    if given is None or by_date is None:
        return by_date if given is None else given
    if two_ages(answers, on=on) is None or answers.get(WHICH_AGE) == BY_AGE:
        return given
    return by_date if answers.get(WHICH_AGE) == BY_BIRTH_DATE else min(given, by_date)


def read(
    answers: Mapping[str, Any],
    typed: Mapping[str, Any],
    *,
    pack: Pack,
    on: date,
    required: Collection[str] = REQUIRED,
) -> Answers:
    """Read the answers of a draft.

    :param on: the day in the country, to reckon an age from a date of birth.
    :param required: the names of what has to be answered; an old list may lack all of it.
    :raises Incomplete: something that is required is missing, or was not understood.
    """
    if names := to_complete(answers, typed, on=on, required=required):
        raise Incomplete(names)
    texts = {name: value for name, value in answers.items() if isinstance(value, str)}
    born = birth_date(answers)
    contradict = two_ages(answers, on=on) is not None and answers.get(WHICH_AGE) != BY_BIRTH_DATE
    dangers = set(pack.codes("urgent_dangers"))
    return Answers(
        urgent_dangers=_known(answers.get("urgent_dangers"), dangers),
        age=_age(answers, on=on),
        child=_child(
            answers, texts, pack=pack, age_is_estimated=born is None or not born.is_exact or contradict
        ),
        kinds=_known(answers.get("kinds"), {*pack.codes("concern_kinds"), OTHER}),
        area=_one(answers.get("area"), {area.code for area in pack.areas}),
        told_by=_one(answers.get("told_by"), pack.codes("sources")),
        reporter_safe_to_contact=_one(answers.get("reporter_safe_to_contact"), SAFETY) or UNKNOWN,
        texts=texts,
    )


def known_so_far(answers: Mapping[str, Any], *, pack: Pack, on: date) -> Known:
    """What these answers say of the child, as it is compared with other children, however much is still missing."""
    texts = {name: value for name, value in answers.items() if isinstance(value, str)}
    child = _child(answers, texts, pack=pack, age_is_estimated=True)
    return Known(
        texts=texts,
        telephones=tuple(child.telephones),
        sex=child.sex,
        area=_one(answers.get("area"), {area.code for area in pack.areas}),
        age=_age(answers, on=on),
        on=on,
    )


def _child(
    answers: Mapping[str, Any], texts: Mapping[str, str], *, pack: Pack, age_is_estimated: bool
) -> Child:
    return Child(
        age_is_estimated=age_is_estimated,
        sex=_one(answers.get("sex"), pack.codes("sexes")),
        languages=_known(answers.get("languages"), {language.code for language in pack.languages}),
        citizenships=_known(answers.get("citizenships"), pack.listed("citizenships")),
        safe_to_contact=_one(answers.get("safe_to_contact"), SAFETY) or UNKNOWN,
        telephones=[
            piece
            for name in TELEPHONES
            for piece in telephones.pieces(texts.get(name, ""), pack.telephone_region)
        ],
        texts=texts,
    )


def _known(given: Any, codes: Any) -> list[str]:
    return [code for code in given or [] if code in codes]


def _one(given: Any, codes: Any) -> str:
    return given if given in codes else ""
