"""Files of a concern that is still being written."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.files import MAX_FILES, CleanFile, FileRefused

from . import access
from .drafts import draft_of, draft_to_change
from .models import DraftAttachment


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file as its author sees it; `size` in bytes."""

    id: UUID
    title: str
    media_type: str
    size: int


def attachments_of(actor: Actor, draft_id: UUID) -> list[Attachment]:
    """The files of the actor's own draft, in the order in which they were added.

    :raises ConcernDraft.DoesNotExist: it is not theirs, or there is none.
    """
    seal = access.seal(actor, draft_of(actor, draft_id).pk)
    rows = DraftAttachment.objects.visible_to(actor).filter(draft_id=draft_id).defer("content")
    return [
        Attachment(id=row.pk, title=seal.open_field(row, "title"), media_type=row.media_type, size=row.size)
        for row in rows.order_by("added_at", "id")
    ]


def add(draft_id: UUID, *, file: CleanFile, by: Actor, at: datetime) -> DraftAttachment:
    """Add a file to a draft. The same file a second time is kept once.

    :raises ConcernDraft.DoesNotExist: it is not theirs, or there is none.
    :raises AlreadySent: it has become a case.
    :raises FileRefused: there are too many already.
    """
    draft = draft_to_change(by, draft_id)
    others = DraftAttachment.objects.visible_to(by).filter(draft=draft)
    # Keyed: a plain digest would tell whoever has a known picture that it is in here.
    digest = sealing.token_maker()("file", file.digest).hex()
    if same := others.filter(digest=digest).defer("content").first():
        return same
    if others.count() >= MAX_FILES:
        raise FileRefused(
            _("There are %(most)s files already. Remove one before you add another.") % {"most": MAX_FILES}
        )
    attachment = DraftAttachment(
        draft=draft,
        media_type=file.media_type,
        size=file.size,
        digest=digest,
        added_at=at,
        readers=draft.readers,
        writers=draft.writers,
    )
    seal = access.seal(by, draft.pk)
    seal.close_field(attachment, "title", file.title)
    attachment.content = seal.close(file.content, label=content_label(attachment), row_id=attachment.pk)
    attachment.save(from_action=True, force_insert=True)
    audit.record(
        "attachment.added", subject=attachment, right="author", detail={"media_type": file.media_type}
    )
    return attachment


def remove(draft_id: UUID, attachment_id: UUID, *, by: Actor) -> None:
    """Take a file out of a draft again; if it is gone already, nothing happens.

    :raises ConcernDraft.DoesNotExist: it is not theirs, or there is none.
    :raises AlreadySent: it has become a case.
    """
    draft = draft_to_change(by, draft_id)
    found = DraftAttachment.objects.visible_to(by).filter(draft=draft, pk=attachment_id)
    for attachment in found.defer("content"):
        audit.record("attachment.removed", subject=attachment, right="author")
    found.delete(from_action=True)


def content_label(row: Model) -> str:
    """What the seal of a file's bytes is bound to, besides the row."""
    return f"{row._meta.label_lower}.content"
