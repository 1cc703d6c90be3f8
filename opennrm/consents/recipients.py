"""Telling an agency that something shared with it is over, which it confirms. No word of it names a case or a child."""

from datetime import datetime
from uuid import UUID

from opennrm.agencies.models import Agency
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.bound import LEAD
from opennrm.cases.telling import Matter, tell
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal

from . import access, doors, events
from .models import EndNotice
from .permissions import CONSENT_CONFIRM


def tell_recipient(
    case_id: UUID, agency: Agency, *, number: str, end: str, by: Actor, at: datetime
) -> EndNotice:
    """Tell an agency that it may use no longer what it was shown under this number. It is asked to confirm that.

    For whoever leads the case and for the watch, in the transaction in which the agency loses sight of it.

    :param number: of the referral or request, which the agency knows.
    :param end: why it is over, a value of `End`.
    """
    teams = access.teams_with(CONSENT_CONFIRM, agency)
    everybody = sorted({LEAD, *teams, system_principal(clocks.WATCH)})
    notice = EndNotice(
        case_id=case_id,
        agency=agency,
        number=number,
        ended_because=end,
        sent_at=at,
        readers=everybody,
        writers=everybody,
    )
    notice.save(from_action=True, force_insert=True)
    tell(
        events.RECIPIENT_TOLD,
        case_id,
        subject=notice,
        by=by,
        at=at,
        right=case_access.right_in(by, case_id),
        detail={"agency": str(agency.pk)},
        matter=Matter(
            id=notice.pk, parts=teams, relations={events.RECIPIENT: lambda: teams}, settled_by=teams
        ),
        seen_by=() if by.membership_id else by.principals,
    )
    return notice


def confirm(notice_id: UUID, *, by: Actor, at: datetime) -> EndNotice:
    """Confirm for one's agency that nobody there uses any more what was shared. A second time changes nothing.

    :raises NotThere: there is none for the actor's agency.
    :raises NotAllowed: the actor's role confirms nothing.
    """
    notice = access.notice_to_confirm(by, notice_id)
    if notice.confirmed_at is not None:
        return notice
    doors.confirm(notice, at=at)
    notices.settle(events.CONFIRM.kind, notice.pk, by=by, at=at)
    audit.record("consent.confirmed", subject=notice, case_id=notice.case_id)
    return notice
