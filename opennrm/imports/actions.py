"""What whoever imports lists can do: add one, say what its columns are, import, release, withdraw, delete.

The long work is in `working.py`, which the worker and the command line do alike.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import commission, system_principal
from opennrm.foundation.lists_of_people import Table
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access, dates
from .columns import Columns
from .models import ImportedList, KnownColumns
from .states import BEFORE_IMPORT, TRANSITIONS, State

JOB = "imports.work"
Queue = Callable[[ImportedList], None]


class ColumnsUnclear(Refused):
    """What was said of the columns cannot be; the message says what to do."""


def queue(row: ImportedList) -> None:
    """Let the worker go on with a list, for the person who asks now."""
    app.configure_task(JOB, lock=f"{JOB} {row.pk}").defer(
        list_id=str(row.pk), errand_id=str(commission(JOB)), attempt=row.attempt
    )


def by_hand(row: ImportedList) -> None:
    """Nothing: whoever asked does the work at once, as the command line does."""


def add(table: Table, *, title: str, page: str, by: Actor, at: datetime) -> ImportedList:
    """Keep a list that somebody has added, sealed.

    :param page: a value of which each showing of the page has another: sent twice, the same list is there once. Empty
        where there was no page.
    :raises NotAllowed: the actor's role imports no lists.
    """
    access.refuse_unless_imports(by)
    list_id = sealing.id_of("imported list", f"{by.membership_id} {page or uuid4()}")
    if page and (sent := access.lists_of(by).filter(pk=list_id).first()):
        return sent
    row = ImportedList(
        id=list_id,
        agency_id=by.agency_id,
        added_by_id=by.membership_id,
        added_at=at,
        content_until=at + timedelta(days=pack().drafts.list_keep_days),
        rows=len(table.rows),
        readers=access.holders_for(by),
        writers=access.holders_for(by),
    )
    data_key = sealing.new_data_key()
    row.wrapped_key = sealing.wrap_key(row.pk, data_key)
    seal = sealing.Seal(row.pk, data_key)
    seal.close_field(row, "title", title)
    seal.close_field(row, "content", json.dumps(vars(table), ensure_ascii=False))
    row.save(from_action=True, force_insert=True)
    audit.record("import.added", subject=row, detail={"rows": row.rows})
    return row


def say_columns(
    list_id: UUID, columns: Columns, *, keep_as: str = "", by: Actor, at: datetime, then: Queue = queue
) -> ImportedList:
    """Say what the columns of a list hold, and have its rows checked.

    :param keep_as: the name under which that is kept for the next list; empty: not at all.
    :raises NotThere: there is no such list for `by`.
    :raises ColumnsUnclear: it cannot be; the sentence says why.
    :raises ContentGone: the rows were deleted.
    :raises TransitionRefused: cases have come of the list already.
    """
    row = access.list_to_change(by, list_id)
    content = access.content_of(row)
    _refuse_unclear(columns, content)
    if row.state == State.CHECKING and access.columns_of(row) == columns:
        return row
    if row.state == State.CHECKING:
        move(row, State.COLUMNS, transitions=TRANSITIONS)
    seal = access.seal_of_row(row)
    seal.close_field(row, "columns", columns.as_text())
    row.findings = None
    row.rows = sum(map(any, content.rows[columns.heading_row + 1 :]))
    row.bad_rows = row.alike_rows = 0
    if keep_as:
        _keep(columns, keep_as, by=by, at=at)
    _begin(row, State.CHECKING, whole=row.rows, at=at, then=then)
    audit.record("import.columns_said", subject=row)
    return row


def _refuse_unclear(columns: Columns, content: access.Content) -> None:
    if len(columns.fields) < max(map(len, content.rows)) or columns.heading_row >= len(content.rows):
        raise ColumnsUnclear(_("Say what each column holds."))
    if not columns.has_names():
        raise ColumnsUnclear(_("Choose the columns that hold the names."))
    if columns.twice():
        raise ColumnsUnclear(_("Two columns hold the same thing. Choose “Notes” for one of them."))
    if columns.born is not None and columns.order is None:
        rows = content.rows[columns.heading_row + 1 :]
        cells = (row[columns.born] for row in rows if len(row) > columns.born)
        if any(map(dates.is_ambiguous, cells)):
            raise ColumnsUnclear(
                _("Say whether the day or the month comes first in the dates of birth."), field="order"
            )


def _keep(columns: Columns, name: str, *, by: Actor, at: datetime) -> None:
    """Keep what was said under a name, in the place of what had this name before."""
    for earlier, known_as, _said in access.known_columns(by):
        if known_as.casefold() == name.casefold():
            KnownColumns.objects.filter(pk=earlier.pk).delete(from_action=True)
    holders = access.holders_for(by)
    row = KnownColumns(
        agency_id=by.agency_id, saved_by_id=by.membership_id, saved_at=at, readers=holders, writers=holders
    )
    data_key = sealing.new_data_key()
    row.wrapped_key = sealing.wrap_key(row.pk, data_key)
    kept = json.dumps({"name": name, "columns": columns.as_data()})
    sealing.Seal(row.pk, data_key).close_field(row, "content", kept)
    row.save(from_action=True, force_insert=True)
    audit.record("known_columns.saved", subject=row)


def delete_known_columns(known_id: UUID, *, by: Actor) -> None:
    """Delete what was kept of the columns of an earlier list.

    :raises NotThere: there is nothing of the kind that `by` may see.
    """
    access.refuse_unless_imports(by)
    row = fetch(KnownColumns.objects.visible_to(by), pk=known_id)
    audit.record("known_columns.deleted", subject=row)
    row.delete(from_action=True)


def start_import(
    list_id: UUID, *, takes_alike: bool, by: Actor, at: datetime, then: Queue = queue
) -> ImportedList:
    """Have the rows of a checked list become cases. Asked twice, it is done once.

    :param takes_alike: whether rows are imported too that look like a child who is already recorded.
    :raises NotThere: there is no such list for `by`.
    :raises TransitionRefused: its rows were not checked, or were imported already.
    """
    row = access.list_to_change(by, list_id)
    if row.state == State.IMPORTING:
        return row
    row.takes_alike = takes_alike
    whole = row.rows - row.bad_rows - (0 if takes_alike else row.alike_rows)
    _begin(row, State.IMPORTING, whole=whole, at=at, then=then)
    audit.record("import.started", subject=row, detail={"takes_alike": takes_alike})
    return row


def release_all(list_id: UUID, *, by: Actor, at: datetime, then: Queue = queue) -> ImportedList:
    """Have all waiting cases of a list released.

    :raises NotThere: there is no such list for `by`.
    :raises TransitionRefused: it was not imported, or was withdrawn.
    """
    row = access.list_to_change(by, list_id)
    if row.state == State.RELEASING:
        return row
    _begin(row, State.RELEASING, whole=row.rows, at=at, then=then)
    audit.record("import.release_asked", subject=row)
    return row


def withdraw(list_id: UUID, *, by: Actor, at: datetime, then: Queue = queue) -> ImportedList:
    """Have the whole import undone: the keys of cases that nobody has touched are destroyed. Others stay.

    :raises NotThere: there is no such list for `by`.
    :raises TransitionRefused: it was not imported, or is withdrawn already.
    """
    row = access.list_to_change(by, list_id)
    if row.state == State.WITHDRAWING:
        return row
    _begin(row, State.WITHDRAWING, whole=row.rows, at=at, then=then)
    audit.record("import.withdraw_asked", subject=row)
    return row


def try_again(list_id: UUID, *, by: Actor, at: datetime, then: Queue = queue) -> ImportedList:
    """Go on with what a worker left behind. Nothing is done twice.

    :raises NotThere: there is no such list for `by`.
    :raises TransitionRefused: nothing was left behind.
    """
    row = access.list_to_change(by, list_id)
    if not access.is_silent(row, at=at):
        raise TransitionRefused(
            _("The work on this list has not stopped. Open the list to see how far it is.")
        )
    row.attempt += 1
    row.queued_at, row.heard_at = at, None
    row.save(from_action=True, update_fields=["attempt", "queued_at", "heard_at"])
    then(row)
    audit.record("import.tried_again", subject=row, detail={"attempt": row.attempt})
    return row


def discard(list_id: UUID, *, by: Actor) -> None:
    """Delete a list that was not imported, with its key.

    :raises NotThere: there is no such list for `by`.
    :raises TransitionRefused: cases have come of it: it can only be withdrawn.
    """
    row = access.list_to_change(by, list_id)
    if row.state not in BEFORE_IMPORT:
        raise TransitionRefused(_("This list has been imported. Undo the import instead."))
    audit.record("import.discarded", subject=row)
    row.delete(from_action=True)


def expire(*, at: datetime) -> int:
    """Delete the rows of lists that were kept long enough; returns of how many lists. For the job `imports.expire`.

    A list of which no case has come goes altogether.
    """
    job = system_principal(access.EXPIRY)
    old = ImportedList.objects.filter(readers__contains=[job], content__isnull=False, content_until__lte=at)
    rows = list(old.defer("content", "findings").select_for_update(skip_locked=True))
    for row in rows:
        audit.record("import.expired", subject=row, right=access.EXPIRY)
        if row.state in BEFORE_IMPORT:
            row.delete(from_action=True)
        else:
            if row.state == State.IMPORTING:
                # Nobody went on with it in all this time: what has become a case stays, and can be withdrawn.
                move(row, State.IMPORTED, transitions=TRANSITIONS)
                row.imported_at = at
            row.content = row.columns = row.findings = None
            row.save(
                from_action=True, update_fields=["state", "imported_at", "content", "columns", "findings"]
            )
    return len(rows)


def _begin(row: ImportedList, to: State, *, whole: int, at: datetime, then: Queue) -> None:
    move(row, to, transitions=TRANSITIONS)
    row.attempt += 1
    row.work_done, row.work_whole, row.queued_at, row.heard_at = 0, whole, at, None
    row.save(from_action=True)
    then(row)
