"""Minutes that are still being written: kept while somebody types, seen by them alone, for a limited time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.drafts import by_author, holders_of, refuse_more_than_most
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal

from . import access
from .models import Conference, MinutesDraft, MinutesVersion

EXPIRY = "minutes_drafts.expire"
LONGEST = 40_000
"""In characters: of what was typed, no more is kept."""
_TOO_MANY = _("You have {number} unfinished minutes. Save or delete one of them, then we can keep these.")


@dataclass(frozen=True, kw_only=True)
class OpenDraft:
    """A draft, opened for whoever typed it."""

    draft: MinutesDraft
    text: str


def _own(actor: Actor, conference_id: UUID) -> QuerySet[MinutesDraft]:
    """Theirs at this agency, whatever role they began it in."""
    return MinutesDraft.objects.visible_to(actor).filter(by_author(actor), conference_id=conference_id)


def open_own(actor: Actor, conference: Conference) -> OpenDraft | None:
    """Open what the actor typed last and did not save as minutes, and record it; None if there is nothing."""
    draft = _own(actor, conference.pk).order_by("-saved_at", "id").first()
    if draft is None:
        return None
    audit.record("minutes_draft.opened", subject=draft, right="author")
    text = case_access.seal(actor, conference.case_id).open_field(draft, "content")
    return OpenDraft(draft=draft, text=text)


def keep(conference_id: UUID, *, text: str, page: UUID, by: Actor, at: datetime) -> MinutesDraft | None:
    """Keep what was typed on one showing of a page (`page`); if that is nothing, keep no draft and return None.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    :raises TooManyDrafts: they have as many unfinished minutes as one person can have.
    """
    conference = access.conference_to_change(by, conference_id)
    if MinutesVersion.objects.visible_to(by).filter(conference_id=conference_id, form_token=page).exists():
        return None  # The page was sent meanwhile: what it kept until then is in the minutes.
    draft = _own(by, conference_id).filter(page=page).first()
    if not text.strip():
        if draft is not None:
            _remove(draft)
        return None
    is_new = draft is None
    if draft is None:
        mine = MinutesDraft.objects.visible_to(by).filter(by_author(by))
        refuse_more_than_most(mine, _TOO_MANY)
        draft = _begin(conference, page, by=by)
    draft.saved_at, draft.expires_at = at, at + timedelta(days=pack().drafts.keep_days)
    case_access.seal(by, conference.case_id).close_field(draft, "content", text[:LONGEST])
    changed = None if is_new else ["content", "saved_at", "expires_at"]
    draft.save(from_action=True, force_insert=is_new, update_fields=changed)
    audit.record("minutes_draft.saved", subject=draft, right="author")
    return draft


def discard(conference_id: UUID, *, by: Actor) -> None:
    """Delete what the actor typed and did not save as minutes.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    """
    access.conference_to_change(by, conference_id)
    for draft in _own(by, conference_id):
        _remove(draft)


def expire(*, at: datetime) -> int:
    """Delete the drafts whose time is over; returns how many. For the job `EXPIRY`."""
    old = MinutesDraft.objects.filter(readers__contains=[system_principal(EXPIRY)], expires_at__lte=at)
    drafts = list(old.defer("content").select_for_update(skip_locked=True))
    for draft in drafts:
        audit.record("minutes_draft.expired", subject=draft, right=EXPIRY)
        draft.delete(from_action=True)
    return len(drafts)


def _begin(conference: Conference, page: UUID, *, by: Actor) -> MinutesDraft:
    holders = holders_of(by, EXPIRY)
    return MinutesDraft(
        case_id=conference.case_id,
        conference=conference,
        membership_id=by.membership_id,
        page=page,
        readers=holders,
        writers=holders,
    )


def _remove(draft: MinutesDraft) -> None:
    audit.record("minutes_draft.discarded", subject=draft, right="author")
    draft.delete(from_action=True)
