"""The files of a case: listed and opened for those whose part covers them, each opening recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import Page, page_of
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotAllowed
from opennrm.foundation.sealing import Seal

from . import access
from .models import Case, Document, DocumentQuerySet, DocumentRemoval
from .permissions import IDENTITY_OPEN

DOCUMENTS_A_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file of a case: its `number` there, and its `size` in bytes. `kind` is empty for what came with a concern.

    `title` is what the file was called by whoever added it. It may name a person, and is empty while it is sealed.
    """

    id: UUID
    number: int
    kind: str
    media_type: str
    size: int
    added_at: datetime
    is_from_concern: bool
    removed_at: datetime | None
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Removal:
    """That a file was marked as added by mistake, opened, and whether somebody has put it back."""

    removed_by: str
    removed_at: datetime
    reason: str
    restored_by: str = ""
    restored_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Custody:
    """A file and where it comes from. People are named, and `removals` opened, for whoever leads the case.

    `removals` are all of them, the newest first, also those after which the file was put back.
    """

    entry: Entry
    added_by: str
    from_agency: str
    removals: list[Removal]


@dataclass(frozen=True, kw_only=True)
class OpenFile:
    """A file that is about to become a document, opened; `size` in bytes. It keeps its id and its keyed `digest`."""

    id: UUID
    title: str
    content: bytes
    media_type: str
    size: int
    digest: str
    fingerprint: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class OpenDocument:
    """A file of a case with its title, opened. `fingerprint` is the SHA-256 of what was kept, in hexadecimal."""

    entry: Entry
    content: bytes
    fingerprint: str


def of_case(actor: Actor, case_id: UUID) -> DocumentQuerySet:
    """The files of a case that the actor's part covers, their contents left out."""
    return Document.objects.visible_to(actor).of_case(case_id).defer("content")


def newest(actor: Actor, case: Case, *, most: int) -> list[Entry]:
    """The newest files of a case that the actor's part covers, their titles sealed."""
    return [entry_of(row) for row in of_case(actor, case.pk).in_use().newest_first()[:most]]


def page(actor: Actor, case_id: UUID, *, removed: bool = False, mark: str = "") -> tuple[Case, Page[Entry]]:
    """The case and a page of its files, the newest first, or of those that were added by mistake; titles stay sealed.

    :raises NotThere: there is no such case for this actor, or no such page.
    """
    case = access.case(actor, case_id, event="documents.viewed")
    rows = of_case(actor, case.pk).filter(removed_at__isnull=not removed)
    found = page_of(rows, ("-number", "id"), mark, size=DOCUMENTS_A_PAGE)
    shown = [entry_of(row) for row in found.rows]
    return case, Page(rows=shown, previous=found.previous, next=found.next)


def titles_of(actor: Actor, case: Case) -> list[Entry]:
    """The files of a case, the newest first, with their titles opened. That they were shown is recorded, once.

    :raises NotAllowed: the actor's role opens no identities.
    """
    _may_open(actor)
    rows = list(of_case(actor, case.pk).in_use().newest_first())
    if not rows:
        return []
    seal = access.seal(actor, case.pk)
    audit.record(
        "documents.listed", subject=case, right=access.right_of(actor, case), detail={"count": len(rows)}
    )
    return [replace(entry_of(row), title=seal.open_field(row, "title")) for row in rows]


def custody_of(actor: Actor, case_id: UUID, document_id: UUID) -> tuple[Case, Custody]:
    """The case, and where one of its files comes from; that somebody looked is recorded.

    :raises NotThere: this case has no such file, or none that the actor's part covers.
    """
    case = access.case(actor, case_id, event=None)
    row = fetch(
        of_case(actor, case.pk).select_related("added_by__account", "added_by__agency"), pk=document_id
    )
    leads, right = access.leads(actor, case), access.right_of(actor, case)
    audit.record("document.viewed", subject=row, right=right)
    return case, Custody(
        entry=entry_of(row),
        # Whoever reported is known to the lead alone, and so is who works on what in another agency.
        added_by=row.added_by.account.name if leads else "",
        from_agency=row.added_by.agency.name if leads or not row.is_from_concern else "",
        removals=_removals(actor, row, right=right) if leads and actor.may(IDENTITY_OPEN) else [],
    )


def _removals(actor: Actor, document: Document, *, right: str) -> list[Removal]:
    """How often a file was marked as added by mistake and put back, opened. That the reasons were read is recorded."""
    rows = DocumentRemoval.objects.visible_to(actor).filter(document=document)
    found = list(
        rows.select_related("removed_by__account", "restored_by__account").order_by("-removed_at", "id")
    )
    if not found:
        return []
    audit.record("document.removal_read", subject=document, right=right)
    seal = access.seal(actor, document.case_id)
    return [
        Removal(
            removed_by=each.removed_by.account.name,
            removed_at=each.removed_at,
            reason=plain(seal.open_field(each, "reason"), lines=True),
            restored_by=each.restored_by.account.name if each.restored_by else "",
            restored_at=each.restored_at,
        )
        for each in found
    ]


def open_document(
    actor: Actor, case_id: UUID, document_id: UUID, *, page: int = 1, downloads: bool = False
) -> OpenDocument:
    """Open one file of this case, and record who looked at which page of it, or downloaded it.

    :raises NotThere: this case has no such file, or none that the actor's part covers.
    :raises NotAllowed: the actor's role opens no identities.
    """
    row = fetch(Document.objects.visible_to(actor), pk=document_id, case_id=case_id)
    _may_open(actor)
    seal = access.seal(actor, case_id)
    opened = OpenDocument(
        entry=replace(entry_of(row), title=seal.open_field(row, "title")),
        content=seal.open(bytes(row.content), label=content_label(row), row_id=row.pk),
        fingerprint=seal.open_field(row, "fingerprint"),
    )
    event, detail = ("document.downloaded", {}) if downloads else ("document.opened", {"page": str(page)})
    audit.record(event, subject=row, right=access.right_in(actor, case_id), detail=detail)
    return opened


def adopt(case: Case, seal: Seal, files: Iterable[OpenFile], *, by: Actor, at: datetime) -> None:
    """Make documents of a new case out of files that came with its concern, sealed for where they are now."""
    for number, file in enumerate(files, start=1):
        document = Document.make(
            case,
            at,
            id=file.id,
            number=number,
            media_type=file.media_type,
            size=file.size,
            digest=file.digest,
            added_at=file.added_at,
            added_by_id=by.membership_id,
            is_from_concern=True,
        )
        keep(document, seal, title=file.title, content=file.content, fingerprint=file.fingerprint)


def keep(document: Document, seal: Seal, *, title: str, content: bytes, fingerprint: str) -> None:
    """Seal what a new document contains, and save it."""
    document.content = seal.close(content, label=content_label(document), row_id=document.pk)
    seal.close_field(document, "title", title)
    seal.close_field(document, "fingerprint", fingerprint)
    document.save(from_action=True, force_insert=True)


def content_label(row: Model) -> str:
    """What the seal of a file's bytes is bound to, besides the row."""
    return f"{row._meta.label_lower}.content"


def entry_of(row: Document) -> Entry:
    """What a list says of a file, its title sealed."""
    return Entry(
        id=row.pk,
        number=row.number,
        kind=row.kind,
        media_type=row.media_type,
        size=row.size,
        added_at=row.added_at,
        is_from_concern=row.is_from_concern,
        removed_at=row.removed_at,
    )


def _may_open(actor: Actor) -> None:
    if not actor.may(IDENTITY_OPEN):
        raise NotAllowed(_("Your role does not open the files of a case."))
