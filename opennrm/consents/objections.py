"""What a child objects to although it needs nobody's agreement. A data officer looks at it, and sees no case."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.bound import LEAD
from opennrm.cases.telling import Matter, tell
from opennrm.country.consents import Withdrawal
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.references import new_reference
from opennrm.foundation.refusals import Refused
from opennrm.foundation.visibility import merged

from . import access, actions, doors, events
from .models import Objection

NUMBER_PREFIX = "OB"


def record(case_id: UUID, *, purpose: str, words: str, page: UUID, by: Actor, at: datetime) -> Objection:
    """Record that the child objects, for whoever leads the case. Data officers are told.

    :param words: what the child said; sealed, for whoever leads the case alone.
    :param page: made when the form was shown; the same form sent twice records once.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    :raises Refused: nobody can object to this purpose.
    """
    case = access.case_to_record(by, case_id, lock=True)
    objection_id = access.id_of_page("objection", case_id, page, by=by)
    if earlier := access.objections_of(by, case_id).filter(pk=objection_id).first():
        return earlier
    if actions.withdrawal_of(purpose) is not Withdrawal.OBJECTION:
        raise Refused(_("Choose something that needs nobody's agreement."), field="purpose")
    officers = access.officers_for(case.lead_agency)
    objection = Objection(
        pk=objection_id,
        case=case,
        number=new_reference(NUMBER_PREFIX),
        purpose=purpose,
        recorded_at=at,
        recorded_by_id=by.membership_id,
        readers=sorted({LEAD, *officers}),
        writers=sorted({LEAD, *officers}),
    )
    case_access.seal(by, case_id).close_field(objection, "words", words.strip())
    objection.save(from_action=True, force_insert=True)
    tell(
        events.OBJECTION,
        case_id,
        subject=objection,
        by=by,
        at=at,
        right=case_access.right_of(by, case),
        detail={"purpose": purpose},
        matter=Matter(id=objection.pk, relations={events.DECIDING: lambda: officers}, settled_by=officers),
        seen_by=(),
    )
    return objection


def let_read(case_id: UUID, *, purpose: str, reader: int, by: Actor) -> None:
    """Let somebody else read that there is an objection; what the child said stays sealed."""
    rows = Objection.objects.visible_to(by).writable_by(by).of_case(case_id).filter(purpose=purpose)
    rows.update(readers=merged("readers", [reader]), from_action=True)


def decide(objection_id: UUID, *, heeded: bool, by: Actor, at: datetime) -> Objection:
    """Decide whether an objection is followed, as a data officer. A second time changes nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role decides about none.
    """
    objection = access.objection_to_decide(by, objection_id)
    if objection.looked_at is not None:
        return objection
    doors.decide(objection, heeded=heeded, at=at)
    notices.settle(events.OBJECTED.kind, objection.pk, by=by, at=at)
    audit.record("consent.objection_decided", subject=objection, case_id=objection.case_id)
    return objection
