"""Appending to the audit, in the caller's transaction: no audit row, no data."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model

from .models import AuditEvent


def record(
    kind: str,
    *,
    subject: Model | None = None,
    case_id: UUID | None = None,
    right: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one event. Who did it comes from the database's context, not from the caller.

    `kind` is "what.happened"; `right` the part in the case by which it was allowed; `detail` holds codes
    and field names, never values.
    """
    event = _event(kind, subject, right, detail)
    event.case_id = case_id or event.case_id
    event.save(from_action=True, force_insert=True)


def record_each(
    kind: str, subjects: Iterable[tuple[Model, str]], *, detail: dict[str, Any] | None = None
) -> None:
    """Append one event for each subject and the right by which it was allowed, with one statement for all."""
    events = [_event(kind, subject, right, detail) for subject, right in subjects]
    AuditEvent.objects.bulk_create(events, from_action=True)


def _event(kind: str, subject: Model | None, right: str, detail: dict[str, Any] | None) -> AuditEvent:
    if subject is None:
        return AuditEvent(kind=kind, subject_kind="", subject_id="", right=right, detail=detail or {})
    is_case = subject._meta.label == "cases.Case"
    return AuditEvent(
        kind=kind,
        case_id=subject.pk if is_case else getattr(subject, "case_id", None),
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        right=right,
        detail=detail or {},
    )
