"""Who sees a saved list: whoever saved it, and nobody else."""

from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain

from .models import SavedList, SavedListQuerySet
from .rules import Kind


def own(actor: Actor) -> SavedListQuerySet:
    """The actor's saved lists, the one just removed included."""
    return SavedList.objects.visible_to(actor)


def saved_list(actor: Actor, list_id: UUID, *, removed: bool = False, lock: bool = False) -> SavedList:
    """Return one of the actor's saved lists.

    :param removed: the one that was just removed, instead of one in use.
    :raises NotThere: they have none of this id.
    """
    found = own(actor).filter(removed_at__isnull=not removed)
    return fetch(found.select_for_update() if lock else found, pk=list_id)


def titles(actor: Actor, kind: Kind) -> dict[UUID, str]:
    """What the actor's lists in use of this kind are called, in the order of their names. Opening them is recorded."""
    return _opened(own(actor).in_use().filter(kind=kind))[kind]


def titles_by_kind(actor: Actor) -> dict[Kind, dict[UUID, str]]:
    """The same of all kinds."""
    return _opened(own(actor).in_use())


def _opened(lists: SavedListQuerySet) -> dict[Kind, dict[UUID, str]]:
    rows = list(lists)
    if rows:
        audit.record("saved_lists.opened", right="author", detail={"count": len(rows)})
    found = {row: plain(row.seal.open_field(row, "title"), lines=False) for row in rows}
    ordered = sorted(found.items(), key=lambda item: item[1].casefold())
    return {kind: {row.pk: title for row, title in ordered if row.kind == kind} for kind in Kind}
