"""Whose citizen somebody is: the three letters of ISO 3166-1, the same in every country, with their names from CLDR."""

import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language, gettext

from opennrm.country.codes import Code
from opennrm.country.months import plain

FILE = Path(__file__).parent / "citizenships.json"
"""Made by scripts/citizenships."""

STATELESS = "XXA"
"""As passports write it (ICAO Doc 9303)."""
NOT_KNOWN = "unknown"
"""Somebody asked, and nobody knows."""
ALONE = frozenset({STATELESS, NOT_KNOWN})
"""Each of these is the whole answer."""


def listed(own: str) -> Mapping[str, Code]:
    """Every code with its name in the language of whoever reads it: first that of the own country, then by name.

    :param own: the code of the own country, in two letters.
    """
    return _listed(own, get_language() or "")


def go_together(chosen: Collection[str]) -> bool:
    """Whether somebody can be all of this at once."""
    return len(set(chosen)) < 2 or not ALONE & set(chosen)


@cache
def _listed(own: str, language: str) -> Mapping[str, Code]:
    by_language = _all()["names"]
    names = by_language.get(language.partition("-")[0], by_language["en"])
    two_letters = _all()["codes"]
    by_name = sorted(names, key=lambda code: plain(names[code]))
    first = [code for code in by_name if two_letters[code] == own]
    titles = {STATELESS: gettext("Stateless"), NOT_KNOWN: gettext("Not known"), **names}
    order = dict.fromkeys((*first, STATELESS, NOT_KNOWN, *by_name))
    return MappingProxyType({code: Code(code=code, title=titles[code]) for code in order})


@cache
def _all() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))
