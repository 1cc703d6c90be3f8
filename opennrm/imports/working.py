"""How the long work on a list is done: in many short transactions, so that a kill loses nothing and doubles nothing.

Each transaction locks the list first. What was done already is read from the cases themselves and never from a counter.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.state_table import move

from . import access, look_alikes, outcomes, reading
from .columns import Columns
from .models import ImportedList
from .states import TRANSITIONS, State

CHECKED_AT_ONCE = 50
IMPORTED_AT_ONCE = 10
"""Rows of one transaction. While it lasts, others who add children of the agency wait."""
Entered = Callable[[], AbstractContextManager[Actor]]
"""Begins one transaction for the person whose list it is."""
Tell = Callable[[int, int], None]


class Superseded(Exception):
    """The list has been deleted, or the work on it started again: nobody needs what this worker does."""


@dataclass(kw_only=True)
class Work:
    """One attempt at the work on a list. `tell` hears after each step how much is done, of how much."""

    list_id: UUID
    attempt: int
    entered: Entered
    now: Callable[[], datetime]
    tell: Tell = lambda done, whole: None
    _rows: list[outcomes.Numbered] = field(default_factory=list)

    def carry_out(self) -> None:
        """Do what the list waits for, to its end. Ends early, without a word, once nobody waits for it."""
        try:
            with self.entered() as by:
                state = self._locked(by).state
            match state:
                case State.CHECKING:
                    self._check()
                case State.IMPORTING:
                    self._import()
                case State.RELEASING:
                    self._release()
                case State.WITHDRAWING:
                    self._withdraw()
        except Superseded:
            return

    def _locked(self, by: Actor, expected: str = "") -> ImportedList:
        try:
            row = access.list_to_change(by, self.list_id)
        except NotThere:
            raise Superseded from None
        if row.attempt != self.attempt or (expected and row.state != expected):
            raise Superseded
        return row

    def _progress(self, row: ImportedList, done: int, whole: int | None = None) -> None:
        row.work_done, row.heard_at = done, self.now()
        row.work_whole = row.work_whole if whole is None else whole
        # A sign of life changes nothing that anybody would want to look up: it is not worth an event.
        row.save(from_action=True, update_fields=["work_done", "work_whole", "heard_at"])
        self.tell(done, row.work_whole)

    def _finish(self, row: ImportedList, to: State, kind: str, **detail: int) -> None:
        move(row, to, transitions=TRANSITIONS)
        row.save(from_action=True)
        audit.record(kind, subject=row, detail={name: str(value) for name, value in detail.items()})

    # Checking

    def _check(self) -> None:
        bad: dict[str, list[dict]] = {}
        alike: dict[str, list[dict]] = {}
        finder = look_alikes.Finder(self.now().astimezone(pack().zone).date())
        rows = self._read(State.CHECKING)
        for start in range(0, len(rows), CHECKED_AT_ONCE):
            with self.entered() as by:
                row = self._locked(by, State.CHECKING)
                found: list[look_alikes.Alike] = []
                for each in rows[start : start + CHECKED_AT_ONCE]:
                    if each.read.problems:
                        bad[str(each.number)] = [vars(problem) for problem in each.read.problems]
                    elif known := finder.alike(by, each.number, each.read.answers):
                        alike[str(each.number)] = [_as_data(one) for one in known]
                        found += known
                look_alikes.record_search(row, found)
                self._progress(row, min(start + CHECKED_AT_ONCE, len(rows)))
        with self.entered() as by:
            row = self._locked(by, State.CHECKING)
            seal = access.seal_of_row(row)
            seal.close_field(row, "findings", json.dumps({"bad": bad, "alike": alike}, ensure_ascii=False))
            row.bad_rows, row.alike_rows = len(bad), len(alike)
            self._finish(row, State.CHECKED, "import.checked", bad=len(bad), alike=len(alike))

    def _read(self, expected: State) -> list[outcomes.Numbered]:
        with self.entered() as by:
            row = self._locked(by, expected)
            content, columns = access.open_content(by, row), access.columns_of(row)
            self._progress(row, row.work_done)
        assert columns is not None
        return list(numbered(content, columns, at=self.now()))

    # Importing

    def _import(self) -> None:
        with self.entered() as by:
            row = self._locked(by, State.IMPORTING)
            findings, takes_alike = access.findings_of(row), row.takes_alike
        left_out = {*findings["bad"], *([] if takes_alike else findings["alike"])}
        rows = [each for each in self._read(State.IMPORTING) if str(each.number) not in left_out]
        for start in range(0, len(rows), IMPORTED_AT_ONCE):
            batch = rows[start : start + IMPORTED_AT_ONCE]
            with self.entered() as by:
                row = self._locked(by, State.IMPORTING)
                outcomes.import_rows(row, batch, by=by, at=self.now())
                self._progress(row, start + len(batch), len(rows))
        with self.entered() as by:
            row = self._locked(by, State.IMPORTING)
            row.imported_at = self.now()
            self._finish(row, State.IMPORTED, "import.imported", cases=len(rows))

    # Releasing and withdrawing

    def _release(self) -> None:
        done = self._of_each(State.RELEASING, outcomes.release)
        with self.entered() as by:
            self._finish(self._locked(by, State.RELEASING), State.IMPORTED, "import.released", cases=done)

    def _withdraw(self) -> None:
        done = self._of_each(State.WITHDRAWING, outcomes.withdraw_case)
        with self.entered() as by:
            row = self._locked(by, State.WITHDRAWING)
            row.withdrawn_at = self.now()
            row.content = row.columns = row.findings = None
            self._finish(row, State.WITHDRAWN, "import.withdrawn", cases=done)

    def _of_each(self, state: State, step: Callable[..., object]) -> int:
        """Do this with each case that waits, some in a transaction; returns with how many it was done."""
        with self.entered() as by:
            row = self._locked(by, state)
            ids = list(outcomes.waiting(by, row.pk).in_order().values_list("case_id", flat=True))
            self._progress(row, 0, len(ids))
        done = 0
        for start in range(0, len(ids), IMPORTED_AT_ONCE):
            batch = ids[start : start + IMPORTED_AT_ONCE]
            with self.entered() as by:
                row = self._locked(by, state)
                # Somebody may have released one of them meanwhile, or the agency lost it.
                done += sum(
                    step(case_id, by=by, at=self.now()) is not False
                    for case_id in self._still_waiting(by, batch)
                )
                self._progress(row, start + len(batch), len(ids))
        return done

    def _still_waiting(self, by: Actor, ids: list[UUID]) -> list[UUID]:
        waiting = outcomes.waiting(by, self.list_id).filter(case__pk__any_of=ids)
        return list(waiting.in_order().values_list("case_id", flat=True))


def numbered(content: access.Content, columns: Columns, *, at: datetime) -> Iterator[outcomes.Numbered]:
    """Every row below the headings that is not empty, read."""
    known, on = reading.known(), at.astimezone(pack().zone).date()
    for number, cells in enumerate(content.rows, start=1):
        if number > columns.heading_row + 1 and any(cells):
            yield outcomes.Numbered(number=number, read=reading.read(cells, columns, known, on=on))


def _as_data(alike: look_alikes.Alike) -> dict[str, str | int | None]:
    case_id = str(alike.case_id) if alike.case_id else None
    return {"word": alike.word.value, "case_id": case_id, "row": alike.row}
