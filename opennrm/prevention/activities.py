"""Everything that changes an activity: planned, held, reported by its organiser, and confirmed by the secretariat."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import ChangedMeanwhile, NotAllowed, Refused
from opennrm.foundation.sealing import id_of
from opennrm.foundation.state_table import move

from . import access, queries
from .models import Activity, HeadCount, Kind, Reach
from .permissions import PREVENTION_PLAN
from .states import TRANSITIONS, State

FACTS = {
    Kind.TRAINING: ("curriculum", "mode", "trainer"),
    Kind.CAMPAIGN: ("channel", "message", "audience", "languages"),
    Kind.OUTREACH: ("setting", "school_code", "has_club", "uses_curriculum"),
}
"""What is said of an activity of one kind, besides `COMMON`."""
COMMON = ("title", "first_day", "last_day", "area", "venue", "funder", "cost", "co_funding")


def plan(kind: Kind, *, page: str, by: Actor, at: datetime, **facts: Any) -> Activity:
    """Plan an activity of the actor's own agency. `page` is of which showing of the page; sent twice it makes one.

    :raises NotAllowed: the actor's role plans none.
    :raises Refused: what is said cannot all be true.
    """
    if by.agency_id is None or not by.may(PREVENTION_PLAN):
        raise NotAllowed(_("Your role does not plan trainings, campaigns or talks."))
    row_id = id_of("prevention activity", f"{by.account_id} {page}")
    if same := Activity.objects.filter(pk=row_id).first():
        return same
    activity = Activity(pk=row_id, agency_id=by.agency_id, kind=kind, planned_by_id=by.membership_id)
    _state(activity, facts)
    activity.save(from_action=True, force_insert=True)
    audit.record("activity.planned", subject=activity, detail={"kind": kind})
    return activity


def change(activity_id: UUID, *, seen_version: int, by: Actor, at: datetime, **facts: Any) -> Activity:
    """Correct what is said of an activity that is not reported yet.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises ChangedMeanwhile: somebody else was faster.
    :raises Refused: it was reported, or what is said cannot all be true.
    """
    activity = access.activity_to_report(by, activity_id)
    if activity.version != seen_version:
        message = _("Somebody else changed this after you opened the page. Nothing was overwritten.")
        raise ChangedMeanwhile(message, activity)
    if activity.state not in (State.PLANNED, State.HELD):
        raise Refused(_("This was reported. Take the report back first."))
    _state(activity, facts)
    activity.version += 1
    names = [*COMMON, *FACTS[Kind(activity.kind)], "version"]
    activity.save(from_action=True, update_fields=names)
    audit.record("activity.changed", subject=activity)
    return activity


def hold(activity_id: UUID, *, by: Actor, at: datetime) -> Activity:
    """Say that an activity was held.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises TransitionRefused: it is not planned any more.
    :raises Refused: its last day is still to come.
    """
    activity = access.activity_to_report(by, activity_id)
    if activity.last_day > _today(at):
        raise Refused(_("Its last day is still to come. Change the dates if it was held earlier."))
    return _move(activity, State.HELD, "activity.held")


def cancel(activity_id: UUID, *, reason: str, by: Actor, at: datetime) -> Activity:
    """Say that an activity is not held, and why.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises TransitionRefused: it is not planned any more.
    """
    activity = access.activity_to_report(by, activity_id)
    activity.cancelled_because = reason
    return _move(activity, State.CANCELLED, "activity.cancelled", "cancelled_because")


def report(activity_id: UUID, *, difference: str = "", by: Actor, at: datetime) -> Activity:
    """Say that the numbers of an activity are complete.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises TransitionRefused: it is not held.
    :raises Refused: there is no number.
    """
    activity = access.activity_to_report(by, activity_id)
    numbers = queries.numbers_of(activity)
    if not numbers.has_any:
        raise Refused(_("There is no number yet. Add who was there, or how many were reached."))
    activity.difference = difference
    activity.reported_by_id, activity.reported_at = by.membership_id, at
    return _move(activity, State.REPORTED, "activity.reported", "difference", "reported_by_id", "reported_at")


def explain_difference(activity_id: UUID, *, difference: str, by: Actor, at: datetime) -> Activity:
    """Say why the head count and the list of names differ, also after the activity was reported.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    """
    activity = access.activity_to_report(by, activity_id)
    activity.difference = difference
    activity.version += 1
    activity.save(from_action=True, update_fields=["difference", "version"])
    audit.record("activity.difference_explained", subject=activity)
    return activity


def take_back(activity_id: UUID, *, by: Actor, at: datetime) -> Activity:
    """Take a report back to correct it. It has to be confirmed again.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises TransitionRefused: it is not reported, or its quarter was published.
    """
    activity = access.activity_to_report(by, activity_id)
    activity.confirmed_by_id = activity.confirmed_at = None
    return _move(activity, State.HELD, "activity.taken_back", "confirmed_by_id", "confirmed_at")


def confirm(activity_id: UUID, *, by: Actor, at: datetime) -> Activity:
    """Confirm the numbers that an organiser reported, so that figures count them.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor confirms nothing, or planned or reported it.
    :raises Refused: it is not reported.
    """
    activity = access.activity_to_confirm(by, activity_id)
    if activity.state != State.REPORTED:
        raise Refused(_("Only what was reported can be confirmed."))
    activity.confirmed_by_id, activity.confirmed_at = by.membership_id, at
    activity.version += 1
    activity.save(from_action=True, update_fields=["confirmed_by_id", "confirmed_at", "version"])
    audit.record("activity.confirmed", subject=activity)
    return activity


def add_head_count(activity_id: UUID, *, by: Actor, at: datetime, **facts: Any) -> HeadCount:
    """Add how many of one sex, age and role were there.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises Refused: it takes no numbers now, or such people were counted already.
    """
    activity = to_count(by, activity_id, at=at)
    row = HeadCount(activity=activity, added_at=at, **facts)
    same = HeadCount.objects.filter(activity=activity, withdrawn_at=None)
    if same.filter(role=row.role, sex=row.sex, age_band=row.age_band, area=row.area).exists():
        message = _("You have counted people of this role, sex, age and area. Withdraw that count first.")
        raise Refused(message, field="number")
    row.save(from_action=True, force_insert=True)
    audit.record("head_count.added", subject=row)
    return row


def add_reach(activity_id: UUID, *, by: Actor, at: datetime, **facts: Any) -> Reach:
    """Add how many a campaign reached by one measure.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises Refused: it takes no numbers now, or is no campaign.
    """
    activity = to_count(by, activity_id, at=at)
    if activity.kind != Kind.CAMPAIGN:
        raise Refused(_("Only a campaign reaches people in this way. Count those who were present."))
    row = Reach(activity=activity, added_at=at, **facts)
    row.save(from_action=True, force_insert=True)
    audit.record("reach.added", subject=row)
    return row


def withdraw_head_count(activity_id: UUID, number_id: UUID, *, by: Actor, at: datetime) -> HeadCount:
    """Let a head count not count any more.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises the activity.
    :raises Refused: it takes no numbers now.
    """
    activity = to_count(by, activity_id, at=at)
    row: HeadCount = fetch(queries.head_counts(activity), pk=number_id)
    row.withdrawn_at = at
    row.save(from_action=True, update_fields=["withdrawn_at"])
    audit.record("head_count.withdrawn", subject=row)
    return row


def withdraw_reach(activity_id: UUID, number_id: UUID, *, by: Actor, at: datetime) -> Reach:
    """Let a number of a campaign not count any more.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises the activity.
    :raises Refused: it takes no numbers now.
    """
    activity = to_count(by, activity_id, at=at)
    row: Reach = fetch(queries.reaches(activity), pk=number_id)
    row.withdrawn_at = at
    row.save(from_action=True, update_fields=["withdrawn_at"])
    audit.record("reach.withdrawn", subject=row)
    return row


def to_count(by: Actor, activity_id: UUID, *, at: datetime) -> Activity:
    """Return an activity of the actor's own agency, locked, while numbers of it can be entered.

    Also after its quarter was published: then they lead to a restated figure.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises Refused: it has not begun, was cancelled, or is reported.
    """
    activity = access.activity_to_report(by, activity_id)
    refuse_unless_counting(activity, on=_today(at))
    return activity


def refuse_unless_counting(activity: Activity, *, on: date) -> None:
    """Return only while numbers of an activity can be entered.

    :raises Refused: it has not begun, was cancelled, or is reported.
    """
    if activity.state == State.CANCELLED:
        raise Refused(_("This was cancelled, so nobody was there."))
    if activity.state == State.REPORTED:
        raise Refused(_("This was reported. Take the report back first, to correct its numbers."))
    if activity.first_day > on:
        raise Refused(_("This has not begun. Enter who was there when it has."))


def _move(activity: Activity, to: State, event: str, *fields: str) -> Activity:
    move(activity, to, transitions=TRANSITIONS)
    activity.version += 1
    activity.save(from_action=True, update_fields=["state", "version", *fields])
    audit.record(event, subject=activity)
    return activity


def _state(activity: Activity, facts: dict[str, Any]) -> None:
    known = (*COMMON, *FACTS[Kind(activity.kind)])
    if unknown := set(facts) - set(known):
        raise TypeError(f"A {activity.kind} has no {', '.join(sorted(unknown))} to state.")
    for name, value in facts.items():
        setattr(activity, name, value)
    if activity.last_day < activity.first_day:
        raise Refused(_("The last day must be the first day or later."), field="last_day")
    if activity.setting != "school" and activity.uses_curriculum:
        raise Refused(_("Only a school teaches by a curriculum. Choose “School”, or untick this."))


def _today(at: datetime) -> date:
    return at.astimezone(pack().zone).date()
