"""Appending to the audit, in the caller's transaction: no audit row, no data."""

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
    if subject is not None and case_id is None:
        case_id = subject.pk if subject._meta.label == "cases.Case" else getattr(subject, "case_id", None)
    AuditEvent(
        kind=kind,
        case_id=case_id,
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        right=right,
        detail=detail or {},
    ).save(from_action=True, force_insert=True)
