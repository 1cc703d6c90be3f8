"""What the page of an activity shows, for whoever looks."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.prevention import access, queries, rules
from opennrm.prevention.models import Activity, Attendance, Kind
from opennrm.prevention.states import State
from opennrm.web.prevention import words
from opennrm.web.request import Request


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Somebody on the list. `is_trained` is None where nobody said how long they were there."""

    row: Attendance
    name: str
    is_trained: bool | None
    has_passed: rules.Passed
    certificate_id: UUID | None


def activity(request: Request, activity: Activity) -> dict[str, Any]:
    """Everything that the page of an activity needs."""
    actor, now = request.actor, timezone.now()
    reports = access.may_report(actor, activity)
    open_for_numbers = activity.state in (State.PLANNED, State.HELD, State.FROZEN) and activity.first_day <= (
        timezone.localdate(now, timezone=pack().zone)
    )
    confirms = access.may_confirm(actor) and actor.membership_id not in (
        activity.planned_by_id,
        activity.reported_by_id,
    )
    names = access.may_open_names(actor, activity)
    return {
        "activity": activity,
        "tone": words.TONES[State(activity.state)],
        "numbers": queries.numbers_of(activity),
        "head_counts": list(queries.head_counts(activity)),
        "reaches": list(queries.reaches(activity)),
        "has_list": activity.kind != Kind.CAMPAIGN,
        "has_course": activity.kind == Kind.TRAINING,
        "opens_names": names,
        "people": people(activity) if names else [],
        "due": queries.report_due(activity),
        "is_due": activity.state in (State.PLANNED, State.HELD),
        "currency": pack().currency,
        "reports": reports,
        "counts": reports and open_for_numbers,
        "may_confirm": confirms and activity.state == State.REPORTED and activity.confirmed_at is None,
        "may_certify": access.may_certify(actor, activity) and activity.state not in _NOT_HELD,
        "signs_in": activity.sign_in_until is not None and activity.sign_in_until > now,
        "sign_in_address": request.build_absolute_uri(reverse("sign-in-by-code")),
    }


_NOT_HELD = (State.PLANNED, State.CANCELLED)


def people(activity: Activity) -> list[Listed]:
    """Everybody on the list of an activity, with names. That they were opened is recorded."""
    rows = list(access.standing_attendances(activity))
    certificates = dict(
        access.certificates_of(activity).filter(revoked_at=None).values_list("attendance_id", "pk")
    )
    if any(row.name for row in rows):
        audit.record("attendance.opened", subject=activity)
    return [_listed(activity, row, certificates) for row in rows]


def _listed(activity: Activity, row: Attendance, certificates: dict[UUID, UUID]) -> Listed:
    course, trained = activity.curriculum, None
    if course is not None and row.hours is not None:
        percent = pack().prevention.trained_percent
        trained = rules.is_trained(row.hours, course.hours, percent=percent)
    mark = course.pass_mark if course else None
    return Listed(
        row=row,
        name=access.name_in(row.name, row.pk),
        is_trained=trained,
        has_passed=rules.passed(row.post, pass_mark=mark, is_trained=bool(trained)),
        certificate_id=certificates.get(row.pk),
    )
