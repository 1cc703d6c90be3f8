"""Notes that are still being written: kept while somebody types, seen by their author alone, for a limited time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.drafts import Opened, by_author, holders_of, of_page, refuse_more_than_most
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.sealing import Seal

from . import access
from .models import NoteDraft, NoteVersion

EXPIRY = "note_drafts.expire"
LONGEST = 20_000
"""In characters: of what was typed into one field, no more is kept."""
_TOO_MANY = _("You have {number} unfinished notes. Save or delete one of them, then we can keep this one.")


@dataclass(frozen=True, kw_only=True)
class OpenDraft:
    """A draft, opened for its author: what was typed, by the name of the field."""

    draft: NoteDraft
    typed: Mapping[str, str]


def drafts_of(actor: Actor) -> QuerySet[NoteDraft]:
    """The actor's own unfinished notes in the cases that they see, the last changed first."""
    visible = case_access.visible_to(actor).filter(pk=OuterRef("case_id"))
    return _own(actor).filter(Exists(visible)).order_by("-saved_at", "id")


def _own(actor: Actor) -> QuerySet[NoteDraft]:
    """Theirs at this agency, whatever role they began it in; without those that were sent while they were saved."""
    sent = NoteVersion.objects.visible_to(actor).filter(
        case_id=OuterRef("case_id"), form_token=OuterRef("page")
    )
    return NoteDraft.objects.visible_to(actor).filter(by_author(actor), ~Exists(sent))


def open_own(actor: Actor, case: Case, draft_id: UUID | None = None) -> OpenDraft | None:
    """Open the actor's own draft of this id, or the last that they saved in a case, and record it; else None."""
    drafts = _own(actor).filter(case_id=case.pk)
    chosen = drafts.filter(pk=draft_id) if draft_id else drafts.order_by("-saved_at", "id")
    draft = chosen.first()
    if draft is None:
        return None
    audit.record("note_draft.opened", subject=draft, right="author")
    return OpenDraft(draft=draft, typed=_typed(case_access.seal(actor, case.pk), draft))


def keep(
    case_id: UUID,
    *,
    typed: Mapping[str, str],
    page: UUID,
    opened: Opened | None = None,
    by: Actor,
    at: datetime,
) -> NoteDraft | None:
    """Keep what was typed on one showing of a page (`page`); where that is nothing, keep no draft, and return None.

    :param opened: the draft that the page was opened with. It is changed, unless it was changed elsewhere since.
    :raises NotThere: there is no such case that `by` may see, or its notes are nothing of theirs.
    :raises NotAllowed: the role of `by` writes no notes.
    :raises TooManyDrafts: they have as many unfinished notes as one person can have.
    """
    standing = access.case_to_write_in(by, case_id, lock=False)
    draft = _of_page(case_id, page, opened, by=by)
    typed = {name: value[:LONGEST] for name, value in typed.items() if value.strip()}
    if not typed:
        if draft is not None:
            _remove(draft)
        return None
    seal = case_access.seal(by, case_id)
    if draft is None:
        refuse_more_than_most(drafts_of(by), _TOO_MANY)
        draft = _begin(standing.case, page, by=by, at=at)
        seal.close_field(draft, "content", json.dumps(typed))
        draft.save(from_action=True, force_insert=True)
    elif draft.page == page and typed == _typed(seal, draft):
        return draft
    else:
        draft.page, draft.saved_at, draft.expires_at = page, at, _expiry(at)
        draft.version += 1
        seal.close_field(draft, "content", json.dumps(typed))
        draft.save(from_action=True, update_fields=["page", "version", "content", "saved_at", "expires_at"])
    audit.record("note_draft.saved", subject=draft, right="author")
    return draft


def discard(case_id: UUID, draft_id: UUID, *, by: Actor) -> None:
    """Delete one's own draft.

    :raises NotThere: it is not theirs, there is none, or the notes of the case are nothing of theirs.
    """
    access.case_with_notes(by, case_id)
    _remove(fetch(_own(by).filter(case_id=case_id), pk=draft_id))


def finish(case_id: UUID, *, page: UUID, opened: Opened | None, by: Actor) -> None:
    """Delete the draft of a note that has just been written."""
    draft = _of_page(case_id, page, opened, by=by)
    if draft is not None:
        draft.delete(from_action=True)


def expire(*, at: datetime) -> int:
    """Delete the drafts whose time is over; returns how many. For the job `EXPIRY`."""
    job = system_principal(EXPIRY)
    old = NoteDraft.objects.filter(readers__contains=[job], expires_at__lte=at)
    drafts = list(old.defer("content").select_for_update(skip_locked=True))
    for draft in drafts:
        audit.record("note_draft.expired", subject=draft, right=EXPIRY)
        draft.delete(from_action=True)
    return len(drafts)


def _of_page(case_id: UUID, page: UUID, opened: Opened | None, *, by: Actor) -> NoteDraft | None:
    return of_page(_own(by).filter(case_id=case_id), page, opened)


def _begin(case: Case, page: UUID, *, by: Actor, at: datetime) -> NoteDraft:
    holders = holders_of(by, EXPIRY)
    return NoteDraft(
        case=case,
        membership_id=by.membership_id,
        page=page,
        saved_at=at,
        expires_at=_expiry(at),
        readers=holders,
        writers=holders,
    )


def _remove(draft: NoteDraft) -> None:
    audit.record("note_draft.discarded", subject=draft, right="author")
    draft.delete(from_action=True)


def _typed(seal: Seal, draft: NoteDraft) -> dict[str, str]:
    return json.loads(seal.open_field(draft, "content") or "{}")


def _expiry(at: datetime) -> datetime:
    return at + timedelta(days=pack().drafts.keep_days)
