"""Who did what with a case, and who looked at it: for the agency that leads it."""

from uuid import UUID

from opennrm.audit import access as audit_access
from opennrm.audit import actions as audit
from opennrm.audit import queries
from opennrm.audit.models import AuditEvent
from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import Page

from . import access
from .models import Case
from .permissions import CASE_AUDIT_VIEW

OPENINGS_SHOWN = 10
OPENINGS = ("document.opened", "document.downloaded")


def who_looked(
    actor: Actor, case_id: UUID, wanted: queries.Wanted, *, mark: str = ""
) -> tuple[Case, Page[AuditEvent]]:
    """The case and a page of its events, newest first; that somebody asked is recorded.

    :param mark: of a page of the same list; empty for the first.
    :raises NoSuchPage: the mark is none of this list.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but does not lead it.
    """
    case = _case(actor, case_id)
    page = queries.who_looked(actor, case.pk, wanted, mark=mark)
    audit.record("case.history_viewed", subject=case, right=access.right_of(actor, case))
    return case, page


def people_who_looked(
    actor: Actor, case_id: UUID, wanted: queries.Wanted, *, mark: str = ""
) -> tuple[Case, Page[queries.LooksOfOne]]:
    """As `who_looked`, put together by person.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but does not lead it.
    """
    case = _case(actor, case_id)
    page = queries.people_who_looked(actor, case.pk, wanted, mark=mark)
    audit.record("case.history_viewed", subject=case, right=access.right_of(actor, case))
    return case, page


def openings_of(actor: Actor, case: Case, document_id: UUID) -> list[AuditEvent]:
    """Who opened or downloaded a document of the case last, newest first; nothing for whoever does not lead it."""
    if not actor.may(CASE_AUDIT_VIEW):
        return []
    events = audit_access.events_of_case(actor, case.pk)
    of_document = events.filter(subject_id=str(document_id), kind__in=OPENINGS)
    return list(of_document.newest_first()[:OPENINGS_SHOWN])


def _case(actor: Actor, case_id: UUID) -> Case:
    return access.case(actor, case_id, as_="lead", may=CASE_AUDIT_VIEW, event=None)
