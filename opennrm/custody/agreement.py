"""Whether the child and others agreed to a copy for therapy, training or research, and until when; or a law does."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from opennrm.agencies.models import Agency
from opennrm.consents import access as consents
from opennrm.consents import queries
from opennrm.consents.rules import Decision, OnLaw, Said, To, Why, decide, needed_then
from opennrm.consents.states import End
from opennrm.consents.words import why_not
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.tasks.rules import end_of

from .models import Copy, Recording
from .states import BY_CONSENT, Purpose

PURPOSES = {
    Purpose.THERAPY: "recording_therapist",
    Purpose.TRAINING: "recording_training",
    Purpose.RESEARCH: "publication",
}
"""For which purpose of the country's table of consent each of these copies is made."""


class NotAgreed(Refused):
    """Nobody whose agreement is needed has agreed, and no law allows it; the message says whom to ask."""


def last_moment(
    recording: Recording, purpose: str, agency: Agency | None, until: datetime, *, at: datetime
) -> datetime:
    """Until when such a copy can be looked at: as wished, but no longer than was agreed. For the custodian.

    :raises NotAgreed: neither what was said nor a law allows a copy for this purpose and recipient now.
    """
    if purpose not in BY_CONSENT:
        return until
    said, on_law = _agreed_about(recording.pk, PURPOSES[Purpose(purpose)])
    to = _to(agency)
    decision = decide(needed_then(said, to), said, on_law, to=to, scopes=(), on=queries.today(at))
    if not decision.allowed:
        raise NotAgreed(why_not(decision), field="recipient")
    return until if decision.last_day is None else min(until, end_of(decision.last_day, pack().zone))


def still_stands(copy: Copy, *, by: Actor, at: datetime) -> bool:
    """Whether what a copy relies on holds still, for whoever leads the case."""
    purpose, to = PURPOSES[Purpose(copy.purpose)], _to(copy.recipient)
    decision: Decision = queries.still_stands(by, copy.case_id, purpose, to=to, on=queries.today(at))
    if copy.recipient is not None or decision.why is not Why.CONSENT:
        return decision.allowed
    # Which of the offices outside was named, nobody can tell: what one of them may no longer have ends for all.
    named = consents.consents_of(by, copy.case_id).filter(
        purpose=purpose, service=None, agency=None, agency_kind=""
    )
    over = named.filter(ended_at__gte=copy.ordered_at)
    return not over.exclude(ended_because__in=(End.ANSWERED_ANEW, End.PURPOSE_DONE)).exists()


def _to(agency: Agency | None) -> To:
    return queries.to_agency(agency.pk, agency.kind) if agency else To()


def _agreed_about(recording_id: UUID, purpose: str) -> tuple[list[Said], list[OnLaw]]:
    """What was said, the newest first, and what is done by law."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.agreed_about_copies(%s, %s)", [str(recording_id), purpose])
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [_said(row) for row in rows if not row["is_law"]], [_on_law(row) for row in rows if row["is_law"]]


def _about(row: dict[str, Any]) -> dict[str, Any]:
    service, agency = (str(row[name] or "") for name in ("service_id", "agency_id"))
    return {
        "to": To(service=service, agency=agency, kind=row["agency_kind"]),
        "first_day": row["starts_on"],
        "last_day": row["ends_on"],
    }


def _said(row: dict[str, Any]) -> Said:
    return Said(
        giver=row["given_by"],
        answer=row["answer"],
        letter=row["letter"],
        conditions=frozenset(row["conditions"]),
        **_about(row),
    )


def _on_law(row: dict[str, Any]) -> OnLaw:
    return OnLaw(basis=row["basis"], against_no=row["against_no"], **_about(row))
