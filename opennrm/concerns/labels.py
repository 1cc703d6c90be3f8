"""What somebody calls their own drafts and receipts, for themselves alone. A label may name the child."""

from collections.abc import Collection
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases import receipts
from opennrm.cases.models import Receipt
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.sealing import Seal

from . import reporter
from .drafts import draft_of
from .models import ConcernDraft, ConcernLabel

LONGEST = 60


def labels_of(actor: Actor, draft_ids: Collection[UUID]) -> dict[UUID, str]:
    """The actor's labels of these drafts, or of the receipts that came of them, by the id of the draft."""
    rows = (
        list(ConcernLabel.objects.visible_to(actor).filter(draft__pk__any_of=draft_ids)) if draft_ids else []
    )
    if not rows:
        return {}
    audit.record("labels.opened", right="author", detail={"labels": [str(row.pk) for row in rows]})
    labelled = [row.draft_id for row in rows]
    opening = {**cases.seals(actor, labelled), **reporter.seals(actor, labelled)}
    return {row.draft_id: plain(opening[row.draft_id].open_field(row, "text"), lines=False) for row in rows}


def label(draft_id: UUID, *, text: str, by: Actor) -> None:
    """Call one's own draft, or the receipt that came of it, something else from now on; an empty text removes it.

    :raises NotThere: it is not theirs, or there is none.
    """
    draft = draft_of(by, draft_id, lock=True)
    mine = ConcernLabel.objects.visible_to(by).filter(draft=draft)
    if text.strip():
        found = mine.first()
        # Whoever may delete the draft deletes the label with it.
        row = found if found else ConcernLabel(draft=draft, readers=draft.readers, writers=draft.writers)
        _seal_of(by, draft).close_field(row, "text", text.strip())
        row.save(from_action=True, force_insert=not found, update_fields=["text"] if found else None)
    else:
        mine.delete(from_action=True)
    audit.record("label.saved", subject=draft, right="author")


def _seal_of(by: Actor, draft: ConcernDraft) -> Seal:
    if draft.submitted_at is None:
        return cases.seal(by, draft.pk)
    writer, part = reporter.as_reporter(by, draft.pk)
    return reporter.seal_to_write(writer, receipts.receipt_of(by, draft.pk), writers=[part])


def go_along(draft: ConcernDraft, receipt: Receipt, before: Seal, *, by: Actor) -> None:
    """Keep the label of a draft that has just become a case: its author does not read the key of the case any more."""
    for row in ConcernLabel.objects.visible_to(by).filter(draft=draft):
        text = before.open_field(row, "text")
        reporter.seal_to_write(by, receipt, writers=[]).close_field(row, "text", text)
        row.save(from_action=True, update_fields=["text"])
