"""Comments on what was reported: the reporter's own words are never changed."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as cases
from opennrm.cases.telling import tell
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.people.access import require_opening

from .events import COMMENTED
from .models import Concern, ConcernComment


class CommentEmpty(Refused):
    """There is nothing in it."""


def comment(case_id: UUID, *, text: str, by: Actor, at: datetime) -> ConcernComment:
    """Write a comment beside what was reported. It stays as it is: another one corrects it.

    :raises NotThere: there is no such case for `by`, or nothing was reported about it.
    :raises NotAllowed: `by` does not lead the case, or their role opens no identities.
    :raises CommentEmpty: there is nothing in it.
    """
    case = cases.case(by, case_id, as_="lead", lock=True, even_waiting=True)
    require_opening(by)
    concern = Concern.objects.visible_to(by).filter(case_id=case_id).order_by("reported_at", "id").first()
    if concern is None:
        raise NotThere
    if not text.strip():
        raise CommentEmpty(_("Write your comment."), field="text")
    row = ConcernComment.make(case, at, concern=concern, written_at=at, written_by_id=by.membership_id)
    cases.seal(by, case_id).close_field(row, "text", text.strip())
    row.save(from_action=True, force_insert=True)
    # Read in the story by those alone who see what it is about.
    readers = cases.covered_in_story(case_id, ConcernComment.SCOPE, at=at)
    tell(COMMENTED, case_id, subject=row, by=by, at=at, right=cases.right_of(by, case), seen_by=readers)
    return row
