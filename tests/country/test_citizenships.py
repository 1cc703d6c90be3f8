"""Citizenships: the codes of the standard, the same in every country, with that of the own country first."""

import json

from django.conf import settings
from django.utils import translation

from opennrm.country.citizenships import FILE, NOT_KNOWN, STATELESS, go_together, listed
from tests.country.packs import JAMAICA, MARESIA, loaded


def test_the_own_country_comes_first_and_then_what_is_the_whole_answer():
    codes = list(loaded(JAMAICA).listed("citizenships"))
    assert codes[:4] == ["JAM", STATELESS, NOT_KNOWN, "AFG"]
    assert list(loaded(MARESIA).listed("citizenships"))[:2] == [STATELESS, NOT_KNOWN]


def test_every_country_of_the_standard_has_a_name():
    named = listed("XX")
    assert len(named) == 245
    assert {"CIV", "HTI", "PSE", "QAT", "TLS", "XKX", "ZWE"} <= set(named)
    assert not {"ATA", "DDR", "QUU", "XKK", "ZZZ"} & set(named)
    assert named["CIV"].title.startswith("Côte d")


def test_a_language_without_names_reads_those_in_english():
    with translation.override("tlh"):
        assert listed("XX")["HTI"].title == "Haiti"


def test_every_language_of_the_pages_has_names_of_its_own():
    """Add a language to LANGUAGES in scripts/citizenships, and run it."""
    named = json.loads(FILE.read_text(encoding="utf-8"))["names"]
    assert {code.partition("-")[0] for code, _name in settings.LANGUAGES} <= set(named)
    assert {frozenset(names) for names in named.values()} == {frozenset(named["en"])}
    for language, haiti in (("es", "Haití"), ("fr-ht", "Haïti"), ("nl", "Haïti"), ("en-gb", "Haiti")):
        with translation.override(language):
            assert listed("XX")["HTI"].title == haiti


def test_nobody_is_stateless_and_a_citizen():
    assert go_together(["HTI", "CUB"])
    assert go_together([STATELESS])
    assert not go_together([STATELESS, "HTI"])
