"""Receiving a concern: a draft becomes a case, with everything about the child sealed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from opennrm.cases import access as cases
from opennrm.cases import actions as case_actions
from opennrm.cases import documents, receipts
from opennrm.cases.actions import lead_agency_for
from opennrm.cases.models import Case, Receipt
from opennrm.cases.telling import tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import Seal
from opennrm.people import search_index, tokens
from opennrm.people.actions import record_child

from . import answers as reading
from . import attachments, dangers, drafts, labels
from .answers import Answers
from .events import received
from .models import Concern


def receive_concern(draft_id: UUID, *, by: Actor, at: datetime) -> Receipt:
    """Send a draft to the agency that leads new cases; sent twice, it gives the same receipt again.

    :raises NotThere: it is not the actor's own, or there is none.
    :raises Incomplete: something required is missing, or was not understood.
    :raises NoLeadAgency: nobody is there to receive it; the draft is kept.
    """
    draft = drafts.draft_of(by, draft_id, lock=True)
    if draft.submitted_at is not None:
        return receipts.receipt_of(by, draft.pk)
    seal = cases.seal(by, draft.pk)
    content = drafts.content_of(seal, draft)
    local_day = at.astimezone(pack().zone).date()
    answers = reading.read(content.answers, content.typed, pack=pack(), on=local_day)
    case, receipt = open_case(
        draft.pk,
        by=by,
        at=at,
        area=answers.area,
        is_urgent=bool(answers.urgent_dangers),
        sex=answers.child.sex,
        age=answers.age,
        languages=answers.child.languages,
    )
    concern = _record_concern(case, answers, seal, by=by, at=at)
    dangers.record_reported(case, answers.urgent_dangers, by=by, at=at)
    child = record_child(case, answers.child, seal, at=at)
    files = attachments.open_files(by, draft.pk, seal)
    documents.adopt(case, seal, files, by=by, at=at)
    drafts.finish(draft, at=at)
    labels.go_along(draft, receipt, seal, by=by)
    event = received(is_urgent=case.is_urgent)
    tell(event, case.pk, subject=concern, by=by, at=at, right="reporter", seen_by=[])
    # Last, because others who add children of the agency wait from here on.
    search_index.add(child, case, tokens.keys_of_person(answers.child.texts, answers.child.telephones))
    return receipt


def open_case(
    draft_id: UUID, *, by: Actor, at: datetime, area: str = "", **facts: Any
) -> tuple[Case, Receipt]:
    """Open a case from the actor's own draft, which gives it its id and its key, and give them a receipt.

    `facts` are columns of `Case`. Until the transaction ends, `by` may write for the lead agency.

    :raises NoLeadAgency: nobody is there to lead it.
    """
    agency = lead_agency_for(area)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.open_case(%s, %s)", [draft_id, agency.pk])
    return case_actions.open_case(draft_id, agency=agency, by=by, at=at, area=area, **facts)


def _record_concern(case: Case, answers: Answers, seal: Seal, *, by: Actor, at: datetime) -> Concern:
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
