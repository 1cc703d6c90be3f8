"""Case reviews: calling a meeting about one child or several, what it decided about each, and that it was done."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency
from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, events
from .models import CaseReview, Interview, ReviewDecision
from .permissions import INTERVIEW_ARRANGE, INTERVIEW_REQUEST
from .states import DISCIPLINES
from .telling import note, tell_of


def call(
    interview_id: UUID, *, planned_on: date, others: Collection[UUID] = (), by: Actor, at: datetime
) -> CaseReview:
    """Call a meeting of the team about a child, and about other children if there are `others`.

    Each child has a review of its own, which only those see who take part in that child's interview.

    :param others: interviews of other children.
    :raises NotThere: there is no such interview that this actor may see.
    :raises NotAllowed: the actor's role neither asks for interviews nor arranges them.
    :raises Refused: the day is over, or a review of one of them was called and not held yet.
    """
    if planned_on < at.astimezone(pack().zone).date():
        raise Refused(_("Enter a day that is not in the past."), field="planned_on")
    meeting, made = uuid4(), {}
    # Always in the same order, so that two who call meetings about the same children do not wait for each other.
    for each in sorted({interview_id, *others}):
        interview = access.interview_to_change(by, each, INTERVIEW_ARRANGE, INTERVIEW_REQUEST)
        if access.reviews_of(by, interview.case_id).filter(held_at=None).exists():
            raise Refused(_("A case review was called already. Record first how it went."))
        row = access.row_of(
            CaseReview,
            interview,
            meeting=meeting,
            planned_on=planned_on,
            called_at=at,
            called_by_id=by.membership_id,
        )
        row.save(from_action=True, force_insert=True)
        tell_of(events.REVIEW_CALLED, interview, by=by, at=at)
        made[each] = row
    return made[interview_id]


def hold(
    review_id: UUID, *, disciplines: Collection[str], remote: bool, by: Actor, at: datetime
) -> CaseReview:
    """Record that a meeting was held, for every child of it that the actor sees, and by people of which disciplines.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role neither asks for interviews nor arranges them.
    :raises TransitionRefused: that is recorded already.
    :raises Refused: no discipline was there, or one is unknown.
    """
    review = access.review_to_change(by, review_id)
    if review.held_at is not None:
        raise TransitionRefused(_("It is recorded already that this review was held."))
    if not disciplines or not set(disciplines) <= set(DISCIPLINES):
        raise Refused(_("Choose who was there."), field="disciplines")
    for each in access.of_meeting(by, review.meeting).filter(held_at=None).order_by("case_id"):
        row = access.review_to_change(by, each.pk)
        row.disciplines, row.remote = sorted(disciplines), remote
        row.held_at, row.held_by_id = at, by.membership_id
        row.save(from_action=True, update_fields=["disciplines", "remote", "held_at", "held_by"])
        tell_of(events.REVIEW_HELD, _interview_of(by, row), by=by, at=at)
    return access.review_to_change(by, review_id)


def decide(
    review_id: UUID, *, decision: str, words: str, owner: UUID, due_on: date, by: Actor, at: datetime
) -> ReviewDecision:
    """Record something that a case review decided, who does it and by when.

    :param decision: a code of the pack.
    :param owner: the agency that does it.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role neither asks for interviews nor arranges them.
    :raises TransitionRefused: it is not recorded that the review was held.
    :raises Refused: the decision or the agency is unknown.
    """
    review = access.review_to_change(by, review_id)
    if review.held_at is None:
        raise TransitionRefused(_("Record first that this review was held."))
    if decision not in pack().codes("review_decisions"):
        raise Refused(_("Choose one of the answers in the list."), field="decision")
    if not Agency.objects.active().filter(pk=owner).exists():
        raise Refused(_("Choose one of the agencies in the list."), field="owner")
    row = ReviewDecision(
        case_id=review.case_id,
        review=review,
        readers=review.readers,
        writers=review.writers,
        decision=decision,
        owner_id=owner,
        due_on=due_on,
        decided_at=at,
    )
    case_access.seal(by, review.case_id).close_field(row, "words", words.strip())
    row.save(from_action=True, force_insert=True)
    note("interview.review_decided", row, by=by)
    return row


def done(review_id: UUID, decision_id: UUID, *, by: Actor, at: datetime) -> ReviewDecision:
    """Record that a decision of a case review was carried out. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role neither asks for interviews nor arranges them.
    """
    access.review_to_change(by, review_id)
    found = ReviewDecision.objects.visible_to(by).filter(review_id=review_id)
    row = fetch(found.select_for_update(of=("self",)), pk=decision_id)
    if row.done_at is None:
        row.done_at, row.done_by_id = at, by.membership_id
        row.save(from_action=True, update_fields=["done_at", "done_by"])
        note("interview.review_done", row, by=by)
    return row


def _interview_of(by: Actor, review: CaseReview) -> Interview:
    return access.visible_to(by).get(pk=review.interview_id)


def was_called_since(by: Actor, interview: Interview, moment: datetime) -> bool:
    """Whether a case review was called after this moment."""
    return access.reviews_of(by, interview.case_id).filter(called_at__gte=moment).exists()
