"""Telling an event of a case: by one call, all that follows from it happens in the same transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from opennrm.audit import actions as audit
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.events import Event, NoticeKind

from . import access, clocks, consequences, participation, receipts, timeline
from .bound import LEAD
from .events import Whom
from .models import Case
from .states import FromList


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Something within a case that has parts of its own, such as a referral, and may have time limits of its own.

    :param parts: the principals of its parts, who see the time limits that it starts and stop them by what they do.
    :param case_readers: who else sees the time limits of the case, where whoever acts knows of no part but their own.
    :param relations: how to find whom its events may tell something, by the name of the relation: principals.
    :param settled_by: who may deal with it besides whoever leads the case, so that a notice about it is no news to
        anybody any more.
    """

    id: UUID
    parts: Collection[int] = ()
    case_readers: Collection[int] = ()
    relations: Mapping[str, Callable[[], Collection[int]]] = field(default_factory=dict)
    settled_by: Collection[int] = ()


def tell(
    event: Event, case_id: UUID, *, subject: Model, by: Actor, at: datetime, right: str = "",
    detail: Mapping[str, str] | None = None, matter: Matter | None = None, seen_by: Collection[int] | None = None,
    for_all_parts: bool = False, to_others: bool = False, counted_from: datetime | None = None,
) -> None:  # fmt: skip
    """Tell the story, the time limits, the people concerned, the reporter and the audit what happened.

    A case from a list that was not released is told quietly: to its story and the audit alone.

    :param subject: the record of which the audit speaks.
    :param right: the part in the case by which it was allowed; empty for what happened by itself.
    :param detail: codes and ids, for the story and the audit: never a name or a text about the child.
    :param matter: what it happened to, where that is not the case as a whole.
    :param seen_by: the principals who read it in the story besides the lead; without it, everybody whose part covers
        the story.
    :param for_all_parts: whoever does it knows of no part but their own, and others whose part covers the story read it
        all the same.
    :param to_others: whoever does it may be among those who would hear of it, and is told nothing.
    :param counted_from: when it happened, for the time limits, where it is recorded later.
    """
    detail = dict(detail or {})
    if event.story is not None:
        readers = access.covered(case_id, "timeline", at=at) if seen_by is None else [LEAD, *seen_by]
        entry = timeline.add(case_id, event.kind, by=by, at=at, readers=sorted(set(readers)), detail=detail)
        if for_all_parts:
            timeline.show_to_all_parts(entry)
    is_quiet = Case.objects.filter(pk=case_id, from_list=FromList.WAITING).exists()
    if not is_quiet:
        _tell_clocks(event, case_id, matter, at=at, counted_from=counted_from or at)
        _tell_others(event, case_id, matter, by=by, at=at, but=by.principals if to_others else ())
    audit.record(event.kind, subject=subject, case_id=case_id, right=right, detail=detail)
    if not is_quiet:
        consequences.follow(consequences.Happened(event=event, case_id=case_id, by=by, at=at, detail=detail))


def _tell_others(
    event: Event, case_id: UUID, matter: Matter | None, *, by: Actor, at: datetime, but: Collection[int]
) -> None:
    _tell_people(event, case_id, matter, by=by, at=at, but=but)
    if event.receipt:
        receipts.move_on(case_id, event.receipt, by=by, at=at)


def _tell_clocks(
    event: Event, case_id: UUID, matter: Matter | None, *, at: datetime, counted_from: datetime
) -> None:
    own = [LEAD, *(matter.parts if matter else ())]
    for name in event.clock_names:
        if event.is_of_matter and matter is not None:
            clocks.happened(case_id, name, at=counted_from, readers=own, writers=own, subject_id=matter.id)
        else:
            others = matter.case_readers if matter else ()
            readers = sorted({*access.covered(case_id, "case", at=at), *own, *others})
            clocks.happened(case_id, name, at=counted_from, readers=readers, writers=own)
    if event.ends_matter and matter is not None:
        clocks.end_matter(case_id, matter.id, event.kind, at=at)


def _tell_people(
    event: Event, case_id: UUID, matter: Matter | None, *, by: Actor, at: datetime, but: Collection[int]
) -> None:
    about = matter.id if matter else case_id
    for notice in event.settles:
        notices.settle(notice.kind, case_id if notice.about == "case" else about, by=by, at=at)
    if not event.tells:
        return
    supervision = participation.supervision_of(case_id)
    by_notice: dict[str, tuple[NoticeKind, set[int]]] = {}
    for told in event.tells:
        _notice, found = by_notice.setdefault(told.notice.kind, (told.notice, set()))
        found.update(_principals(told.whom, case_id, matter, supervision=supervision))
    # Also those who end later what is told now: whoever holds the case, and the watch where nobody answers in time.
    holding = {participation.holder_of(case_id), system_principal(clocks.WATCH)}
    settling = {supervision, *holding, *(matter.settled_by if matter else ())}
    for notice, found in by_notice.values():
        _leave(notice, found - set(but), case_id, about, settled_by=settling | found, by=by, at=at)


def _principals(whom: str, case_id: UUID, matter: Matter | None, *, supervision: int) -> Iterable[int]:
    """Who stands in this relation to the case at this moment."""
    if whom == Whom.HOLDER:
        return [participation.holder_of(case_id)]
    if whom == Whom.SUPERVISION:
        return [supervision]
    return matter.relations[whom]() if matter else []


def _leave(
    notice: NoticeKind,
    recipients: Iterable[int],
    case_id: UUID,
    about: UUID,
    *,
    settled_by: Collection[int],
    by: Actor,
    at: datetime,
) -> None:
    subject_id = {"": None, "case": case_id}.get(notice.about, about)
    for recipient in sorted(recipients):
        notices.notify(
            recipient,
            notice.kind,
            by=by,
            at=at,
            subject_id=subject_id,
            case_id=case_id,
            settled_by=settled_by,
        )
