"""The forms of a pack: which there are, and the screening instruments among them in all their versions."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from opennrm.country import instrument
from opennrm.country.instrument import Instrument
from opennrm.country.problems import Problem
from opennrm.country.toml_table import read_table, suggestion

SCREENING = "screening"
_KINDS = (SCREENING,)


@dataclass(frozen=True, kw_only=True)
class Form:
    """One version of one form."""

    kind: str
    code: str
    version: int
    title: str


def read_instruments(
    folder: Path, problems: list[Problem], exploitation_types: Collection[str]
) -> Mapping[tuple[str, int], Instrument]:
    """Read every screening instrument among the forms of a pack, by code and version.

    :param exploitation_types: the forms of exploitation to which answers may point.
    """
    instruments: dict[tuple[str, int], Instrument] = {}
    for path in _files(folder, problems):
        found = instrument.read(path, problems, exploitation_types)
        if found is None:
            continue
        key = (found.code, found.version)
        if key in instruments:
            message = f"Version {found.version} of “{found.code}” is in another file too."
            remedy = "Give a changed instrument a higher version, and keep the old file."
            problems.append(Problem(str(path), 1, message, remedy))
        instruments[key] = found
    return MappingProxyType(dict(sorted(instruments.items())))


def newest(instruments: Mapping[tuple[str, int], Instrument]) -> Mapping[str, Instrument]:
    """Give the newest version of each instrument by its code."""
    # They are in order of their versions, so that the last one of a code stays.
    return MappingProxyType({found.code: found for found in instruments.values()})


def headers(instruments: Mapping[tuple[str, int], Instrument]) -> tuple[Form, ...]:
    """List every version of every form."""
    return tuple(
        Form(kind=SCREENING, code=found.code, version=found.version, title=found.title)
        for found in instruments.values()
    )


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    """Give the files of the folder that hold an instrument; every other file is a problem."""
    files = []
    before = len(problems)
    for path in sorted(folder.glob("*")):
        table = read_table(path, problems)
        if table is None:
            continue
        kind = table.peek("kind")
        if kind in _KINDS:
            files.append(path)
        else:
            message = f"“{kind}” is not a kind of form." if kind else "The form does not say what kind it is."
            table.refuse("kind", message, suggestion(str(kind or ""), _KINDS))
    if not files and len(problems) == before:
        remedy = 'Add a form with kind = "screening"; the template pack has a small one.'
        problems.append(Problem(str(folder), 1, "The pack has no screening instrument.", remedy))
    return files
