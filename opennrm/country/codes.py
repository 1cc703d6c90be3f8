"""Code lists: what people choose from, each with the words they see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.csv_rows import read_rows
from opennrm.country.problems import Problem
from opennrm.country.toml_table import suggestion
from opennrm.country.vocabulary import CodeList


@dataclass(frozen=True, kw_only=True)
class Code:
    """One thing that people can choose.

    `advice` says what to do now, where the list has it. One that `needs_words` is chosen with words of one's own.
    """

    code: str
    title: str
    help: str = ""
    advice: str = ""
    needs_words: bool = False
    certainty: Certainty = Certainty.PROPOSAL


@dataclass(frozen=True, kw_only=True)
class Area:
    """A part of the country. `group` is the unit that statistics count it with."""

    code: str
    name: str
    group: str
    certainty: Certainty


def read_all(
    folder: Path, problems: list[Problem], lists: Sequence[CodeList]
) -> Mapping[str, Mapping[str, Code]]:
    """Read every list of codes of a pack, in the order of its file, by the list's name and the code."""
    names = [each.name for each in lists]
    for path in sorted(folder.glob("*")):
        if path.name not in {f"{name}.csv" for name in (*names, "areas")}:
            remedy = suggestion(path.stem, (*names, "areas"))
            problems.append(Problem(str(path), 1, "There is no list with this name.", f"Rename it. {remedy}"))
    return MappingProxyType(
        {each.name: _read_list(folder / f"{each.name}.csv", each, problems) for each in lists}
    )


def read_areas(path: Path, problems: list[Problem]) -> tuple[Area, ...]:
    """Read the areas of the country, in the order of their file."""
    used: set[str] = set()
    areas = []
    for row in read_rows(path, problems, required=("code", "name", "group", "certainty")):
        code = row.matching("code", "[A-Z]{2}-[A-Z0-9]{1,3}", example="XX-01")
        if code in used:
            row.refuse("code", f"“{code}” is used twice.", "Remove one of the two rows.")
        used.add(code)
        name, group = row.text("name"), row.text("group")
        areas.append(Area(code=code, name=name, group=group, certainty=row.certainty()))
    return tuple(areas)


def _read_list(path: Path, wanted: CodeList, problems: list[Problem]) -> Mapping[str, Code]:
    required = ("code", "title", "certainty") + (("advice",) if wanted.with_advice else ())
    used: set[str] = set()
    codes = {}
    optional = ("help", *(("needs_words",) if wanted.with_words else ()))
    for row in read_rows(path, problems, required=required, optional=optional):
        code = Code(
            code=row.unused_code(used),
            title=row.text("title"),
            help=row.text("help", default=""),
            advice=row.text("advice") if wanted.with_advice else "",
            needs_words=row.peek("needs_words") is not None and row.known("needs_words", ("yes",)) == "yes",
            certainty=row.certainty(),
        )
        codes[code.code] = code
    return MappingProxyType(codes)
