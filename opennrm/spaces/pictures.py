"""Photographs of a space, for the sheets by which children are told where they will talk. Its agency keeps them."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.files import CleanFile, FileRefused
from opennrm.foundation.harmless.agreed import PDF
from opennrm.foundation.looking import sheet_of
from opennrm.foundation.refusals import Refused

from . import access
from .models import SpacePicture

MOST_PICTURES = 4
"""Of one space: so many fit a sheet that a child reads."""


def add(space_id: UUID, *, title: str, file: CleanFile, by: Actor, at: datetime) -> SpacePicture:
    """Add a photograph to a space of the actor's own agency. The same one is there only once.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: it is not the actor's to change.
    :raises FileRefused: it is a document and no picture, or there are as many as a sheet can show.
    :raises Refused: nobody said what it shows.
    """
    space = access.space_to_keep(by, space_id)
    if not title.strip():
        raise Refused(_("Say what the picture shows."), field="title")
    if file.media_type == PDF:
        raise FileRefused(_("Choose a picture. A document cannot be shown to a child."))
    # A large one is kept at the size in which it is shown: it is read at every showing of a sheet.
    shown = sheet_of(file.content, file.media_type)
    if shown.refused:
        raise FileRefused(shown.refused)
    digest = hashlib.sha256(shown.content).hexdigest()
    there = access.pictures(space.pk)
    if same := there.filter(digest=digest).first():
        return same
    if there.count() >= MOST_PICTURES:
        raise FileRefused(
            _("A space has at most %(most)d pictures. Remove one of them first.") % {"most": MOST_PICTURES}
        )
    picture = SpacePicture(
        space=space,
        title=title.strip(),
        media_type=shown.media_type,
        content=shown.content,
        digest=digest,
        added_at=at,
        added_by_id=by.membership_id,
    )
    picture.save(from_action=True, force_insert=True)
    audit.record("space.picture_added", subject=space)
    return picture


def remove(space_id: UUID, picture_id: UUID, *, by: Actor, at: datetime) -> None:
    """Show a photograph to nobody any more. Once more does nothing.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: it is not the actor's to change.
    """
    space = access.space_to_keep(by, space_id)
    picture = fetch(SpacePicture.objects.filter(space=space), pk=picture_id)
    if picture.removed_at is None:
        picture.removed_at = at
        picture.save(from_action=True, update_fields=["removed_at"])
        audit.record("space.picture_removed", subject=space)
