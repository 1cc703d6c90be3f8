"""A child is called to court: no interview is at that time, and whoever arranges one that is hears of it at once."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from opennrm.cases.bound import LEAD
from opennrm.foundation.actor import Actor

from . import access, events
from .models import ChildTime, Interview
from .states import BOOKED, TimeKind
from .telling import note, tell_of


def called(
    case_id: UUID,
    *,
    time_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    holders: Collection[int],
    by: Actor,
    at: datetime,
) -> list[Interview]:
    """Write down that the child is in court then. Gives the interviews that clash with it, of which people were told.

    For the context that keeps proceedings, which has checked that `by` may call the child. Once more does nothing.

    :param time_id: made of the hearing and the child.
    :param holders: who else may take it back, beside those who take part in the interviews of the case.
    """
    if access.of_case(ChildTime, by, case_id).filter(pk=time_id).exists():
        return []
    allowed = sorted({LEAD, *access.parts_covering(case_id), *holders})
    row = ChildTime(
        case_id=case_id,
        readers=allowed,
        writers=allowed,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=TimeKind.COURT,
        hard=True,
        added_at=at,
        added_by_id=by.membership_id,
    )
    row.pk = time_id
    row.save(from_action=True, force_insert=True)
    note("interview.child_time_added", row, by=by)
    clashes = list(clashing(by, case_id, starts_at=starts_at, ends_at=ends_at))
    for interview in clashes:
        tell_of(events.COURT_CLASH, interview, by=by, at=at)
    return clashes


def clashing(actor: Actor, case_id: UUID, *, starts_at: datetime, ends_at: datetime) -> list[Interview]:
    """The interviews of a child that the actor sees and that have a time which overlaps with this one."""
    found = access.visible_to(actor).of_case(case_id).filter(state__in=BOOKED)
    return list(found.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).order_by("starts_at", "id"))


def examinations(actor: Actor, case_id: UUID, *, after: datetime) -> list[ChildTime]:
    """When a child sits an examination, so that nobody agrees to a day in court then."""
    return list(access.times_of(actor, case_id).filter(kind=TimeKind.EXAM, ends_at__gt=after))


def not_called(time_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take back that the child is in court then. Once more does nothing."""
    row = ChildTime.objects.writable_by(by).select_for_update(of=("self",)).filter(pk=time_id).first()
    if row is not None and row.removed_at is None:
        row.removed_at = at
        row.save(from_action=True, update_fields=["removed_at"])
        note("interview.child_time_removed", row, by=by)


def is_known(time_id: UUID, *, by: Actor) -> bool:
    """Whether such a time of a child was written down, also one that was taken back."""
    return ChildTime.objects.visible_to(by).filter(pk=time_id).exists()
