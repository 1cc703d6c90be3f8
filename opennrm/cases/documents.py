"""The files of a case: listed and opened for those whose part covers them, each opening recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from opennrm.audit import actions as audit
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed
from opennrm.foundation.sealing import Seal

from . import access
from .models import Case, Document
from .permissions import IDENTITY_OPEN


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file in the list of a case: the `number` in which it was added, and its `size` in bytes.

    `title` is what the file was called by whoever sent it. It may name a person, and is empty while it is sealed.
    """

    id: UUID
    number: int
    media_type: str
    size: int
    added_at: datetime
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenFile:
    """A file that is about to become a document, opened; `size` in bytes. It keeps its id and its keyed `digest`."""

    id: UUID
    title: str
    content: bytes
    media_type: str
    size: int
    digest: str
    added_at: datetime


def list_of(actor: Actor, case: Case) -> list[Entry]:
    """The files of a case that the actor's part covers, the newest first, their titles sealed."""
    return [_entry(row, number) for number, row in _numbered(actor, case)]


def titles_of(actor: Actor, case: Case) -> list[Entry]:
    """The same list with the titles opened. That they were shown is recorded, once for the list.

    :raises NotAllowed: the actor's role opens no identities.
    """
    _may_open(actor)
    rows = _numbered(actor, case)
    if not rows:
        return []
    seal = access.seal(actor, case.pk)
    audit.record(
        "documents.listed", subject=case, right=access.right_of(actor, case), detail={"count": len(rows)}
    )
    return [_entry(row, number, title=seal.open_field(row, "title")) for number, row in rows]


def _numbered(actor: Actor, case: Case) -> list[tuple[int, Document]]:
    rows = Document.objects.visible_to(actor).filter(case_id=case.pk).defer("content")
    return list(enumerate(rows.order_by("added_at", "id"), start=1))[::-1]


def _entry(row: Document, number: int, *, title: str = "") -> Entry:
    return Entry(
        id=row.pk, number=number, media_type=row.media_type, size=row.size, added_at=row.added_at, title=title
    )


def _may_open(actor: Actor) -> None:
    if not actor.may(IDENTITY_OPEN):
        raise NotAllowed("Your role does not open the files of a case.")


def open_document(actor: Actor, case_id: UUID, document_id: UUID, *, at: datetime) -> tuple[str, str, bytes]:
    """Return the title, media type and bytes of one file of this case, and record who opened it.

    :raises NotThere: this case has no such file, or none that the actor's part covers.
    :raises NotAllowed: the actor's role opens no identities.
    """
    document = fetch(Document.objects.visible_to(actor), pk=document_id, case_id=case_id)
    _may_open(actor)
    seal = access.seal(actor, case_id)
    title = seal.open_field(document, "title")
    content = seal.open(bytes(document.content), label=content_label(document), row_id=document.pk)
    audit.record("document.opened", subject=document, right=access.right_in(actor, case_id))
    return title, document.media_type, content


def adopt(case: Case, seal: Seal, files: Iterable[OpenFile], *, by: Actor, at: datetime) -> None:
    """Make documents of a case out of files that came with it, sealed for where they are now."""
    for file in files:
        document = Document.make(
            case,
            at,
            id=file.id,
            media_type=file.media_type,
            size=file.size,
            digest=file.digest,
            added_at=file.added_at,
            added_by_id=by.membership_id,
        )
        document.content = seal.close(file.content, label=content_label(document), row_id=document.pk)
        seal.close_field(document, "title", file.title)
        document.save(from_action=True, force_insert=True)


def content_label(row: Model) -> str:
    """What the seal of a file's bytes is bound to, besides the row."""
    return f"{row._meta.label_lower}.content"
