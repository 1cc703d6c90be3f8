"""`opennrm import`: an agency's old list becomes cases that wait to be released."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from .encoding_problems import FILE
from .progress import progress_of
from .setup import acting_as, in_sentences, start_django

if TYPE_CHECKING:
    from opennrm.foundation.actor import Actor
    from opennrm.imports.columns import Columns

MOST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody said of the columns on the command line."""

    columns: tuple[str, ...]
    like: str
    dates: str
    keep_as: str


@click.command("import")
@click.argument("path", metavar="LIST", type=FILE)
@click.option(
    "--as",
    "email",
    metavar="ADDRESS",
    required=True,
    help="The email address of the person you are acting for.",
)
@click.option("--title", help="What the list is called. By default the name of the file.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=FIELD",
    help="What a column holds, if the guess is wrong. Without a FIELD the column is not imported.",
)
@click.option("--like", default="", help="The name under which columns of an earlier list were kept.")
@click.option(
    "--dates",
    default="",
    type=click.Choice(["", "day-first", "month-first"]),
    help="How dates such as 03/04/2011 are written.",
)
@click.option("--keep-as", default="", help="Keep what the columns hold under this name for the next list.")
@click.option(
    "--left-out", type=FILE, help="A new CSV file for the rows that are not imported, with reasons."
)
@click.option(
    "--take-alike", is_flag=True, help="Import rows too that look like a child who is already recorded."
)
@click.option("--dry-run", is_flag=True, help="Check every row and say what would happen. Nothing is kept.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@in_sentences
def command(
    path: Path,
    email: str,
    title: str | None,
    columns: tuple[str, ...],
    like: str,
    dates: str,
    keep_as: str,
    left_out: Path | None,
    take_alike: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import a LIST of children that an agency kept until now.

    LIST is a CSV file or an Excel workbook (.xlsx) with headings. Each row becomes a case of the agency of the person
    whom you name with --as, whose role has to import lists. The cases have no time limits and nobody gets notices
    about them until a supervisor releases them on the page of the list, where the import can also be undone.

    \b
    opennrm import ledger.xlsx --as supervisor@example.org --dry-run
    opennrm import ledger.xlsx --as supervisor@example.org --column "Mother=notes" --left-out left-out.csv
    """
    start_django("opennrm_operator")
    if left_out is not None and left_out.exists():
        raise click.ClickException(f"{left_out} exists already. Nothing is overwritten: name another file.")
    said = Said(columns=columns, like=like, dates=dates, keep_as=keep_as)
    run = _Run(email)
    with _refusals_in_sentences():
        run.add(path, title or path.stem)
        told = run.check(said, left_out)
        if dry_run:
            run.discard()
        else:
            told |= run.take_over(takes_alike=take_alike)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else "\n".join(_as_text(told)))


@contextmanager
def _refusals_in_sentences() -> Iterator[None]:
    from opennrm.foundation.refusals import Refusal

    try:
        yield
    except Refusal as refused:
        raise click.ClickException(str(refused) or "You may not do this.") from refused


class _Run:
    """One list on its way, for a named person, each step in a transaction of its own."""

    def __init__(self, email: str) -> None:
        self._email = email
        self._list_id: UUID

    @contextmanager
    def _entered(self) -> Iterator[Actor]:
        with acting_as(self._email) as actor:
            yield actor

    def add(self, path: Path, title: str) -> None:
        """Read the file, and keep it sealed."""
        from django.utils import timezone

        from opennrm.foundation import lists_of_people
        from opennrm.imports import actions

        try:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES)
        except OSError as error:
            raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from None
        table = lists_of_people.read(content)
        with self._entered() as by:
            self._list_id = actions.add(table, title=title[:100], page="", by=by, at=timezone.now()).pk

    def check(self, said: Said, left_out: Path | None) -> dict[str, object]:
        """Say what the columns hold, check every row, and return what was found. A list that is refused is not kept."""
        from django.utils import timezone

        from opennrm.foundation.refusals import Refusal
        from opennrm.imports import access, actions

        try:
            with self._entered() as by:
                content = access.open_content(by, access.list_to_read(by, self._list_id))
                known = {name: each for _row, name, each in access.known_columns(by)}
                columns = _columns(content.rows, known, said)
                actions.say_columns(
                    self._list_id,
                    columns,
                    keep_as=said.keep_as,
                    by=by,
                    at=timezone.now(),
                    then=actions.by_hand,
                )
        except (Refusal, click.ClickException):
            self.discard()
            raise
        self._work("Checking")
        return self._told(left_out)

    def take_over(self, *, takes_alike: bool) -> dict[str, object]:
        """Let the rows become cases."""
        from django.utils import timezone

        from opennrm.imports import access, actions, standing

        with self._entered() as by:
            actions.start_import(
                self._list_id, takes_alike=takes_alike, by=by, at=timezone.now(), then=actions.by_hand
            )
        self._work("Importing")
        with self._entered() as by:
            row = access.list_to_read(by, self._list_id)
            return {"list": str(row.pk), "imported": standing.counts(by, row.pk).all}

    def discard(self) -> None:
        """Delete the list, of which no case has come."""
        from opennrm.imports import actions

        with self._entered() as by:
            actions.discard(self._list_id, by=by)

    def _told(self, left_out: Path | None) -> dict[str, object]:
        """What was found in the rows; the file of those that are left out is written."""
        from opennrm.imports import access
        from opennrm.imports import left_out as excluded
        from opennrm.linkage.encodings.files import create_private

        with self._entered() as by:
            row = access.list_to_read(by, self._list_id)
            columns = access.columns_of(row)
            if left_out is not None and row.bad_rows + row.alike_rows:
                create_private(left_out, [excluded.as_file(by, row)])
            holds = zip(columns.headings, columns.fields, strict=True) if columns else ()
            return {
                "columns": {heading: str(each) for heading, each in holds},
                "dates": str(columns.order or "") if columns else "",
                "rows": row.rows,
                "can_be_imported": row.rows - row.bad_rows - row.alike_rows,
                "look_like_a_child_who_is_there": row.alike_rows,
                "cannot_be_imported": row.bad_rows,
            }

    def _work(self, what: str) -> None:
        from django.utils import timezone

        from opennrm.imports import access
        from opennrm.imports.working import Work

        with self._entered() as by:
            attempt = access.list_to_read(by, self._list_id).attempt
        with progress_of(what) as tell:
            work = Work(list_id=self._list_id, attempt=attempt, entered=self._entered, now=timezone.now)
            if tell is not None:
                work.tell = tell
            work.carry_out()


def _columns(rows: Sequence[Sequence[str]], known: dict[str, Columns], said: Said) -> Columns:
    """What the columns hold: as it was said, or like that of an earlier list, or guessed."""
    from opennrm.foundation.partial_dates import DateOrder
    from opennrm.imports.columns import Field, guess, like
    from opennrm.people.rules import normal

    if said.like and said.like not in known:
        names = ", ".join(f"“{name}”" for name in known) or "none"
        raise click.ClickException(f"No columns were kept under “{said.like}”. There are: {names}.")
    found = like(known[said.like], rows) if said.like else guess(rows, list(known.values()))
    fields = list(found.fields)
    for each in said.columns:
        heading, _equals, holds = each.rpartition("=") if "=" in each else (each, "", "")
        places = [place for place, text in enumerate(found.headings) if normal(text) == normal(heading)]
        if not places:
            shown = ", ".join(f"“{text}”" for text in found.headings)
            raise click.ClickException(f"No column is called “{heading}”. The headings are {shown}.")
        if holds not in list(Field):
            fields_there = ", ".join(filter(None, Field))
            raise click.ClickException(
                f"“{holds}” is nothing that a column can hold. Say one of {fields_there}."
            )
        fields[places[0]] = Field(holds)
    order = DateOrder(said.dates) if said.dates else found.order
    return replace(found, fields=tuple(fields), order=order)


def _as_text(told: dict[str, object]) -> list[str]:
    columns = told["columns"]
    assert isinstance(columns, dict)
    lines = ["Columns", *(f"  {heading:24} {holds or 'not imported'}" for heading, holds in columns.items())]
    if told["dates"]:
        lines.append(f"Dates such as 03/04/2011 were read {told['dates']}.")
    lines += [
        "",
        f"Rows: {told['rows']:,}",
        f"Can be imported: {told['can_be_imported']:,}",
        f"Look like a child who is already recorded: {told['look_like_a_child_who_is_there']:,}",
        f"Cannot be imported: {told['cannot_be_imported']:,}",
        "",
    ]
    if "imported" in told:
        lines.append(
            f"Cases that wait to be released: {told['imported']:,}. The list is on the page “Old lists”."
        )
    else:
        lines.append("This was a dry run. Nothing was kept.")
    return lines
