"""The command `opennrm check-pack`."""

from pathlib import Path

import click

from opennrm.contexts import vocabulary
from opennrm.country.certainty import Certainty, count_marks
from opennrm.country.never import rules_without_effect
from opennrm.country.pack import Pack, load
from opennrm.country.problems import PackInvalid
from opennrm.screening import examples


@click.command("check-pack")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(paths: tuple[Path, ...]) -> None:
    """Check country packs, and show what they contain.

    PATH is the folder of a pack, the one that contains pack.toml. Prints one line for each fault: the file, the line
    number, what is wrong and what to do. If there are any faults, the exit status is 1. If there are none, prints a
    summary of the pack, with the number of facts to verify before you go live. Also runs every example in examples/.
    An example that gives a different result is a fault. Rules that can never apply are shown as warnings. Needs no
    database and no settings, and changes nothing.

    \b
    opennrm check-pack country_packs/template
    opennrm check-pack country_packs/*
    """
    faults = 0
    for path in paths:
        faults += _check(path)
    if faults:
        click.echo(f"{faults} {'fault' if faults == 1 else 'faults'} found.", err=True)
        raise SystemExit(1)


def _check(path: Path) -> int:
    """Check one pack; returns how many faults it has."""
    try:
        pack = load(path, vocabulary())
        checked = examples.check(path, pack)
        if checked.problems:
            raise PackInvalid(checked.problems)
    except PackInvalid as invalid:
        for problem in invalid.problems:
            click.echo(str(problem))
        return len(invalid.problems)
    click.echo(_summary(path, pack, checked.examples))
    for warning in rules_without_effect(path, pack):
        click.echo(str(warning))
    return 0


def _summary(path: Path, pack: Pack, examples_run: int) -> str:
    counts = {
        "areas": pack.areas,
        "languages": pack.languages,
        "holidays": pack.calendar.holiday_rules,
        "deadlines": pack.clocks,
        "roles": pack.roles,
        "kinds of agency": pack.agency_kinds,
        "agencies": pack.agencies,
        "hotlines": pack.hotlines,
        "laws": pack.laws,
        "kinds of service": pack.codes("service_kinds"),
        "sharing rules": pack.sharing,
        "forms of names": pack.linkage.variants,
    }
    lines = [f"{path}: no faults. {pack.name} ({pack.code})"]
    lines += [f"  {name}: {len(things)}" for name, things in counts.items()]
    lines.append(f"  examples that give the expected result: {examples_run}")
    lines += [f"  screening: {found.title}, version {found.version}" for found in pack.instruments.values()]
    marks = count_marks(pack)
    lines.append("  Facts by certainty (verify or decide all except the sourced ones before you go live):")
    lines += [f"  {certainty}: {marks[certainty]}" for certainty in Certainty]
    return "\n".join(lines)
