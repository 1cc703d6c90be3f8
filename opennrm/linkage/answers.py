"""What the lead agency of a case answers when the linkage desk asks whether it may tell another agency.

The lead learns that the child is known elsewhere, and to whom only once it has agreed.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import desk_access, desk_events, parts, row_keys
from .models import LinkRequest
from .questions import tell_of
from .states import REQUEST_STEPS, RequestState


def to_read(actor: Actor, request_id: UUID) -> LinkRequest:
    """Return a question of the desk to whoever leads the case, and record who looked.

    :raises NotThere: there is none about a case that the actor leads.
    """
    asked = desk_access.request_of_lead(actor, request_id)
    audit.record("link_request.viewed", subject=asked, right=case_access.right_of(actor, asked.case))
    return asked


def agree(request_id: UUID, *, scopes: Collection[str], by: Actor, at: datetime) -> LinkRequest:
    """Agree to tell the other agency, and let it see these parts of the case.

    Only now does the lead learn which agency it is. It sees no more than the rules allow an agency of its kind. An
    office outside the mechanism sees nothing of the case: it only hears that it should talk to the desk.

    :raises NotThere: there is no such question about a case that `by` leads.
    :raises NotAllowed: the role of `by` does not answer.
    :raises TransitionRefused: it was answered otherwise.
    :raises Refused: the rules do not allow these parts, or nothing may be shown to this agency, or it has no case now.
    """
    asked = desk_access.request_of_lead(by, request_id, lock=True)
    if asked.state == RequestState.AGREED:
        return asked
    case = asked.case
    if not {*scopes} <= pack().shown_if_linked(case.lead_agency.kind):
        raise Refused(_("The rules of your country do not allow everything that you chose."), field="scopes")
    _answer(asked, RequestState.AGREED, by=by, at=at)
    asked.save(from_action=True, update_fields=["state", "answered_at", "answered_by"])
    if asked.outside_id is not None:
        tell_of(desk_events.AGREED_OUTSIDE, asked, by=by, at=at)
        return asked
    agency_id = _agency_of_linked(asked)
    if agency_id is None:
        raise Refused(_("The other agency no longer has its record of the child. Refuse instead."))
    agency = Agency.objects.get(pk=agency_id)
    if agency.pk != case.lead_agency_id:
        allowed = pack().sharing_if_linked(case.lead_agency.kind, agency.kind)
        parts.let_see(asked, case, agency, allowed=allowed, scopes=scopes, at=at)
        asked.save(from_action=True, update_fields=["scopes", "basis", "principal"])
    seen_by = [asked.principal] if asked.principal else []
    tell_of(desk_events.AGREED, asked, by=by, at=at, seen_by=seen_by, agency=str(agency.pk))
    return asked


def refuse(request_id: UUID, *, reason: str, words: str = "", by: Actor, at: datetime) -> LinkRequest:
    """Refuse to tell the other agency, and say why. Only the desk can read the reason.

    :raises NotThere: there is no such question about a case that `by` leads.
    :raises NotAllowed: the role of `by` does not answer.
    :raises TransitionRefused: it was answered otherwise.
    :raises Refused: there is no such reason.
    """
    asked = desk_access.request_of_lead(by, request_id, lock=True)
    if asked.state == RequestState.REFUSED and asked.reason == reason:
        return asked
    if reason not in pack().codes("link_refusals"):
        raise Refused(_("Choose one of the reasons in the list."), field="reason")
    _answer(asked, RequestState.REFUSED, by=by, at=at)
    asked.reason = reason
    row_keys.seal_of(asked).close_field(asked, "words", words.strip())
    asked.save(from_action=True, update_fields=["state", "answered_at", "answered_by", "reason", "words"])
    tell_of(desk_events.REFUSED, asked, by=by, at=at, reason=reason)
    return asked


def end(request_id: UUID, *, reason: str, words: str = "", by: Actor, at: datetime) -> LinkRequest:
    """End that the other agency sees something of the case, before its last day; it sees nothing from then on.

    :param reason: one of the reasons for which a lead refuses.
    :raises NotThere: there is no such question about a case that `by` leads.
    :raises NotAllowed: the role of `by` does not answer.
    :raises TransitionRefused: the other agency sees nothing of the case, or no longer.
    :raises Refused: there is no such reason.
    """
    asked = desk_access.request_of_lead(by, request_id, lock=True)
    part = parts.of_question(by, asked)
    if part is None or not parts.still_shows(part, at):
        raise TransitionRefused(_("The other agency does not see this case."))
    if reason not in pack().codes("link_refusals"):
        raise Refused(_("Choose one of the reasons in the list."), field="reason")
    move(asked, RequestState.ENDED, transitions=REQUEST_STEPS)
    parts.end(part, by=by, at=at)
    asked.ended_at, asked.ended_by_id, asked.reason = at, by.membership_id, reason
    row_keys.seal_of(asked).close_field(asked, "words", words.strip())
    asked.save(from_action=True, update_fields=["state", "ended_at", "ended_by", "reason", "words"])
    tell_of(desk_events.ENDED, asked, by=by, at=at, reason=reason, agency=str(part.agency_id))
    return asked


def _answer(asked: LinkRequest, to: RequestState, *, by: Actor, at: datetime) -> None:
    try:
        move(asked, to, transitions=REQUEST_STEPS)
    except TransitionRefused as refused:
        message = _("This question was already answered. The answer is: {state}.")
        raise TransitionRefused(message.format(state=RequestState(asked.state).label)) from refused
    asked.answered_at, asked.answered_by_id = at, by.membership_id


def _agency_of_linked(asked: LinkRequest) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.agency_of_linked(%s)", [str(asked.pk)])
        return cursor.fetchone()[0]
