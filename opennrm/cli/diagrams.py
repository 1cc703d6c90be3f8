"""The command `opennrm state-diagrams`."""

from pathlib import Path
from typing import Any

import click

from .state_tables import StateTable, tables

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "states"
PACKS = ROOT / "country_packs"


@click.command("state-diagrams")
@click.option("--check", is_flag=True, help="Write nothing. Exit with status 1 if a document is out of date.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), default=FOLDER, show_default="docs/states",
    help="The folder of the documents.",
)  # fmt: skip
def command(check: bool, folder: Path) -> None:
    """Write the state diagrams of docs/states from the tables in the code and in the country packs.

    Each states.py has one table of the steps that are possible, and whose turn it is. How a child is identified is
    a table of each country pack. The documents are made from these tables, so nobody has to keep drawings up to date.
    Needs no database.

    \b
    opennrm state-diagrams            write them
    opennrm state-diagrams --check    only say which are out of date
    """
    stale = stale_documents(folder)
    for name, document in stale.items():
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(document, encoding="utf-8")
        click.echo(f"{folder / name}: {'out of date' if check else 'written'}")
    if not stale:
        click.echo("The state diagrams are up to date.")
    elif check:
        click.echo("Run `opennrm state-diagrams`, and commit what it writes.", err=True)
        raise SystemExit(1)


def stale_documents(folder: Path = FOLDER) -> dict[str, str]:
    """The documents that differ from the code, by file name, as they should be."""
    wanted = documents()
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return {name: document for name, document in wanted.items() if kept.get(name) != document}


def documents() -> dict[str, str]:
    """Every document by its file name."""
    _let_words_be_read()
    drawn = {f"{table.name}.md": _document(table) for table in tables()}
    packs = [folder for folder in sorted(PACKS.iterdir()) if (folder / "pack.toml").exists()]
    return drawn | {f"identification-{folder.name}.md": _procedure(folder) for folder in packs}


def _let_words_be_read() -> None:
    # The words of the states are translatable, and nothing here needs the rest of the settings.
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def _document(table: StateTable) -> str:
    from opennrm.foundation.state_table import as_mermaid

    heading = "| State | In words | Whose turn it is |" if table.turns else "| State | In words |"
    rows = [heading, "| --- " * (heading.count("|") - 1) + "|"]
    for state in table.states:
        cells = [f"`{state.value}`", str(state.label)]
        if table.turns:
            cells.append(str(table.turns[state].label))
        rows.append(f"| {' | '.join(cells)} |")
    diagram = as_mermaid(table.transitions, initial=table.initial)
    return _page(table.title, "the table in the code", table.about, diagram, rows)


def _procedure(folder: Path) -> str:
    """How a child is identified by the pack in a folder: the states, and who takes which decision."""
    from opennrm.contexts import vocabulary
    from opennrm.country.pack import load
    from opennrm.foundation.state_table import as_mermaid

    pack = load(folder, vocabulary())
    procedure = pack.identification
    rows = ["| State | In words | Counts as | What is to be decided |", "| --- | --- | --- | --- |"]
    rows += [
        f"| `{state.code}` | {state.title} | `{state.counts_as}` | {state.next_step or 'Nothing: it is an end'} |"
        for state in procedure.states.values()
    ]
    rows += ["", "| From | To | Who decides | Needs |", "| --- | --- | --- | --- |"]
    for step in procedure.steps:
        who = "; ".join(_who_decides(pack, decider) for decider in step.deciders)
        needs = ", ".join(sorted(step.needs)) or "nothing"
        rows.append(f"| {', '.join(f'`{code}`' for code in step.before)} | `{step.to}` | {who} | {needs} |")
    return _page(
        f"The identification of a child: {pack.name}",
        f"country_packs/{folder.name}/pack.toml",
        "The steps in deciding whether a child is a victim of trafficking, and who takes which decision.",
        as_mermaid(procedure.transitions, initial=procedure.start),
        rows,
    )


def _who_decides(pack: Any, decider: Any) -> str:
    roles = " or ".join(pack.roles[role].title.lower() for role in decider.roles)
    part = "leads the case" if decider.part == "lead" else "was asked"
    return f"{pack.agency_kinds[decider.agency_kind].title}, if it {part}: {roles}"


def _page(title: str, origin: str, about: str, diagram: str, rows: list[str]) -> str:
    return "\n".join([
        f"# {title}", "",
        f"<!-- Written by `opennrm state-diagrams` from {origin}. -->", "",
        about, "",
        "```mermaid", diagram, "```", "",
        *rows, "",
    ])  # fmt: skip
