"""What the reporter wrote later, shown to those whose part covers what was reported.

An addition may say anything, also of somebody at an agency that helps the child. So nobody but the lead reads it until
the lead has shown it to the others. Then it is part of what was reported: sealed under the key of the case, and read by
whoever's part covers that, now and later. The reporter does not learn of it, nor of whom it was shown to.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from opennrm.cases import access as cases
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.cases.telling import tell
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.sealing import Seal
from opennrm.people.access import require_opening

from . import reporter
from .events import ADDITION_SHOWN
from .models import Concern, ConcernAddition, ReporterMessage


@dataclass(frozen=True, kw_only=True)
class OpenAddition:
    """What the reporter wrote later, opened; `question` is what it answers, if it is an answer."""

    question: str
    text: str
    written_at: datetime


def has_others(case: Case, *, at: datetime) -> bool:
    """Whether anybody besides the lead reads what was reported about a case."""
    return bool(set(cases.covered(case.pk, ConcernAddition.SCOPE, at=at)) - {LEAD})


def shown_to_others(actor: Actor, message_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    """When each of these messages was shown to others, of those that were."""
    rows = ConcernAddition.objects.visible_to(actor).filter(message__any_of=message_ids)
    return dict(rows.values_list("message_id", "shown_at"))


def show_to_others(case_id: UUID, message_id: UUID, *, by: Actor, at: datetime) -> ConcernAddition:
    """Show what the reporter added or answered to whoever's part covers what was reported. Twice is as good as once.

    :raises NotThere: there is no such case for `by`, or the reporter wrote nothing like this about it.
    :raises NotAllowed: `by` does not lead the case, or their role opens no identities.
    """
    case = cases.case(by, case_id, as_="lead", lock=True)
    require_opening(by)
    written = ReporterMessage.objects.visible_to(by).of_case(case_id).from_reporter()
    message = fetch(written.select_related("question"), pk=message_id)
    if shown := ConcernAddition.objects.visible_to(by).filter(message=message).first():
        return shown
    concern = Concern.objects.visible_to(by).of_case(case_id).order_by("reported_at", "id").first()
    if concern is None:
        raise NotThere
    row = ConcernAddition.make(
        case,
        at,
        concern=concern,
        message=message,
        written_at=message.written_at,
        shown_at=at,
        shown_by_id=by.membership_id,
    )
    theirs, ours = reporter.seal(by, case_id), cases.seal(by, case_id)
    ours.close_field(row, "text", theirs.open_field(message, "text"))
    ours.close_field(row, "question", theirs.open_field(message.question, "text") if message.question else "")
    row.save(from_action=True, force_insert=True)
    tell(
        ADDITION_SHOWN,
        case_id,
        subject=row,
        by=by,
        at=at,
        right=cases.right_of(by, case),
        seen_by=cases.covered_in_story(case_id, ConcernAddition.SCOPE, at=at),
    )
    return row


def opened(actor: Actor, concern: Concern, seal: Seal) -> list[OpenAddition]:
    """What was shown to others of what the reporter wrote later, the oldest first. Whoever shows it records that."""
    rows = ConcernAddition.objects.visible_to(actor).filter(concern=concern)
    return [
        OpenAddition(
            question=plain(seal.open_field(row, "question"), lines=True),
            text=plain(seal.open_field(row, "text"), lines=True),
            written_at=row.written_at,
        )
        for row in rows.order_by("written_at", "id")
    ]
