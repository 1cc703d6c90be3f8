"""Giving an interview a time and a place, taking it away again, and what follows when it did not take place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import move

from . import access, bookings, events, reviews, rules, shield, team
from .checks import refuse_unless
from .models import Interview, LostTime, Place, Relaxation
from .permissions import INTERVIEW_ARRANGE
from .states import DISCIPLINES, TRANSITIONS, Capacity, State
from .telling import tell_of

People = Sequence[tuple[str, UUID]]
"""Who is planned besides the interviewer: a capacity and a membership each."""
TIMED = ("state", "space", "lead", "starts_at", "ends_at", "lead_sex", "interpreted")
PLANNED_WITH = (*DISCIPLINES, Capacity.INTERPRETER, Capacity.INTERMEDIARY)
WORDS = {
    "certificate": gettext_lazy("the interviewer has no certificate that is valid on that day"),
    "conflict_of_interest": gettext_lazy("somebody is not available for this case"),
    "no_overlap": gettext_lazy("somebody, the space or the child is not free then"),
    "absence": gettext_lazy("somebody is absent then"),
    "wished_sex": gettext_lazy("the child wishes another interviewer, and only the child can change that"),
    "space_fit": gettext_lazy("the space is closed then, lacks something needed, or is not for this child"),
    "interpreter": gettext_lazy("nobody interprets the language of the child"),
    "shield": gettext_lazy("the interviewer works on this case"),
    "same_interviewer": gettext_lazy("somebody else led the earlier interview"),
    "daily_limit": gettext_lazy("the interviewer leads enough interviews on that day"),
    "member_travel": gettext_lazy("somebody would travel for longer than they said"),
    "turnaround": gettext_lazy("there is too little time between two children in this space"),
    "not_together": gettext_lazy("the child could meet another child whom they must not meet"),
    "child_travel": gettext_lazy("the child would travel for too long"),
    "child_time": gettext_lazy("the child has something else then"),
    "medical_before": gettext_lazy("the medical examination has to be first"),
    "window": gettext_lazy("it is earlier or later than the request allows"),
}


class CannotBe(Refused):
    """An interview cannot be at this time with these people: `conditions` are the names of what is not kept."""

    def __init__(self, conditions: Sequence[str]) -> None:
        self.conditions = tuple(conditions)
        things = "; ".join(words_of(each) for each in conditions)
        super().__init__(_("This is not possible: {things}.").format(things=things), field="time")


def words_of(condition: str) -> str:
    """What it means that a condition is not kept. It names nobody and no private reason."""
    name, discipline = rules.parts_of(condition)
    if name == "quorum":
        return _("nobody of this discipline is planned: {discipline}").format(
            discipline=Capacity(discipline).label
        )
    return str(WORDS[name])


def schedule(
    interview_id: UUID,
    *,
    space: UUID,
    lead: UUID,
    people: People,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    at: datetime,
) -> Interview:
    """Give an interview a time, a space and people. The database refuses to book anybody twice.

    :param lead: the membership of whoever leads it.
    :param people: who else is planned, and in which capacity.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role arranges no interviews.
    :raises TransitionRefused: it waits for an agreement, has a time, or has ended.
    :raises CannotBe: a condition is not kept, and nobody who may has said that it does not count.
    :raises Refused: the time cannot be, or the space or a person is unknown or booked.
    """
    interview = access.interview_to_change(by, interview_id, INTERVIEW_ARRANGE)
    refuse_unless(interview, State.READY)
    _refuse_impossible(people, starts_at, ends_at, at=at)
    plan = team.plan_of(by, interview, space, lead, people, (starts_at, ends_at))
    _refuse_broken(interview, plan, by=by)
    move(interview, State.SCHEDULED, transitions=TRANSITIONS)
    interview.space_id, interview.lead_id = space, lead
    interview.starts_at, interview.ends_at = starts_at, ends_at
    interview.lead_sex, interview.interpreted = plan.lead.sex, rules.is_interpreted(plan, interview.language)
    _save_timed(interview)
    shield.put_up(interview, by=by)
    _place(interview, lead, people, at=at)
    members = team.members_of([lead, *(each for _capacity, each in people)])
    bookings.book(interview, [each.pk for each in members], close=plan.is_close, by=by, at=at)
    tell_of(events.SCHEDULED, interview, by=by, at=at)
    return interview


def _save_timed(interview: Interview) -> None:
    try:
        with transaction.atomic():
            interview.save(from_action=True, update_fields=TIMED)
    except IntegrityError as taken:
        raise CannotBe(["no_overlap"]) from taken


def _refuse_broken(interview: Interview, plan: rules.Plan, *, by: Actor) -> None:
    relaxed = set(access.rows(Relaxation, by, interview).values_list("condition", flat=True))
    if found := rules.standing(rules.broken(plan, team.wanted_by(by, interview)), relaxed):
        raise CannotBe(found)


def _place(interview: Interview, lead: UUID, people: People, *, at: datetime) -> None:
    for capacity, official in ((Capacity.INTERVIEWER.value, lead), *people):
        row = access.row_of(Place, interview, official_id=official, capacity=capacity, planned_at=at)
        row.save(from_action=True, force_insert=True)


def _refuse_impossible(people: People, starts_at: datetime, ends_at: datetime, *, at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused(_("Enter an end that is after the start."), field="until")
    if starts_at > at + timedelta(days=pack().interviews.longest_days):
        raise Refused(_("Choose an earlier day."), field="on")
    if any(capacity not in PLANNED_WITH for capacity, _official in people):
        raise Refused(_("Choose one of the answers in the list."), field="people")


def release(interview: Interview, *, by: Actor, at: datetime) -> None:
    """Let go of the space and the people that were booked for an interview; the caller saves it."""
    bookings.release(interview, by=by, at=at)
    for row in access.places_of(by, interview).select_related(None).select_for_update(of=("self",)):
        row.released_at = at
        row.save(from_action=True, update_fields=["released_at"])


def replan(interview_id: UUID, *, reason: str, words: str, by: Actor, at: datetime) -> Interview:
    """Take the time of an interview away, so that it gets another one. Nobody stays booked.

    :param reason: a code of the pack's reasons.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role arranges no interviews.
    :raises TransitionRefused: it has no time, began, or has ended.
    :raises Refused: the reason is unknown.
    """
    interview = _to_lose(interview_id, reason, "interview_replans", by=by)
    interview.replanned += 1
    _lose(interview, State.READY, reason, words, by=by, at=at)
    tell_of(events.REPLANNED, interview, by=by, at=at, reason=reason)
    return interview


def no_show(interview_id: UUID, *, reason: str, words: str, by: Actor, at: datetime) -> Interview:
    """Record that an interview did not take place, and why.

    :param reason: a code of the pack's reasons.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role arranges no interviews.
    :raises TransitionRefused: it has no time, began, or has ended.
    :raises Refused: the reason is unknown, or its time has not come.
    """
    interview = _to_lose(interview_id, reason, "interview_misses", by=by)
    if interview.starts_at is not None and interview.starts_at > at:
        raise Refused(_("Its time has not come. Plan it anew if it cannot be then."))
    interview.missed += 1
    _lose(interview, State.MISSED, reason, words, by=by, at=at)
    tell_of(events.MISSED, interview, by=by, at=at, reason=reason)
    return interview


def _to_lose(interview_id: UUID, reason: str, codes: str, *, by: Actor) -> Interview:
    interview = access.interview_to_change(by, interview_id, INTERVIEW_ARRANGE)
    refuse_unless(interview, State.SCHEDULED)
    if reason not in pack().codes(codes):
        raise Refused(_("Choose one of the answers in the list."), field="reason")
    return interview


def _lose(interview: Interview, state: State, reason: str, words: str, *, by: Actor, at: datetime) -> None:
    row = access.row_of(
        LostTime,
        interview,
        starts_at=interview.starts_at,
        was_missed=state == State.MISSED,
        reason=reason,
        lost_at=at,
        lost_by_id=by.membership_id,
    )
    case_access.seal(by, interview.case_id).close_field(row, "words", words.strip())
    row.save(from_action=True, force_insert=True)
    release(interview, by=by, at=at)
    move(interview, state, transitions=TRANSITIONS)
    interview.space = interview.lead = interview.starts_at = interview.ends_at = None
    interview.recorder_tested_at = interview.basis_at = interview.basis_until = None
    changed = [*TIMED, "missed", "replanned", "recorder_tested_at", "basis_at", "basis_until"]
    interview.save(from_action=True, update_fields=changed)
    shield.take_down(interview, by=by)


def plan_again(interview_id: UUID, *, by: Actor, at: datetime) -> Interview:
    """Let an interview that did not take place get another time.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role arranges no interviews.
    :raises TransitionRefused: it did not miss its time.
    :raises Refused: it missed its time so often that a case review has to be called first.
    """
    interview = access.interview_to_change(by, interview_id, INTERVIEW_ARRANGE)
    refuse_unless(interview, State.MISSED)
    if needs_review(by, interview):
        raise Refused(
            _("This interview did not take place {times} times. Call a case review first.").format(
                times=interview.missed
            )
        )
    move(interview, State.READY, transitions=TRANSITIONS)
    interview.save(from_action=True, update_fields=["state"])
    tell_of(events.PLANNED_AGAIN, interview, by=by, at=at)
    return interview


def needs_review(by: Actor, interview: Interview) -> bool:
    """Whether a case review has to be called before an interview gets another time."""
    if interview.missed < pack().interviews.misses_until_review:
        return False
    lost = access.rows(LostTime, by, interview).filter(was_missed=True).order_by("-lost_at").first()
    return lost is not None and not reviews.was_called_since(by, interview, lost.lost_at)
