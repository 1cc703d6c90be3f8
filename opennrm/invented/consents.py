"""What invented children and whoever decides for them have agreed to."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from opennrm.cases.models import Case
from opennrm.consents import asking, queries
from opennrm.consents.actions import Recipient
from opennrm.consents.asking import Said
from opennrm.consents.rules import CHILD, GUARDIAN, Decision, To
from opennrm.foundation.actor import Actor

OFFICER = "The director of the office"


def everybody_agrees(
    case: Case,
    purpose: str,
    *,
    recipient: Recipient,
    to: To,
    scopes: Collection[str] = (),
    by: Actor,
    at: datetime,
) -> Decision:
    """The child has agreed, and whoever has to besides: a safe guardian, otherwise the state."""
    asked = queries.what_is_needed(by, case, purpose, at=at)
    second = next(iter(asked.need.signers - {CHILD}), "")
    said = Said(
        child="yes",
        second=second,
        guardian_id=asked.safe[0].pk if second == GUARDIAN else None,
        signer="" if second in ("", GUARDIAN) else OFFICER,
        conditions=[str(condition) for condition in asked.need.conditions],
    )
    return asking.answer(
        case,
        purpose=purpose,
        recipient=recipient,
        to=to,
        scopes=scopes,
        said=said,
        page=uuid4(),
        by=by,
        at=at,
    )
