"""What becomes of single cases of a list: a row becomes a case, which is released, or withdrawn."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from opennrm.agencies.models import Agency
from opennrm.cases import access as cases
from opennrm.cases import from_lists
from opennrm.cases.models import Case
from opennrm.cases.states import FromList
from opennrm.cases.telling import tell
from opennrm.concerns.from_lists import Taken, take_over
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.people import search_index
from opennrm.people.actions import forget_child

from . import access
from .events import RELEASED, TAKEN_OVER, WITHDRAWN
from .models import ImportedCase, ImportedCaseQuerySet, ImportedList
from .reading import ReadRow


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A row with its number, as a spreadsheet counts: from 1."""

    number: int
    read: ReadRow


def id_of(list_id: UUID, number: int) -> UUID:
    """The id of the case of a row: always the same, so that no row becomes two. Nobody else can make it."""
    return sealing.id_of("imported case", f"{list_id} {number}")


def import_rows(of: ImportedList, rows: Sequence[Numbered], *, by: Actor, at: datetime) -> int:
    """Let these rows of a list become cases of its agency, but for those that have; the list is locked by the caller.

    Returns how many did.
    """
    ids = {id_of(of.pk, each.number): each for each in rows}
    there = set(ImportedCase.objects.filter(pk__any_of=list(ids)).values_list("pk", flat=True))
    agency, title = Agency.objects.get(pk=of.agency_id), access.title_of(of)
    taken = [
        _import(of, case_id, row, agency=agency, title=title, by=by, at=at)
        for case_id, row in ids.items()
        if case_id not in there
    ]
    # Last, because others who add children of the agency wait from here on.
    for each in taken:
        search_index.add(each.child, each.case, each.keys)
    return len(taken)


def _import(
    of: ImportedList, case_id: UUID, row: Numbered, *, agency: Agency, title: str, by: Actor, at: datetime
) -> Taken:
    taken = take_over(case_id, row.read.answers, agency=agency, by=by, at=at)
    origin = ImportedCase.make(taken.case, at, id=case_id, of=of, number=row.number, imported_at=at)
    source = json.dumps({"title": title, "reference": row.read.reference})
    taken.seal.close_field(origin, "source", source)
    origin.save(from_action=True, force_insert=True)
    tell(TAKEN_OVER, case_id, subject=taken.case, by=by, at=at, right="lead")
    return taken


def waiting(actor: Actor, list_id: UUID) -> ImportedCaseQuerySet:
    """The cases of a list that the actor may release or withdraw."""
    of_list = access.cases_of(actor, list_id)
    return of_list.filter(case__from_list=FromList.WAITING, writers__overlap=list(actor.principals))


def untouched(case_ids: Iterable[UUID]) -> list[UUID]:
    """Those of these waiting cases to which nothing has happened since they were imported."""
    wanted = list(case_ids)
    touched = from_lists.touched(wanted, beside=[TAKEN_OVER.kind])
    return [case_id for case_id in wanted if case_id not in touched]


def release(case_id: UUID, *, by: Actor, at: datetime) -> Case:
    """Release a case from a list: from now on it has time limits, tasks and notices as if it were reported now.

    :raises NotThere: there is no such case for `by`.
    :raises NotAllowed: `by` does not lead it, or their role imports no lists.
    :raises TransitionRefused: it came from no list, or was released or withdrawn already.
    """
    access.refuse_unless_imports(by)
    case = cases.case(by, case_id, as_="lead", lock=True, even_waiting=True)
    from_lists.move_on(case, FromList.RELEASED)
    tell(RELEASED, case_id, subject=case, by=by, at=at, right=cases.right_of(by, case))
    return case


def withdraw_case(case_id: UUID, *, by: Actor, at: datetime) -> bool:
    """Destroy the key of a case that came from a list, if nobody has touched it since; returns whether that was so.

    :raises NotThere: there is no such case for `by`.
    :raises NotAllowed: `by` does not lead it, or their role imports no lists.
    """
    access.refuse_unless_imports(by)
    case = cases.case(by, case_id, as_="lead", lock=True, even_waiting=True)
    # Only now that it is locked: somebody may have put a name right a moment ago.
    if case.from_list != FromList.WAITING or not untouched([case_id]):
        return False
    search_index.release_all(case)
    tell(WITHDRAWN, case_id, subject=case, by=by, at=at, right=cases.right_of(by, case))
    from_lists.move_on(case, FromList.WITHDRAWN)
    from_lists.forget(case)
    forget_child(case)
    return True
