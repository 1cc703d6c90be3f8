"""Lists that leave the product in a file: counted, limited and recorded before anybody has the file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import next_steps
from opennrm.cases.models import Case, Clock
from opennrm.concerns.next_steps import FACTS as CONCERN_FACTS
from opennrm.country.identification import State
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import AUDITORS, system_principal
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.people import naming
from opennrm.screening.next_steps import FACTS as SCREENING_FACTS

from . import queries
from .events import EXPORTED_MANY, EXPORTED_NAMES
from .permissions import CASE_EXPORT
from .rules import Wanted

AT_ONCE = 500
"""So many cases are in memory at a time, however long the list is."""
FACTS = [
    each for each in (*CONCERN_FACTS, *SCREENING_FACTS) if each.name in ("concern_kinds", "identification")
]

Content = TypeVar("Content")


class NotExported(Refused):
    """The list cannot be exported like this; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case of a file. `name` is empty where names were not asked for, or the actor's part covers none."""

    case: Case
    kinds: list[str]
    identification: State
    due: Clock | None
    name: str


def count(actor: Actor, wanted: Wanted, *, at: datetime) -> int:
    """How many cases a list has, up to one more than a file may hold."""
    most = pack().export.most_rows
    return queries.cases(actor, wanted, at=at).order_by()[: most + 1].count()


def export(
    wanted: Wanted, *, purpose: str = "", by: Actor, at: datetime, write: Callable[[Iterator[Row]], Content]
) -> Content:
    """Give the rows of a list to `write`, which makes a file of them, and return what it made.

    With a `purpose`, which is a code of the country pack, the rows have names. Each name is recorded in its case.

    The auditors are told of every file with names, and of each that is longer than one with names could be.

    :raises NotAllowed: the role of `by` exports nothing, or opens no identities.
    :raises NotExported: the list is empty or too long, or the pack has no such purpose.
    """
    if not by.may(CASE_EXPORT):
        raise NotAllowed(_("Your role does not allow this."))
    if purpose and purpose not in pack().codes("export_purposes"):
        raise NotExported(_("Choose one of the purposes shown."), field="purpose")
    limits = pack().export
    require_fitting(count(by, wanted, at=at), limits.most_named if purpose else limits.most_rows)
    exported = 0

    def rows() -> Iterator[Row]:
        nonlocal exported
        for chunk in queries.chunks(by, wanted, size=AT_ONCE, at=at):
            yield from _rows_of(by, chunk, purpose)
            exported += len(chunk)

    written = write(rows())
    kind = "cases.exported_with_names" if purpose else "cases.exported"
    detail = {"exported": exported, "codes": wanted.as_codes(), "purpose": purpose}
    audit.record(kind, detail=detail)
    if purpose or exported > limits.most_named:
        notice = EXPORTED_NAMES if purpose else EXPORTED_MANY
        notices.notify(system_principal(AUDITORS), notice.kind, by=by, at=at)
    return written


def require_fitting(found: int, most: int) -> None:
    """Refuse a list that has no cases, or more than a file may have.

    :raises NotExported: it does not fit.
    """
    if found == 0:
        raise NotExported(_("There are no cases in this list. Change the filters, then export it."))
    if found > most:
        raise NotExported(
            _("This list has more than %(most)d cases. Add filters, and export it in parts.") % {"most": most}
        )


def _rows_of(actor: Actor, cases: list[Case], purpose: str) -> Iterator[Row]:
    ids = [case.pk for case in cases]
    known = next_steps.known_of(actor, ids, FACTS)
    due = queries.first_due(actor, ids)
    names: Mapping[UUID, str] = naming.export_names(actor, cases, purpose=purpose) if purpose else {}
    for case in cases:
        yield Row(
            case=case,
            kinds=known[case.pk]["concern_kinds"],
            identification=known[case.pk]["identification"].state,
            due=due.get(case.pk),
            name=names.get(case.pk, ""),
        )
