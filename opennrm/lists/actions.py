"""What somebody does with their saved lists. Nobody else sees these, so nothing of it is told in a case."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.foundation.actor import Actor
from opennrm.foundation.filters import Filters
from opennrm.foundation.refusals import Refused

from . import access
from .models import SavedList
from .rules import Kind, kind_of

MOST = 20
"""Saved lists of each kind of one person."""


class ListNotSaved(Refused):
    """The list cannot be saved like this; the message says what to do."""


def save(title: str, wanted: Filters, *, by: Actor, at: datetime) -> SavedList:
    """Save a list under a name. The same list under the same name is saved once, however often that is asked.

    :raises ListNotSaved: they have another list of this name, or as many as one person may have.
    """
    kind = kind_of(wanted)
    titles = access.titles(by, kind)
    same = _called(titles, title)
    if same is not None:
        existing = access.saved_list(by, same)
        if existing.codes == wanted.as_codes():
            return existing
        raise ListNotSaved(_("You have another list with this name. Choose a different name."), field="title")
    if len(titles) >= MOST:
        raise ListNotSaved(
            _("You have %(most)d saved lists. Remove one that you no longer need, then save this one.")
            % {"most": MOST}
        )
    assert by.person_principal is not None
    holders = [by.person_principal]
    row = SavedList(kind=kind, codes=wanted.as_codes(), saved_at=at, readers=holders, writers=holders)
    row.seal.close_field(row, "title", title)
    row.save(from_action=True, force_insert=True)
    audit.record("saved_list.saved", subject=row, right="author", detail={"codes": row.codes})
    return row


def rename(list_id: UUID, title: str, *, by: Actor) -> SavedList:
    """Give a saved list another name.

    :raises NotThere: they have no such list.
    :raises ListNotSaved: they have another list of this name.
    """
    row = access.saved_list(by, list_id, lock=True)
    if _called(access.titles(by, Kind(row.kind)), title) not in (None, row.pk):
        raise ListNotSaved(_("You have another list with this name. Choose a different name."), field="title")
    row.seal.close_field(row, "title", title)
    row.save(from_action=True, update_fields=["title"])
    audit.record("saved_list.renamed", subject=row, right="author")
    return row


def remove(list_id: UUID, *, by: Actor, at: datetime) -> SavedList:
    """Remove a saved list. It can be put back until the next one is removed; what was removed before is deleted.

    :raises NotThere: they have no such list.
    """
    row = access.saved_list(by, list_id, lock=True)
    access.own(by).filter(removed_at__isnull=False).delete(from_action=True)
    row.removed_at = at
    row.save(from_action=True, update_fields=["removed_at"])
    audit.record("saved_list.removed", subject=row, right="author")
    return row


def restore(list_id: UUID, *, by: Actor) -> SavedList:
    """Put back the list that was just removed.

    :raises NotThere: it is not removed, or another one was removed since.
    :raises ListNotSaved: they have a list of this name again, or as many as one person may have.
    """
    row = access.saved_list(by, list_id, removed=True, lock=True)
    titles = access.titles(by, Kind(row.kind))
    if len(titles) >= MOST or _called(titles, row.seal.open_field(row, "title")):
        raise ListNotSaved(
            _(
                "You have a list with this name again, or too many lists. Rename or remove one, then try again."
            )
        )
    row.removed_at = None
    row.save(from_action=True, update_fields=["removed_at"])
    audit.record("saved_list.restored", subject=row, right="author")
    return row


def _called(titles: dict[UUID, str], title: str) -> UUID | None:
    return next((pk for pk, known in titles.items() if known.casefold() == title.casefold()), None)
