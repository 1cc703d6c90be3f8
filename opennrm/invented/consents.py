"""What invented children and whoever decides for them have agreed to."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from opennrm.cases.models import Case
from opennrm.consents import access, actions, asking, guardians, queries
from opennrm.consents.actions import Recipient
from opennrm.consents.asking import Said
from opennrm.consents.rules import CHILD, GUARDIAN, Decision, To
from opennrm.consents.states import Authority, Giver, Kind, Standing
from opennrm.foundation.actor import Actor

from .course import Course, EndsHere

OFFICER = "The director of the office"


def withdrawn(course: Course) -> None:
    """The child has taken back the last thing to which they agreed."""
    with course.acting(course.worker) as worker:
        agreed = access.consents_of(worker, course.case_id).open().filter(given_by=Giver.CHILD)
        last = agreed.newest_first().first()
        if last is None:
            raise EndsHere("The child has agreed to nothing.")
        actions.withdraw(last.pk, words="I want to stay with my aunt.", by=worker, at=course.next())


def mother_is_involved(course: Course) -> None:
    """The mother is recorded as involved: nobody asks or tells her."""
    with course.acting(course.worker) as worker:
        guardians.record(
            course.case_id,
            kind=Kind.PARENT,
            standing=Standing.IMPLICATED,
            authority=Authority.BIRTH,
            name="Her mother",
            page=uuid4(),
            by=worker,
            at=course.next(),
        )


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
