"""Prevention in words: activities, figures, and the map of areas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import ngettext as several

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.events import Text
from opennrm.prevention.counted_models import Phase
from opennrm.prevention.counting import Line
from opennrm.prevention.models import Kind, Measure
from opennrm.prevention.rules import Quarter, Standing
from opennrm.prevention.states import InspectionState, State

TONES: dict[str, str] = {
    State.PLANNED: "info",
    State.HELD: "warn",
    State.REPORTED: "neutral",
    State.FROZEN: "good",
    State.CANCELLED: "neutral",
    InspectionState.DONE: "warn",
    InspectionState.SIGNED_OFF: "good",
}
"""How the states of activities and inspections are shown, by their values."""
STANDINGS: Mapping[Standing, tuple[Text, str]] = {
    Standing.NOT_YET: (gettext_lazy("Not valid yet"), "neutral"),
    Standing.VALID: (gettext_lazy("Valid"), "good"),
    Standing.EXPIRING: (gettext_lazy("Valid, ends soon"), "warn"),
    Standing.EXPIRED: (gettext_lazy("Expired"), "danger"),
    Standing.REVOKED: (gettext_lazy("Revoked"), "danger"),
}
INDICATORS: Mapping[str, Text] = {
    "PV01": gettext_lazy("People reached by awareness activities"),
    "PV02": gettext_lazy("People trained in prevention"),
    "PV03": gettext_lazy("People asked who knew of the risks"),
    "PV04": gettext_lazy("Hotline contacts about suspected trafficking of children"),
    "PV05": gettext_lazy("Inspections"),
    "PV06": gettext_lazy("Schools that teach about trafficking"),
    "PV07": gettext_lazy("Reports of exploitation online that were acted on"),
    "PT15": gettext_lazy("First responders trained on identification"),
    "PR10": gettext_lazy("Justice officials trained"),
}
"""The indicators, in the order in which pages show them."""
UNITS: Mapping[str, Text] = {
    "attendances": gettext_lazy("Attendances"),
    "people": gettext_lazy("People with a name, each once"),
    "trained": gettext_lazy("People trained"),
    "passed": gettext_lazy("People who passed the test"),
    "present": gettext_lazy("Present, as counted in the room"),
    "present_at_talks": gettext_lazy("Present at talks and events"),
    "asked": gettext_lazy("People asked"),
    "knowing": gettext_lazy("People who knew"),
    "contacts": gettext_lazy("Contacts"),
    "referred": gettext_lazy("Contacts that led to a referral"),
    "reports": gettext_lazy("Reports"),
    "inspections": gettext_lazy("Inspections made"),
    "with_check": gettext_lazy("Inspections with a check for trafficking"),
    "schools": gettext_lazy("Schools, since the beginning of the year"),
    "all_schools": gettext_lazy("All schools"),
    **{each.value: each.label for each in Measure if each is not Measure.PRESENT},
}


def quarter(of: Quarter) -> str:
    """A quarter as people read it."""
    return _("Quarter %(number)s of %(year)s") % {"number": of.number, "year": of.year}


def unit(line: Line) -> str:
    """In which unit a figure is."""
    return str(UNITS.get(line.unit, line.unit))


def group(line: Line) -> str:
    """Of whom a figure is; empty if it is of all."""
    if line.by == "survey_phases":
        return str(Phase(line.among).label) if line.among in Phase.values else line.among
    return title_of(line.by, line.among) if line.by else ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a table of figures."""

    label: str
    number: str
    is_estimate: bool
    is_whole: bool


@dataclass(frozen=True, kw_only=True)
class Table:
    """The figures of one indicator, with what has to be said of them."""

    code: str
    title: str
    rows: Sequence[Row]
    note: str


def tables(lines: Iterable[Line]) -> list[Table]:
    """The figures by indicator. An indicator without figures is not there."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.indicator, []).append(line)
    return [
        Table(
            code=code,
            title=str(title),
            rows=[_row(line) for line in found[code]],
            note=_note(code, found[code]),
        )
        for code, title in INDICATORS.items()
        if code in found
    ]


def _row(line: Line) -> Row:
    among = group(line)
    label = f"{unit(line)}: {among}" if among else unit(line)
    return Row(label=label, number=f"{line.number:,}", is_estimate=line.is_estimate, is_whole=not line.by)


def _note(code: str, lines: Sequence[Line]) -> str:
    if code == "PV01":
        return _("Numbers of different channels are never added: nobody knows who heard and saw both.")
    if code in ("PV02", "PT15", "PR10"):
        return _(
            "Somebody who comes to three trainings is three attendances and one person. Trained means: there for at "
            "least %(percent)s%% of the hours."
        ) % {"percent": pack().prevention.trained_percent}
    for whole, part in (("asked", "knowing"), ("contacts", "referred"), ("all_schools", "schools")):
        if share := _share(lines, whole, part):
            return share
    return ""


def _share(lines: Sequence[Line], whole: str, part: str) -> str:
    """The one as a share of the other, for each group that has both; empty where there is none."""
    totals = {(line.unit, line.among): line.number for line in lines if line.by in ("", "survey_phases")}
    said = []
    for (of, among), number in totals.items():
        if of == whole and number and (part, among) in totals:
            percent = round(100 * totals[part, among] / number)
            name = str(Phase(among).label) if among in Phase.values else ""
            said.append(f"{name}: {percent}%" if name else f"{percent}%")
    return _("Share: %(shares)s.") % {"shares": ", ".join(said)} if said else ""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """An area on the map, and its number. `shade` is from 0 to 4."""

    name: str
    short: str
    number: int
    x: int
    y: int
    shade: int


@dataclass(frozen=True, kw_only=True)
class Map:
    """The areas as tiles, as large as `width` and `height` in the units of the drawing."""

    tiles: Sequence[Tile]
    width: int
    height: int
    says: str


SIDE, GAP = 84, 6


def tile_map(numbers: Mapping[str, int]) -> Map:
    """The areas of the country with a number each, drawn where the country pack puts their tiles."""
    most, left = max([*numbers.values(), 1]), min(area.x for area in pack().areas)
    tiles = [
        Tile(
            name=area.name,
            short=_short(area.name),
            number=numbers.get(area.code, 0),
            x=(area.x - left) * (SIDE + GAP),
            y=area.y * (SIDE + GAP),
            # Ceiling of the share in quarters: whoever has any stands out from whoever has none.
            shade=-(-4 * numbers.get(area.code, 0) // most),
        )
        for area in pack().areas
    ]
    total = sum(tile.number for tile in tiles)
    return Map(
        tiles=tiles,
        width=max(tile.x for tile in tiles) + SIDE,
        height=max(tile.y for tile in tiles) + SIDE,
        says=several(
            "A map with %(number)s activity by area. The table below has the same numbers.",
            "A map with %(number)s activities by area. The table below has the same numbers.",
            total,
        )
        % {"number": total},
    )


def _short(name: str) -> str:
    """A name that fits a tile."""
    words = ["St" if word == "Saint" else word for word in name.split()]
    return " ".join(words)[:12]


def kind_words(kind: str) -> dict[str, str]:
    """What pages call an activity of this kind."""
    return {
        Kind.TRAINING: {"plan": _("Plan a training"), "change": _("Change the training")},
        Kind.CAMPAIGN: {"plan": _("Plan a campaign"), "change": _("Change the campaign")},
        Kind.OUTREACH: {"plan": _("Plan a talk"), "change": _("Change the talk")},
    }[Kind(kind)]
