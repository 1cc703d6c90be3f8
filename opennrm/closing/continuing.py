"""A new concern about a child whose case is closed: a person decides that the earlier case goes on."""

from datetime import datetime
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.cases.telling import tell
from opennrm.foundation.actor import Actor

from . import access, events
from .actions import reopen
from .models import Continuation
from .permissions import CLOSING_DECIDE


def reopen_earlier(case_id: UUID, *, reference: str, reason: str, by: Actor, at: datetime) -> Case:
    """Reopen the closed case of this reference, because this newer case is about the same child; returns it.

    Each of the two names the other from now on. The newer one stays open until somebody closes it.

    :raises NotThere: there is no such newer case that `by` may see.
    :raises NotAllowed: `by` does not lead it, or their role does not decide on this.
    :raises CaseClosed: the newer case is closed itself.
    :raises NoEarlierCase: `by` leads no closed case of this reference.
    :raises Refused: the reason is missing.
    """
    newer = access.locked(by, case_id, may=CLOSING_DECIDE)
    if reopened := access.reopened_for(by, newer, reference):
        # The button was pressed twice.
        return reopened
    earlier = access.earlier_case(by, reference, but=newer.pk)
    reopen(earlier.pk, reason=reason, by=by, at=at)
    for case, other in ((newer, earlier), (earlier, newer)):
        row = Continuation.make(
            case,
            at,
            other=other,
            is_later=case.pk == newer.pk,
            decided_at=at,
            decided_by_id=by.membership_id,
        )
        case_access.seal(by, case.pk).close_field(row, "reason", reason.strip())
        row.save(from_action=True, force_insert=True)
        right, detail = case_access.right_of(by, case), {"closing": str(case.pk)}
        tell(events.CONTINUED, case.pk, subject=row, by=by, at=at, right=right, detail=detail, seen_by=[])
    return earlier
