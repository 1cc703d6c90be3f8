"""The names of months in the languages of a country: Unicode's CLDR has most, and a pack gives the others."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from opennrm.country.profile import Language

FILE = Path(__file__).parent / "month_names.json"
"""Made by scripts/month-names."""


@dataclass(frozen=True, kw_only=True)
class MonthNames:
    """`numbers` says which months a name stands for; `words` are the small ones between day, month and year."""

    numbers: Mapping[str, frozenset[int]]
    words: frozenset[str]

    def months_called(self, typed: str) -> frozenset[int]:
        """The months whose name this is, or else those whose name begins like this; three letters are needed."""
        name = plain(typed)
        if name in self.numbers:
            return self.numbers[name]
        if len(name) < 3:
            return frozenset()
        return frozenset().union(*(found for known, found in self.numbers.items() if known.startswith(name)))

    def also(self, names: Iterable[tuple[str, int]]) -> "MonthNames":
        """These names and others."""
        numbers = dict(self.numbers)
        for name, number in names:
            numbers[plain(name)] = numbers.get(plain(name), frozenset()) | {number}
        return MonthNames(numbers=numbers, words=self.words)


def plain(name: str) -> str:
    """A name as it is compared: small letters, without accents and without the mark of an abbreviation."""
    parts = unicodedata.normalize("NFKD", name.casefold().strip().rstrip(".\u0970"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def names_in(languages: Iterable[Language]) -> MonthNames:
    """The names in these languages, all together."""
    numbers: dict[str, set[int]] = {}
    words: set[str] = set()
    for language in languages:
        known = _known(language)
        words |= {plain(word) for word in known.get("words", [])}
        for named in (known.get("months", []), language.months):
            for number, names in enumerate(named, start=1):
                for name in names:
                    numbers.setdefault(plain(name), set()).add(number)
    return MonthNames(
        numbers=MappingProxyType({name: frozenset(found) for name, found in numbers.items()}),
        words=frozenset(words),
    )


def _known(language: Language) -> dict[str, list]:
    codes = (
        language.html_code,
        language.html_code.partition("-")[0],
        _MACRO.get(language.code),
        language.code,
    )
    return next((_all()[code] for code in codes if code in _all()), {})


_MACRO = {"cmn": "zh"}
"""Languages that CLDR keeps under another code."""


@cache
def _all() -> dict[str, dict[str, list]]:
    return json.loads(FILE.read_text(encoding="utf-8"))
