"""Adding a document to a case, and marking one that was added by mistake. Both are for whoever leads the case.

What a part covers (`sharing.csv`) is what an agency may read. It is no basis for putting something before everybody
else who takes part, so another agency hands its papers to the lead, who looks at them and adds them.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.files import CleanFile, FileRefused
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, documents
from .bound import LEAD
from .events import DOCUMENT_ADDED, DOCUMENT_REMOVED, DOCUMENT_RESTORED
from .models import Case, Document, DocumentRemoval
from .permissions import IDENTITY_OPEN
from .telling import tell

MOST_DOCUMENTS = 500
"""Of one case: those that were added by mistake count, because they are kept."""


def case_to_add_to(actor: Actor, case_id: UUID) -> Case:
    """The case, for whoever may add documents to it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead it, or their role opens no files.
    """
    return access.case(actor, case_id, as_="lead", may=IDENTITY_OPEN, event=None)


def add(case_id: UUID, *, kind: str, title: str, file: CleanFile, by: Actor, at: datetime) -> Document:
    """Add a file to a case. `title` is what to call it, instead of the name that the file had.

    :raises NotThere: there is no such case for this actor.
    :raises NotAllowed: the actor does not lead it, or their role opens no files.
    :raises Refused: the kind is unknown.
    :raises FileRefused: the file is there already, or there are too many.
    """
    # Locked, so that two who add at the same moment do not get the same number.
    case = access.case(by, case_id, as_="lead", may=IDENTITY_OPEN, lock=True, even_waiting=True)
    if kind not in pack().codes("document_kinds"):
        raise Refused(_("Choose what kind of document it is."), field="kind")
    # Keyed: a plain digest would tell whoever has a known picture that it is in here.
    digest = sealing.token_maker()("file", file.digest).hex()
    document = Document.make(
        case,
        at,
        number=_next_number(case, digest, by=by),
        kind=kind,
        media_type=file.media_type,
        size=file.size,
        digest=digest,
        added_at=at,
        added_by_id=by.membership_id,
    )
    called = title.strip() or file.title
    documents.keep(
        document, access.seal(by, case.pk), title=called, content=file.content, fingerprint=file.digest
    )
    # Whose part covers the story alone does not read there which papers the child has.
    readers = access.covered_in_story(case.pk, Document.SCOPE, at=at)
    _tell(_added(case, by=by), case, document, readers, by=by, at=at)
    return document


def _next_number(case: Case, digest: str, *, by: Actor) -> int:
    """The number of a new document; refused where the same file is in the case, or no more have room."""
    there = documents.of_case(by, case.pk)
    if same := there.filter(digest=digest).first():
        raise FileRefused(_is_there(same))
    number = (there.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MOST_DOCUMENTS:
        raise FileRefused(
            _("This case has %(most)d documents, and cannot have more. Add several pages as one PDF.")
            % {"most": MOST_DOCUMENTS}
        )
    return number


def _added(case: Case, *, by: Actor) -> Event:
    """News, unless whoever holds the case did it themselves, or nobody has taken it yet."""
    is_news = case.assigned_to_id not in (None, by.membership_id)
    return DOCUMENT_ADDED if is_news else replace(DOCUMENT_ADDED, tells=())


def _is_there(same: Document) -> str:
    if same.removed_at:
        sentence = _(
            "This file is in the case as number %(number)d, among those added by mistake. Put it back."
        )
    else:
        sentence = _("This file is already in the case as number %(number)d. Choose another one.")
    return sentence % {"number": same.number}


def document_to_remove(actor: Actor, case_id: UUID, document_id: UUID) -> tuple[Case, documents.Entry]:
    """The case and one of its documents, for whoever may mark it as added by mistake.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role opens no files.
    """
    case = case_to_add_to(actor, case_id)
    row = fetch(documents.of_case(actor, case.pk), pk=document_id)
    return case, documents.entry_of(row)


def remove(case_id: UUID, document_id: UUID, *, reason: str, by: Actor, at: datetime) -> Document:
    """Mark a document as added by mistake. It is kept, for whoever leads the case alone.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role opens no files.
    :raises TransitionRefused: it is marked already.
    """
    case = access.case(
        by, case_id, as_="lead", may=IDENTITY_OPEN, lock=True, even_closed=True, even_waiting=True
    )
    document: Document = fetch(documents.of_case(by, case.pk), pk=document_id)
    if document.removed_at:
        raise TransitionRefused(_("This document is already marked as added by mistake."))
    document.removed_at, document.readers = at, [LEAD]
    document.save(from_action=True, update_fields=["readers", "removed_at"])
    removal = DocumentRemoval.make(case, at, document=document, removed_at=at, removed_by_id=by.membership_id)
    access.seal(by, case.pk).close_field(removal, "reason", reason.strip())
    removal.save(from_action=True, force_insert=True)
    _tell(DOCUMENT_REMOVED, case, document, set(), by=by, at=at)
    return document


def restore(case_id: UUID, document_id: UUID, *, by: Actor, at: datetime) -> Document:
    """Put a document back that was marked as added by mistake: everybody sees it whose part covers documents.

    Why it was marked stays beside where it comes from, for whoever leads the case.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role opens no files.
    :raises TransitionRefused: it is not marked.
    """
    case = access.case(
        by, case_id, as_="lead", may=IDENTITY_OPEN, lock=True, even_closed=True, even_waiting=True
    )
    document: Document = fetch(documents.of_case(by, case.pk), pk=document_id)
    if not document.removed_at:
        raise TransitionRefused(_("This document is not marked as added by mistake."))
    document.removed_at, document.readers = None, case.readers_of(Document.SCOPE, at=at)
    document.save(from_action=True, update_fields=["readers", "removed_at"])
    DocumentRemoval.objects.writable_by(by).filter(document=document, restored_at=None).update(
        restored_at=at, restored_by_id=by.membership_id, from_action=True
    )
    _tell(DOCUMENT_RESTORED, case, document, set(), by=by, at=at)
    return document


def _tell(
    event: Event, case: Case, document: Document, seen_by: set[int], *, by: Actor, at: datetime
) -> None:
    detail = {"kind": document.kind, "number": str(document.number)}
    right = access.right_of(by, case)
    tell(event, case.pk, subject=document, by=by, at=at, right=right, detail=detail, seen_by=seen_by)
