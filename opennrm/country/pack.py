"""Reads the pack of one country from its folder."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from opennrm.country import (
    agencies,
    calendar,
    clocks,
    closing,
    codes,
    consents,
    custody,
    erasing,
    forms,
    handovers,
    identification,
    interviewing,
    interviews,
    joint_work,
    laws,
    linkage,
    profile,
    roles,
    scheduling,
    sharing,
    sheets,
    spaces,
    tasks,
    texts,
)
from opennrm.country.facts import Pack
from opennrm.country.problems import PackInvalid, Problem
from opennrm.country.toml_table import Table, read_table
from opennrm.country.vocabulary import Vocabulary

__all__ = ["Pack", "load", "pack"]


def pack() -> Pack:
    """Give the pack of the country that this installation serves; it is read once.

    :raises PackInvalid: the pack has faults; the exception names each with its file, line and remedy.
    """
    return _read_once(settings.COUNTRY_PACK)


@lru_cache(maxsize=4)
def _read_once(folder: Path | str) -> Pack:
    gather: Callable[[], Vocabulary] = import_string(settings.VOCABULARY)
    return load(Path(folder), gather())


def load(path: Path, vocabulary: Vocabulary) -> Pack:
    """Read a country pack from its folder.

    :param vocabulary: the words of the product that the pack may use.
    :raises PackInvalid: the pack has faults; the exception names each with its file, line and remedy.
    """
    problems: list[Problem] = []
    if not path.is_dir():
        remedy = "Name the folder of a country pack, the one that contains pack.toml."
        raise PackInvalid([Problem(str(path), 1, "There is no such folder.", remedy)])
    _refuse_unknown_files(path, problems)
    parts = _codes(path / "codes", problems, vocabulary)
    parts |= _roles(path / "roles.toml", problems, vocabulary)
    parts |= _agencies(path / "agencies.toml", problems, parts)
    parts |= _laws(path / "laws.toml", problems)
    parts |= _forms(path / "forms", problems, parts)
    parts["sharing"] = sharing.read(
        path / "sharing.csv",
        problems,
        parts["agency_kinds"],
        parts["lists"]["service_kinds"],
        parts["lists"]["joint_purposes"],
        vocabulary,
    )
    parts |= _consents(path / "consents.toml", problems, parts)
    parts |= _main(path / "pack.toml", problems, parts, vocabulary)
    parts["sheets"] = sheets.read(path / "sheets", problems, parts["languages"])
    parts["checklists"] = interviews.read(path / "interviews.toml", problems)
    parts["linkage"] = linkage.read(_file(path / "linkage.toml", problems), path / "names.csv", problems)
    if problems:
        raise PackInvalid(problems)
    return Pack(**parts)


_FILES = frozenset(
    {
        "agencies.toml",
        "consents.toml",
        "interviews.toml",
        "laws.toml",
        "linkage.toml",
        "names.csv",
        "pack.toml",
        "roles.toml",
        "sharing.csv",
    }
)


def _refuse_unknown_files(path: Path, problems: list[Problem]) -> None:
    for found in sorted([*path.glob("*.toml"), *path.glob("*.csv")]):
        if found.name not in _FILES:
            remedy = f"Rename or remove it. Files in this folder are called {', '.join(sorted(_FILES))}."
            problems.append(Problem(str(found), 1, "OpenNRM does not read a file with this name.", remedy))


def _codes(folder: Path, problems: list[Problem], vocabulary: Vocabulary) -> dict[str, Any]:
    lists = codes.read_all(folder, problems, vocabulary.code_lists)
    return {"lists": lists, "areas": codes.read_areas(folder / "areas.csv", problems)}


def _roles(path: Path, problems: list[Problem], vocabulary: Vocabulary) -> dict[str, Any]:
    table = _file(path, problems)
    parts = {"roles": roles.read(table.tables("roles"), vocabulary.permissions)}
    table.refuse_unknown_keys()
    return parts


def _agencies(path: Path, problems: list[Problem], parts: dict[str, Any]) -> dict[str, Any]:
    table = _file(path, problems)
    kinds = agencies.read_kinds(table.tables("kinds"), parts["roles"])
    areas = [area.code for area in parts["areas"]]
    facts = agencies.read_agencies(table.tables("agencies", optional=True), kinds, areas)
    hotlines = agencies.read_hotlines(table.tables("hotlines"))
    table.refuse_unknown_keys()
    return {"agency_kinds": kinds, "agencies": facts, "hotlines": hotlines}


def _laws(path: Path, problems: list[Problem]) -> dict[str, Any]:
    table = _file(path, problems)
    parts = {"laws": laws.read(table.tables("laws"))}
    table.refuse_unknown_keys()
    return parts


def _consents(path: Path, problems: list[Problem], parts: dict[str, Any]) -> dict[str, Any]:
    lists = parts["lists"]
    kinds = parts["agency_kinds"]
    return {
        "consents": consents.read(
            _file(path, problems), kinds, lists["service_kinds"], lists["joint_purposes"]
        )
    }


def _forms(folder: Path, problems: list[Problem], parts: dict[str, Any]) -> dict[str, Any]:
    instruments = forms.read_instruments(folder, problems, parts["lists"]["exploitation_types"])
    return {"all_instruments": instruments, "forms": forms.headers(instruments)}


def _main(
    path: Path, problems: list[Problem], parts: dict[str, Any], vocabulary: Vocabulary
) -> dict[str, Any]:
    table = _file(path, problems)
    intake = profile.read_intake(table.table("intake"), parts["agency_kinds"])
    handed_over = handovers.read(table.table("handovers"), parts["agency_kinds"], parts["roles"])
    procedure = identification.read(table.table("identification"), _bodies(parts, intake, handed_over))
    found = {
        "code": table.matching("code", "[A-Z]{2}", example="XX"),
        "name": table.text("name"),
        "time_zone": profile.read_time_zone(table),
        "currency": table.matching("currency", "[A-Z]{3}", example="EUR"),
        "area_word": table.text("area_word"),
        "telephone_region": table.matching("telephone_region", "[A-Z]{2}", example="PT"),
        "languages": profile.read_languages(table.tables("languages")),
        "calendar": calendar.read(table.table("calendar")),
        "clocks": clocks.read(table.tables("clocks"), parts["lists"]["pause_reasons"], vocabulary),
        "thresholds": profile.read_thresholds(table.table("thresholds")),
        "session": profile.read_session(table.table("session")),
        "drafts": profile.read_drafts(table.table("drafts")),
        "export": profile.read_export(table.table("export")),
        "recovery": profile.read_recovery(table.table("recovery")),
        "retention": closing.read_retention(table.tables("retention")),
        "closing": closing.read_closing(table.table("closing")),
        "erasing": erasing.read(table.table("erasing"), parts["agency_kinds"], parts["roles"]),
        "intake": intake,
        "identification": procedure,
        "handovers": handed_over,
        "joint_work": joint_work.read(table.table("joint_work")),
        "scheduling": scheduling.read(table.table("scheduling"), [area.code for area in parts["areas"]]),
        "interviews": interviewing.read(table.table("interviews")),
        "spaces": spaces.read(table.table("spaces")),
        "custody": custody.read(table.table("custody")),
        "tasks": tasks.read(table.tables("tasks", optional=True), vocabulary, procedure),
    }
    found |= _texts(table.table("texts"), path.parent)
    table.refuse_unknown_keys()
    return found


def _bodies(
    parts: dict[str, Any], intake: profile.Intake, handed_over: handovers.Handovers
) -> identification.Bodies:
    leads = intake.lead_agency_kind
    shown = sharing.kinds_that_decide(parts["sharing"], from_kind=leads)
    return identification.Bodies(
        kinds=parts["agency_kinds"],
        roles=parts["roles"],
        leads=leads,
        takes_over=handed_over.agency_kinds,
        shown=shown,
    )


def _texts(table: Table, folder: Path) -> dict[str, Any]:
    names = ("code_of_conduct", "help", "consent")
    found = {name: texts.read(table.table(name), folder) for name in names}
    table.refuse_unknown_keys()
    return found


def _file(path: Path, problems: list[Problem]) -> Table:
    """Read a file; one that cannot be read is one problem, and not one for each of its keys."""
    return read_table(path, problems) or Table({}, path=(), file=str(path), lines={}, problems=[])
