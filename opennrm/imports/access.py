"""Who sees and changes old lists: those at the agency whose role imports them. Nothing else opens their rows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal, team_principal
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.sealing import Seal, seal_of
from opennrm.foundation.visibility import GuardedQuerySet

from .columns import Columns
from .models import ImportedCase, ImportedCaseQuerySet, ImportedList, KnownColumns
from .permissions import LIST_IMPORT
from .states import AT_WORK

EXPIRY = "imports.expire"
SILENT_AFTER = timedelta(minutes=3)
"""Without a sign of life for so long, the worker is taken for dead. One step takes seconds."""
LISTED_AT_MOST = 100


class ContentGone(Refused):
    """The rows of the list were deleted when their time was over."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """The rows of a list, as they came. `written` says how the file was written, `sheets` how many a workbook had."""

    rows: Sequence[Sequence[str]]
    written: str
    sheets: int


@dataclass(frozen=True, kw_only=True)
class Source:
    """From which list and row a case came, and how the list calls the child."""

    title: str
    number: int
    reference: str


def refuse_unless_imports(actor: Actor) -> None:
    """Return only for somebody whose role imports lists for their agency.

    :raises NotAllowed: it does not.
    """
    if actor.own_principal is None or not actor.may(LIST_IMPORT):
        raise NotAllowed(_("Your role does not allow you to import lists."))


def holders_for(actor: Actor) -> list[int]:
    """Who holds a list: those at the agency who import lists, and the job that deletes its rows."""
    teams = [team_principal(actor.agency_id, role) for role in pack().roles_that_may(LIST_IMPORT)]
    return sorted({*teams, system_principal(EXPIRY)})


def lists_of(actor: Actor) -> GuardedQuerySet:
    """The lists that the actor sees."""
    return ImportedList.objects.visible_to(actor)


def list_to_read(actor: Actor, list_id: UUID) -> ImportedList:
    """Return a list.

    :raises NotThere: there is none that this actor may see.
    """
    return fetch(lists_of(actor).select_related("added_by__account"), pk=list_id)


def list_to_change(actor: Actor, list_id: UUID) -> ImportedList:
    """Return a list locked for a change.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role imports no lists.
    """
    refuse_unless_imports(actor)
    return fetch(lists_of(actor).select_for_update(of=("self",)), pk=list_id)


def is_silent(row: ImportedList, *, at: datetime) -> bool:
    """Whether no worker gives a sign of life although the list waits for one."""
    last = row.heard_at or row.queued_at
    return row.state in AT_WORK and (last is None or last + SILENT_AFTER <= at)


def seal_of_row(row: ImportedList | KnownColumns) -> Seal:
    """The seal of a list, or of what was said of columns; each has a key of its own."""
    return seal_of(row.pk, row.wrapped_key)


def title_of(row: ImportedList) -> str:
    """What the agency calls the list."""
    return plain(seal_of_row(row).open_field(row, "title"), lines=False)


def content_of(row: ImportedList) -> Content:
    """Open the rows of a list, for a caller who records it.

    :raises ContentGone: they were deleted.
    """
    kept = seal_of_row(row).open_field(row, "content")
    if not kept:
        raise ContentGone(
            _("The rows of this list were deleted because their time was over. Add the list again.")
        )
    return Content(**json.loads(kept))


def open_content(actor: Actor, row: ImportedList) -> Content:
    """Open the rows of a list, and record it.

    :raises ContentGone: they were deleted.
    """
    audit.record("import.opened", subject=row)
    return content_of(row)


def columns_of(row: ImportedList) -> Columns | None:
    """What the columns of a list hold, once somebody has said so."""
    kept = seal_of_row(row).open_field(row, "columns")
    return Columns.of(json.loads(kept)) if kept else None


def findings_of(row: ImportedList) -> Mapping[str, Any]:
    """What was found in the rows: `bad` and `alike`, each by the place of the row as text."""
    kept = seal_of_row(row).open_field(row, "findings")
    return json.loads(kept) if kept else {"bad": {}, "alike": {}}


def cases_of(actor: Actor, list_id: UUID) -> ImportedCaseQuerySet:
    """The cases that came of a list, as far as the actor's agency still leads them."""
    return ImportedCase.objects.visible_to(actor).of_list(list_id)


def source_of(actor: Actor, case_id: UUID) -> Source | None:
    """From which list a case came, for whoever leads it, and record it; None for a case that somebody reported.

    :raises NotThere: the actor has no part in the case that covers anything sealed.
    """
    row = ImportedCase.objects.visible_to(actor).of_case(case_id).first()
    if row is None:
        return None
    kept = json.loads(cases.seal(actor, case_id).open_field(row, "source"))
    audit.record("import.source_opened", subject=row, case_id=case_id)
    return Source(
        title=plain(kept["title"], lines=False),
        number=row.number,
        reference=plain(kept["reference"], lines=False),
    )


def known_columns(actor: Actor) -> list[tuple[KnownColumns, str, Columns]]:
    """What was kept of the columns of earlier lists, by name."""
    found = []
    for row in KnownColumns.objects.visible_to(actor):
        kept = json.loads(seal_of_row(row).open_field(row, "content"))
        found.append((row, plain(kept["name"], lines=False), Columns.of(kept["columns"])))
    return sorted(found, key=lambda each: (each[1].casefold(), str(each[0].pk)))
