"""The packs that the tests read, and copies of the small one in which a test changes something."""

import shutil
from functools import cache
from pathlib import Path

from opennrm.contexts import vocabulary
from opennrm.country.facts import Pack
from opennrm.country.pack import load
from opennrm.country.problems import PackInvalid, Problem

ROOT = Path(__file__).parents[2]
JAMAICA = ROOT / "country_packs" / "jamaica"
TEMPLATE = ROOT / "country_packs" / "template"
MARESIA = ROOT / "tests" / "packs" / "maresia"
EVERY_PACK = [*sorted((ROOT / "country_packs").iterdir()), MARESIA]


@cache
def loaded(path: Path) -> Pack:
    """Read a pack once for all tests; nothing in it can be changed."""
    return load(path, vocabulary())


def copy_of_maresia(folder: Path) -> Path:
    """Copy the small pack to where a test may change it."""
    return Path(shutil.copytree(MARESIA, folder / "maresia"))


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """Copy the small pack and write `new` in place of the only `old` in one of its files."""
    pack = copy_of_maresia(folder)
    text = (pack / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (pack / file).write_text(text.replace(old, new), encoding="utf-8")
    return pack


def problems_of(pack: Path) -> list[Problem]:
    """Read a pack and give every fault that it is refused for."""
    try:
        load(pack, vocabulary())
    except PackInvalid as invalid:
        return invalid.problems
    return []
