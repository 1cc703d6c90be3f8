"""The command `opennrm state-diagrams`."""

from pathlib import Path
from typing import Any

import click

from opennrm.cli.state_tables import StateTable, of_interviews

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
    drawn = {f"{table.name}.md": _document(table) for table in _tables()}
    packs = [folder for folder in sorted(PACKS.iterdir()) if (folder / "pack.toml").exists()]
    return drawn | {f"identification-{folder.name}.md": _procedure(folder) for folder in packs}


def _let_words_be_read() -> None:
    # The words of the states are translatable, and nothing here needs the rest of the settings.
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def _tables() -> list[StateTable]:
    from opennrm.cases import states as cases
    from opennrm.referrals import states as referrals

    return [
        _closing(),
        _retention(),
        _imported_list(),
        _estimate_run(),
        _decision_request(),
        _handover(),
        StateTable(
            name="receipt",
            title="A concern, as its reporter sees it",
            about="What the person who reported a concern is told. It goes forward until the case is closed, "
            "and says nothing about the child.",
            states=cases.ReceiptStatus,
            initial=cases.ReceiptStatus.RECEIVED,
            transitions=cases.TRANSITIONS,
            turns=cases.TURNS,
        ),
        _reporter_question(),
        StateTable(
            name="referral",
            title="A referral to a service",
            about="Each referral ends in exactly one of the final states.",
            states=referrals.State,
            initial=referrals.State.SENT,
            transitions=referrals.TRANSITIONS,
            turns=referrals.TURNS,
        ),
        _joint_work(),
        *of_interviews(),
        _task(),
        _conference(),
        *_linkage(),
    ]


def _linkage() -> list[StateTable]:
    from opennrm.linkage import states as linkage

    return [
        StateTable(
            name="linkage-pair",
            title="Two records at the linkage desk",
            about="Two records of different agencies were found to be alike. The desk decides, and asks the lead "
            "of one of the two cases.",
            states=linkage.PairState,
            initial=linkage.PairState.WAITING,
            transitions=linkage.PAIR_STEPS,
            turns=linkage.PAIR_TURNS,
        ),
        StateTable(
            name="linkage-question",
            title="A question from the linkage desk",
            about="The linkage desk asks the lead of a case whether another agency may know that both have the same "
            "child.",
            states=linkage.RequestState,
            initial=linkage.RequestState.ASKED,
            transitions=linkage.REQUEST_STEPS,
            turns=linkage.REQUEST_TURNS,
        ),
        StateTable(
            name="linkage-outside",
            title="A row of another office's list",
            about="By encodings without names, a child of the mechanism was found on the list of an office that does "
            "not use it. The desk asks the lead of the case before that office hears of it.",
            states=linkage.OutsideState,
            initial=linkage.OutsideState.WAITING,
            transitions=linkage.OUTSIDE_STEPS,
            turns=linkage.OUTSIDE_TURNS,
        ),
    ]


def _decision_request() -> StateTable:
    from opennrm.screening import states as screening

    return StateTable(
        name="decision-request",
        title="A request for a decision",
        about="The agency that leads a case asks another one for the next decision on the identification.",
        states=screening.RequestState,
        initial=screening.RequestState.WAITING,
        transitions=screening.TRANSITIONS,
        turns=screening.TURNS,
    )


def _retention() -> StateTable:
    from opennrm.retention import states as retention

    return StateTable(
        name="erasing",
        title="The erasing of a case",
        about="A supervisor asks to erase a case. Another person, in another role, decides. It is erased later.",
        states=retention.State,
        initial=retention.State.ASKED,
        transitions=retention.TRANSITIONS,
        turns=retention.TURNS,
    )


def _closing() -> StateTable:
    from opennrm.closing import states as closing

    return StateTable(
        name="closing",
        title="The closing of a case",
        about="Whoever leads a case asks to close it. Another person, who supervises it, decides.",
        states=closing.State,
        initial=closing.State.ASKED,
        transitions=closing.TRANSITIONS,
        turns=closing.TURNS,
    )


def _imported_list() -> StateTable:
    from opennrm.imports import states as imports

    return StateTable(
        name="imported-list",
        title="An old list",
        about="What happens to a list that an agency kept before, on its way to cases that wait to be released.",
        states=imports.State,
        initial=imports.State.COLUMNS,
        transitions=imports.TRANSITIONS,
        turns=imports.TURNS,
    )


def _estimate_run() -> StateTable:
    from opennrm.statistics import states as statistics

    return StateTable(
        name="estimate-run",
        title="An estimate run",
        about="What happens to an estimate of how many people nobody has found. The worker does the work.",
        states=statistics.State,
        initial=statistics.State.QUEUED,
        transitions=statistics.TRANSITIONS,
        turns=statistics.TURNS,
    )


def _handover() -> StateTable:
    from opennrm.handovers import states as handovers

    return StateTable(
        name="handover",
        title="A handover of a case",
        about="The agency that leads a case asks another one to lead it from now on.",
        states=handovers.State,
        initial=handovers.State.ASKED,
        transitions=handovers.TRANSITIONS,
        turns=handovers.TURNS,
    )


def _reporter_question() -> StateTable:
    from opennrm.concerns import states as concerns

    return StateTable(
        name="reporter-question",
        title="A question to the person who reported a concern",
        about="Whoever leads the case asks it. The person who reported the concern answers it, and never sees "
        "the case.",
        states=concerns.QuestionState,
        initial=concerns.QuestionState.OPEN,
        transitions=concerns.TRANSITIONS,
        turns=concerns.TURNS,
    )


def _joint_work() -> StateTable:
    from opennrm.joint_work import states as joint_work

    return StateTable(
        name="joint-work",
        title="An agency that takes part in a case",
        about="The agency that leads a case asks another one to take part, for a purpose and until a last day.",
        states=joint_work.State,
        initial=joint_work.State.ASKED,
        transitions=joint_work.TRANSITIONS,
        turns=joint_work.TURNS,
    )


def _task() -> StateTable:
    from opennrm.tasks import states as tasks

    return StateTable(
        name="task",
        title="A task of a case",
        about="Whoever ended a task can open it again within some minutes, to correct a slip.",
        states=tasks.State,
        initial=tasks.State.OPEN,
        transitions=tasks.TRANSITIONS,
        turns=tasks.TURNS,
    )


def _conference() -> StateTable:
    from opennrm.conferences import states as conferences

    return StateTable(
        name="conference",
        title="A case conference",
        about="A conference that was moved is still planned. One that was cancelled stays cancelled.",
        states=conferences.State,
        initial=conferences.State.PLANNED,
        transitions=conferences.TRANSITIONS,
        turns=conferences.TURNS,
    )


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
