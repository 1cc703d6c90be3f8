"""Receiving a concern: a draft becomes a case, with everything about the child sealed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from opennrm.agencies.models import Agency
from opennrm.cases import actions as case_actions
from opennrm.cases import documents, receipts
from opennrm.cases.actions import lead_agency_for
from opennrm.cases.models import Case, Receipt
from opennrm.cases.telling import tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import Seal
from opennrm.people import known, search_index
from opennrm.people.actions import record_child
from opennrm.people.known import Known
from opennrm.people.models import Person
from opennrm.people.tokens import Key

from . import answers as reading
from . import attachments, children, dangers, drafts, labels, ties
from .answers import Answers
from .events import received
from .models import Concern


def receive_concern(draft_id: UUID, *, by: Actor, at: datetime) -> Receipt:
    """Send a report to the agency that leads new cases: one case for each child, or nothing at all.

    Where it began from a case, it goes to whoever leads and holds that one, as long as `by` still leads it. Sent twice,
    it gives the same receipt again.

    :param draft_id: the draft of one of its children, of whom the receipt is.
    :raises NotThere: it is not the actor's own, or there is none.
    :raises Incomplete: something required is missing, or was not understood.
    :raises NoLeadAgency: nobody is there to receive it; the draft is kept.
    """
    report = children.report_to_send(by, draft_id)
    if report[0].submitted_at is not None:
        return receipts.receipt_of(by, draft_id)
    told = children.told_in(by, report)
    local_day = at.astimezone(pack().zone).date()
    read = [reading.read(each.answers, each.typed, pack=pack(), on=local_day) for each in told]
    beside = ties.case_beside(by, report[0].tied_to, lock=True)
    opened = [
        _receive(each, answers, beside=beside, by=by, at=at) for each, answers in zip(told, read, strict=True)
    ]
    tied = [(each.case, one.tie) for each, one in zip(opened, told, strict=True)]
    ties.record_reported(tied, beside=beside, by=by, at=at)
    for each in opened:
        _hand_to_holder(each.case, beside, by=by, at=at)
    # Last, because others who add children of the agency wait from here on.
    for each in opened:
        search_index.add(each.child, each.case, each.keys)
    return receipts.receipt_of(by, draft_id)


@dataclass(frozen=True, kw_only=True)
class _Received:
    """A child of a report, with the case that was opened and the keys that find the child."""

    case: Case
    child: Person
    keys: Collection[Key]


def _receive(
    told: children.Told, answers: Answers, *, beside: Case | None, by: Actor, at: datetime
) -> _Received:
    """Open the case of one child of a report, with everything that was told."""
    draft, seal = told.draft, told.seal
    case, receipt = open_case(
        draft.pk,
        agency=beside.lead_agency if beside else None,
        by=by,
        at=at,
        area=answers.area,
        is_urgent=bool(answers.urgent_dangers),
        sex=answers.child.sex,
        age=answers.age,
        languages=answers.child.languages,
    )
    concern = record_concern(case, answers, seal, by=by, at=at)
    dangers.record_reported(case, answers.urgent_dangers, by=by, at=at)
    child = record_child(case, answers.child, seal, at=at)
    files = attachments.open_files(by, draft.pk, seal)
    documents.adopt(case, seal, files, by=by, at=at)
    drafts.finish(draft, at=at)
    labels.go_along(draft, receipt, seal, by=by)
    event = received(is_urgent=case.is_urgent)
    tell(event, case.pk, subject=concern, by=by, at=at, right="reporter", seen_by=[])
    told_of = Known(
        texts=answers.child.texts,
        telephones=tuple(answers.child.telephones),
        sex=answers.child.sex,
        area=case.area,
        age=case.age,
        on=at.date(),
    )
    return _Received(case=case, child=child, keys=known.keys_of_child(told_of))


def _hand_to_holder(case: Case, beside: Case | None, *, by: Actor, at: datetime) -> None:
    """Give a new case to whoever holds the one that its report began from, so that one person knows both children.

    Where nobody has taken that one, or whoever has can take no more, the new case waits for the team.
    """
    holder = beside.assigned_to_id if beside else None
    if holder and case_actions.takers(case.lead_agency_id).filter(pk=holder).exists():
        case_actions.assign(case.pk, to=holder, is_new=True, by=by, at=at)


def open_case(
    draft_id: UUID, *, by: Actor, at: datetime, agency: Agency | None = None, area: str = "", **facts: Any
) -> tuple[Case, Receipt]:
    """Open a case from the actor's own draft, which gives it its id and its key, and give them a receipt.

    `facts` are columns of `Case`. Without `agency` it goes to the one that leads new cases of the area. Until the
    transaction ends, `by` may write for the lead agency.

    :raises NoLeadAgency: nobody is there to lead it.
    """
    agency = agency or lead_agency_for(area)
    lead_from_draft(draft_id, agency)
    return case_actions.open_case(draft_id, agency=agency, by=by, at=at, area=area, **facts)


def lead_from_draft(draft_id: UUID, agency: Agency) -> None:
    """Let an agency lead the case that the actor's own draft becomes; until the transaction ends, they write for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.open_case(%s, %s)", [draft_id, agency.pk])


def record_concern(case: Case, answers: Answers, seal: Seal, *, by: Actor, at: datetime) -> Concern:
    """Record what was told in a case that is being opened; `seal` is that of the case."""
    concern = Concern.make(
        case,
        at,
        kinds=answers.kinds,
        urgent_dangers=answers.urgent_dangers,
        told_by=answers.told_by,
        area=answers.area,
        reporter_safe_to_contact=answers.reporter_safe_to_contact,
        reported_at=at,
        reported_by_id=by.membership_id,
    )
    for name in Concern.SEALED:
        seal.close_field(concern, name, answers.text(name))
    concern.save(from_action=True, force_insert=True)
    return concern
