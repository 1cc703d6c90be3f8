"""Corrections and additions that somebody is still writing: kept while they type, for a limited time.

Their author alone sees them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.drafts import Opened, by_author, holders_of, of_page, refuse_more_than_most
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.refusals import NotThere

from . import access
from .models import Contact, CorrectionDraft, RelatedPerson, SuspectedPerson
from .rules import Corrected

EXPIRY = "correction_drafts.expire"
LONGEST = 20_000
"""In characters: of what was typed into one field, no more is kept."""
_TOO_MANY = _(
    "You have {number} unfinished corrections and additions. Save or delete one of them, then we can keep this one."
)

_ONE_OF_SEVERAL: dict[Corrected, Any] = {
    Corrected.CONTACT: Contact,
    Corrected.RELATED: RelatedPerson,
    Corrected.SUSPECTED: SuspectedPerson,
    Corrected.RELATED_END: RelatedPerson,
    Corrected.SUSPECTED_END: SuspectedPerson,
}

Typed = Sequence[tuple[str, str]]
"""What a form sent, in its order: names and values. A name can come more than once."""


@dataclass(frozen=True, kw_only=True)
class OpenDraft:
    """A draft, opened for its author."""

    draft: CorrectionDraft
    typed: Typed


def drafts_of(actor: Actor) -> QuerySet[CorrectionDraft]:
    """The actor's own unfinished corrections in the cases that they see, the last changed first."""
    visible = cases.visible_to(actor).filter(pk=OuterRef("case_id"))
    return _own(actor).filter(Exists(visible)).order_by("-saved_at", "id")


def _own(actor: Actor) -> QuerySet[CorrectionDraft]:
    """Theirs at this agency, whatever role they began it in."""
    return CorrectionDraft.objects.visible_to(actor).filter(by_author(actor))


def open_own(actor: Actor, case_id: UUID, corrected: Corrected, subject_id: UUID) -> OpenDraft | None:
    """Open the actor's own last draft of a correction, and record it; None where there is none.

    :raises NotThere: there is no such case, or nothing like this in it, that the actor may see.
    :raises NotAllowed: the actor does not correct this.
    """
    _require_correcting(actor, case_id, corrected, subject_id)
    of_it = _own(actor).filter(case_id=case_id, corrected=corrected, subject_id=subject_id)
    draft = of_it.order_by("-saved_at", "id").first()
    if draft is None:
        return None
    audit.record("correction_draft.opened", subject=draft, right="author")
    content = json.loads(cases.seal(actor, case_id).open_field(draft, "content"))
    return OpenDraft(draft=draft, typed=[(name, value) for name, value in content])


def keep(
    case_id: UUID,
    corrected: Corrected,
    subject_id: UUID,
    *,
    typed: Typed,
    page: UUID,
    opened: Opened | None = None,
    by: Actor,
    at: datetime,
) -> CorrectionDraft:
    """Keep what was typed on one showing of a page (`page`).

    :param subject_id: the contact or person that is corrected; the case itself for what there is once in a case, and
        for one more that is added.
    :param opened: the draft that the page was opened with. It is changed, unless it was changed elsewhere since.
    :raises NotThere: there is no such case, or nothing like this in it, that `by` may see.
    :raises NotAllowed: `by` does not correct this.
    :raises TooManyDrafts: they have as many unfinished corrections and additions as one person can have.
    """
    _require_correcting(by, case_id, corrected, subject_id)
    draft = _of_page(case_id, page, opened, by=by)
    is_new = draft is None
    if draft is None:
        refuse_more_than_most(drafts_of(by), _TOO_MANY)
        draft = _begin(case_id, corrected, subject_id, by=by)
    else:
        draft.version += 1
    draft.page, draft.saved_at = page, at
    draft.expires_at = at + timedelta(days=pack().drafts.keep_days)
    kept = [(name, value[:LONGEST]) for name, value in typed]
    cases.seal(by, case_id).close_field(draft, "content", json.dumps(kept))
    if is_new:
        draft.save(from_action=True, force_insert=True)
    else:
        draft.save(from_action=True, update_fields=["page", "version", "content", "saved_at", "expires_at"])
    audit.record("correction_draft.saved", subject=draft, right="author")
    return draft


def _begin(case_id: UUID, corrected: Corrected, subject_id: UUID, *, by: Actor) -> CorrectionDraft:
    holders = holders_of(by, EXPIRY)
    return CorrectionDraft(
        case_id=case_id,
        membership_id=by.membership_id,
        corrected=corrected,
        subject_id=subject_id,
        readers=holders,
        writers=holders,
    )


def _require_correcting(actor: Actor, case_id: UUID, corrected: Corrected, subject_id: UUID) -> None:
    cases.case(actor, case_id, as_="lead", event=None)
    if corrected != Corrected.FACTS:
        access.require_opening(actor)
    if subject_id == case_id and not corrected.is_ending:
        return
    if corrected not in _ONE_OF_SEVERAL:
        raise NotThere
    fetch(_ONE_OF_SEVERAL[corrected].objects.visible_to(actor).only("id"), pk=subject_id, case_id=case_id)


def discard(case_id: UUID, draft_id: UUID, *, by: Actor) -> None:
    """Delete one's own draft.

    :raises NotThere: it is not theirs, there is none, or they do not see the case.
    """
    cases.case(by, case_id, event=None)
    draft = fetch(_own(by).filter(case_id=case_id), pk=draft_id)
    audit.record("correction_draft.discarded", subject=draft, right="author")
    draft.delete(from_action=True)


def finish(case_id: UUID, *, page: UUID, opened: Opened | None, by: Actor) -> None:
    """Delete the draft of a correction that has just been saved."""
    draft = _of_page(case_id, page, opened, by=by)
    if draft is not None:
        draft.delete(from_action=True)


def _of_page(case_id: UUID, page: UUID, opened: Opened | None, *, by: Actor) -> CorrectionDraft | None:
    return of_page(_own(by).filter(case_id=case_id), page, opened)


def expire(*, at: datetime) -> int:
    """Delete the drafts whose time is over; returns how many. For the job `EXPIRY`."""
    job = system_principal(EXPIRY)
    old = CorrectionDraft.objects.filter(readers__contains=[job], expires_at__lte=at)
    drafts = list(old.defer("content").select_for_update(skip_locked=True))
    for draft in drafts:
        audit.record("correction_draft.expired", subject=draft, right=EXPIRY)
        draft.delete(from_action=True)
    return len(drafts)
