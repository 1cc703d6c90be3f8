"""Files of a concern that is still being written."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.documents import OpenFile, content_label
from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.files import MAX_FILES, CleanFile, FileRefused
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.sealing import Seal

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

    :raises NotThere: it is not theirs, or there is none.
    """
    seal = cases.seal(actor, draft_of(actor, draft_id).pk)
    rows = DraftAttachment.objects.visible_to(actor).filter(draft_id=draft_id).defer("content")
    return [
        Attachment(id=row.pk, title=seal.open_field(row, "title"), media_type=row.media_type, size=row.size)
        for row in rows.order_by("added_at", "id")
    ]


def add(draft_id: UUID, *, file: CleanFile, by: Actor, at: datetime) -> DraftAttachment:
    """Add a file to a draft. The same file a second time is kept once.

    :raises NotThere: it is not theirs, or there is none.
    :raises AlreadySent: it has become a case.
    :raises FileRefused: there are too many already.
    """
    draft = draft_to_change(by, draft_id)
    if draft.first_id is not None:
        # A picture of one child would else come into the case of another.
        raise NotThere
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
    seal = cases.seal(by, draft.pk)
    seal.close_field(attachment, "title", file.title)
    attachment.content = seal.close(file.content, label=content_label(attachment), row_id=attachment.pk)
    attachment.save(from_action=True, force_insert=True)
    audit.record(
        "attachment.added", subject=attachment, right="author", detail={"media_type": file.media_type}
    )
    return attachment


def remove(draft_id: UUID, attachment_id: UUID, *, by: Actor) -> None:
    """Take a file out of a draft again; if it is gone already, nothing happens.

    :raises NotThere: it is not theirs, or there is none.
    :raises AlreadySent: it has become a case.
    """
    draft = draft_to_change(by, draft_id)
    found = DraftAttachment.objects.visible_to(by).filter(draft=draft, pk=attachment_id)
    for attachment in found.defer("content"):
        audit.record("attachment.removed", subject=attachment, right="author")
    found.delete(from_action=True)


def open_files(actor: Actor, draft_id: UUID, seal: Seal) -> Iterator[OpenFile]:
    """The files of the actor's own draft, opened, for the case that it becomes."""
    files = DraftAttachment.objects.visible_to(actor).filter(draft_id=draft_id)
    for attachment_id in list(files.values_list("pk", flat=True)):
        # One at a time: all of them together may be a hundred megabytes.
        row = files.get(pk=attachment_id)
        content = seal.open(bytes(row.content), label=content_label(row), row_id=row.pk)
        yield OpenFile(
            id=row.pk,
            title=seal.open_field(row, "title"),
            content=content,
            media_type=row.media_type,
            size=row.size,
            digest=row.digest,
            fingerprint=hashlib.sha256(content).hexdigest(),
            added_at=row.added_at,
        )
