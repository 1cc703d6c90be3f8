"""The time in which samples may be found: from the last contact that is known until the forensic examination.

The country's rules say after how long somebody is warned. Nothing here refuses an examination, however late it is.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import Refused

from . import access, events
from .checks import refuse_future
from .models import SampleWindow
from .permissions import INTERVIEW_REQUEST


def record_contact(
    case_id: UUID, *, contact_at: datetime, page: UUID, by: Actor, at: datetime
) -> SampleWindow:
    """Record when the last contact was that is known. It takes the place of one that was recorded before.

    :param page: the showing of the page that sent it; sent twice it makes one.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    :raises Refused: it has not been yet.
    """
    case = access.case_with_interviews(by, case_id, may=INTERVIEW_REQUEST, lock=True)
    window_id = access.id_of_page("contact", case_id, page, by=by)
    if earlier := access.windows_of(by, case_id).filter(pk=window_id).first():
        return earlier
    refuse_future(contact_at, at=at)
    for before in access.open_windows_of(by, case_id).select_for_update(of=("self",)):
        before.replaced_at = at
        before.save(from_action=True, update_fields=["replaced_at"])
        _tell(events.CONTACT_CORRECTED, before, by=by, at=at)
    row = access.new_row(
        SampleWindow, case, at, contact_at=contact_at, recorded_at=at, recorded_by_id=by.membership_id
    )
    row.pk = window_id
    row.save(from_action=True, force_insert=True)
    _tell(events.CONTACT_KNOWN, row, by=by, at=at, counted_from=contact_at)
    return row


def record_examination(case_id: UUID, *, examined_at: datetime, by: Actor, at: datetime) -> SampleWindow:
    """Record that the child was examined for samples, which ends the warnings.

    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor's role asks for no interviews.
    :raises Refused: no contact is recorded before it, an examination is recorded already, or it has not been yet.
    """
    access.case_with_interviews(by, case_id, may=INTERVIEW_REQUEST, lock=True)
    row = access.open_windows_of(by, case_id).select_for_update(of=("self",)).first()
    if row is None:
        raise Refused(_("Record first when the last contact was."))
    refuse_future(examined_at, at=at)
    if examined_at < row.contact_at:
        raise Refused(_("Enter a time that is not before the last contact."), field="time")
    row.examined_at, row.examination_recorded_by_id = examined_at, by.membership_id
    row.save(from_action=True, update_fields=["examined_at", "examination_recorded_by"])
    _tell(events.EXAMINED, row, by=by, at=at, counted_from=examined_at)
    return row


def warn(*, at: datetime) -> None:
    """Tell whoever works on a case, once, of each length of time that has passed. Runs as the job "clocks.watch"."""
    by = Actor(principals=(system_principal(clocks.WATCH),))
    rules = [rule.code for rule in pack().clock_rules_started_by(events.CONTACT_KNOWN.clock)]
    for clock in clocks.run_out(rules, at=at):
        tell(
            events.SAMPLES_FADING,
            clock.case_id,
            subject=clock,
            by=by,
            at=at,
            detail={"rule": clock.rule},
            seen_by=by.principals,
        )


def _tell(
    event: Event, row: SampleWindow, *, by: Actor, at: datetime, counted_from: datetime | None = None
) -> None:
    parts = access.parts_covering(row.case_id)
    tell(
        event,
        row.case_id,
        subject=row,
        by=by,
        at=at,
        right=case_access.right_in(by, row.case_id),
        matter=Matter(id=row.pk, parts=parts),
        seen_by=parts,
        counted_from=counted_from,
    )
