"""What the log says about releases of one unit: statements, regions that are hidden, and those that are protected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .statements import Region, Statement, as_data, from_data, region_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .reading import Elsewhere

RELEASE, ELSEWHERE, REFUSED = "release", "published elsewhere", "refused"


@dataclass(frozen=True)
class Release:
    """Figures that are known to everybody, and cells of them that are not to be known."""

    title: str
    unit: str
    statements: tuple[Statement, ...]
    hidden: tuple[Region, ...] = ()
    protected: tuple[tuple[Region, int], ...] = ()

    def entry(self, day: str) -> dict[str, Any]:
        """The release as an entry of the log."""
        return {
            "kind": RELEASE,
            "title": self.title,
            "unit": self.unit,
            "day": day,
            "statements": [as_data(of) for of in self.statements],
            "hidden": [_said(of) for of in self.hidden],
            "protected": [[_said(of), width] for of, width in self.protected],
        }


def entry_elsewhere(of: Elsewhere, day: str) -> dict[str, Any]:
    """Figures of others as an entry of the log."""
    return {
        "kind": ELSEWHERE,
        "title": of.title,
        "unit": of.unit,
        "source": of.source,
        "day": day,
        "statements": [as_data(said) for said in of.statements],
    }


def releases_of(entries: Iterable[Mapping[str, Any]], unit: str) -> list[Release]:
    """The releases of this unit in the log, those of others among them. What was refused is none."""
    return [
        Release(
            entry["title"],
            entry["unit"],
            tuple(from_data(of) for of in entry["statements"]),
            tuple(_region(of) for of in entry.get("hidden", ())),
            tuple((_region(of), width) for of, width in entry.get("protected", ())),
        )
        for entry in entries
        if entry["kind"] in (RELEASE, ELSEWHERE) and entry["unit"] == unit
    ]


def _said(where: Region) -> dict[str, list[str]]:
    return {name: sorted(of) for name, of in where}


def _region(data: Mapping[str, list[str]]) -> Region:
    return region_of({name: frozenset(of) for name, of in data.items()})
