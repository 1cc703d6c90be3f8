"""What somebody calls their own drafts and receipts, for themselves alone. A label may name the child."""

from collections.abc import Collection
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain

from .drafts import draft_of
from .models import ConcernLabel

LONGEST = 60


def labels_of(actor: Actor, draft_ids: Collection[UUID]) -> dict[UUID, str]:
    """The actor's labels of these drafts, or of the receipts that came of them, by the id of the draft."""
    if not draft_ids:
        return {}
    rows = list(ConcernLabel.objects.visible_to(actor).filter(draft__pk__any_of=draft_ids))
    if not rows:
        return {}
    audit.record("labels.opened", right="author", detail={"labels": [str(row.pk) for row in rows]})
    seals = cases.seals(actor, [row.draft_id for row in rows])
    return {row.draft_id: plain(seals[row.draft_id].open_field(row, "text")) for row in rows}


def label(draft_id: UUID, *, text: str, by: Actor) -> None:
    """Call one's own draft, or the receipt that came of it, something else from now on; an empty text removes it.

    :raises NotThere: it is not theirs, or there is none.
    """
    draft = draft_of(by, draft_id, lock=True)
    row = ConcernLabel.objects.visible_to(by).filter(draft=draft).first()
    if not text.strip():
        ConcernLabel.objects.visible_to(by).filter(draft=draft).delete(from_action=True)
        audit.record("label.saved", subject=draft, right="author")
        return
    is_new = row is None
    # Whoever may delete the draft deletes the label with it.
    row = row or ConcernLabel(draft=draft, readers=draft.readers, writers=draft.writers)
    cases.seal(by, draft.pk).close_field(row, "text", text.strip())
    row.save(from_action=True, force_insert=is_new, update_fields=None if is_new else ["text"])
    audit.record("label.saved", subject=draft, right="author")
