"""The country is data: nothing in the product names one."""

import re

import pytest

from tests.country.packs import EVERY_PACK, ROOT, TEMPLATE, loaded

TEXT_FILES = {
    ".css",
    ".html",
    ".ini",
    ".js",
    ".md",
    ".mjs",
    ".po",
    ".py",
    ".scss",
    ".sql",
    ".svg",
    ".toml",
    ".txt",
}
BUILT = {"build", "node_modules", "__pycache__"}

# Names that are also ordinary words of English or of this field.
ORDINARY_WORDS = {"Trafficking in Persons Secretariat", "Ministry of Education"}


def names_of(path):
    """Everything by which a pack's country could be recognised in the product."""
    pack = loaded(path)
    names = {pack.name, path.name}
    names |= {area.name for area in pack.areas} | {area.code for area in pack.areas}
    names |= {agency.code for agency in pack.agencies} | {agency.name for agency in pack.agencies}
    names |= {line.value for line in pack.hotlines if len(line.value) > 3}
    return names - ORDINARY_WORDS


def files_of_the_core():
    return [
        path
        for path in sorted((ROOT / "opennrm").rglob("*"))
        if path.suffix in TEXT_FILES and not BUILT & set(path.parts)
    ]


@pytest.mark.parametrize(
    "path", [path for path in EVERY_PACK if path != TEMPLATE], ids=lambda path: path.name
)
def test_the_core_names_no_country(path):
    pack = loaded(path)
    # Short names in capitals are words in other letters: an agency "NCR" is not the middle of "increase".
    whole_words = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names_of(path))))
    country = re.compile(rf"\b{re.escape(pack.name)}", re.IGNORECASE)
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in files_of_the_core()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if whole_words.search(line) or country.search(line)
    ]
    assert not found, "Move these facts into the country pack:\n" + "\n".join(found)


def test_the_search_would_find_a_name():
    assert {"Jamaica", "Portland", "CISOCA", "1-888-776-8328"} <= names_of(ROOT / "country_packs" / "jamaica")
    assert len(files_of_the_core()) > 20
