"""Receiving a concern: a draft becomes a case, with everything about the child sealed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases import actions as case_actions
from opennrm.cases import documents, receipts
from opennrm.cases.actions import intake_roles, lead_agency_for, standing_roles
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case, Receipt
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import team_principal
from opennrm.foundation.notices import notify
from opennrm.foundation.sealing import Seal
from opennrm.people.actions import record_child

from . import answers as reading
from . import attachments, drafts
from .answers import Answers
from .models import Concern


def receive_concern(draft_id: UUID, *, by: Actor, at: datetime) -> Receipt:
    """Send a draft to the agency that leads new cases; sent twice, it gives the same receipt again.

    :raises ConcernDraft.DoesNotExist: it is not the actor's own, or there is none.
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
    record_child(case, answers.child, seal, at=at)
    files = attachments.open_files(by, draft.pk, seal)
    documents.adopt(case, seal, files, readers=cases.readers_of(case, "documents", at=at), by=by)
    drafts.finish(draft, at=at)
    _tell_lead_agency(case, by=by, at=at)
    audit.record("concern.received", subject=concern, right="reporter")
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
    concern = Concern(
        case=case,
        kinds=answers.kinds,
        urgent_dangers=answers.urgent_dangers,
        told_by=answers.told_by,
        area=answers.area,
        reporter_safe_to_contact=answers.reporter_safe_to_contact,
        reported_at=at,
        reported_by_id=by.membership_id,
        readers=cases.readers_of(case, Concern.SCOPE, at=at),
        writers=[LEAD],
    )
    for name in Concern.SEALED:
        seal.close_field(concern, name, answers.text(name))
    concern.save(from_action=True, force_insert=True)
    return concern


def _tell_lead_agency(case: Case, *, by: Actor, at: datetime) -> None:
    """Those who look into concerns hear of every new one, those who stand above them of an urgent one too."""
    everybody = intake_roles()
    first = [role for role in everybody if role not in standing_roles()]
    teams = {role: team_principal(case.lead_agency_id, role) for role in everybody}
    for role in everybody if case.is_urgent else first or everybody:
        notify(
            teams[role], "concern.new", subject_id=case.pk, settled_by=teams.values(), by=by, at=at
        )  # fmt: skip
