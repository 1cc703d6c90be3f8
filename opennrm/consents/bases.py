"""What is done without consent: on which basis, why, until when, and that the child was told."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.refusals import NotAllowed, Refused

from . import access, actions, events, queries, rules
from .actions import Recipient
from .models import LegalBasis
from .permissions import CONSENT_OVERRIDE
from .states import Basis, End


def record(
    case_id: UUID, *, purpose: str, recipient: Recipient, scopes: Collection[str] = (), basis: str, reason: str,
    against_no: bool = False, child_told: bool = False, last_day: date | None = None, page: UUID,
    asked: queries.Asked | None = None, by: Actor, at: datetime,
) -> LegalBasis:  # fmt: skip
    """Record on what something is done without consent, and why. It always ends, and the child is to be told.

    :param against_no: whether it stands against a child's no. Only a supervisor decides that, and only where a life is
        at risk or a court has ordered it.
    :param page: made when the form was shown; the same form sent twice records once.
    :param asked: whose agreement would be needed, if that was found out already.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not decide against a child's no.
    :raises Refused: an answer has to be corrected; the message says which.
    """
    case = access.case_to_record(by, case_id, lock=True)
    if against_no and not by.may(CONSENT_OVERRIDE):
        raise NotAllowed(_("Only a supervisor decides against what a child says."))
    together = access.id_of_page("basis", case_id, page, by=by)
    if earlier := access.bases_of(by, case_id).filter(together=together).first():
        return earlier
    _refuse_incomplete(basis, recipient, reason, against_no=against_no)
    if not (asked or queries.what_is_needed(by, case, purpose, at=at)).need.is_allowed_at_all:
        raise Refused(_("This is not allowed at the child's age, whatever anybody says."), field="purpose")
    today, watch = queries.today(at), [system_principal(clocks.WATCH)]
    longest = rules.longest_until(pack().consents.purposes[purpose], today)
    row = LegalBasis.make(
        case, at, readers=watch, writers=watch, purpose=purpose, service_id=recipient.service_id,
        agency_id=recipient.agency_id, agency_kind=recipient.kind, scopes=sorted(scopes),
        basis=basis, against_no=against_no, child_told_on=today if child_told else None,
        starts_on=today, ends_on=max(today, min(last_day or longest, longest)), together=together,
        recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip
    seal = case_access.seal(by, case_id)
    seal.close_field(row, "reason", reason.strip())
    seal.close_field(row, "recipient", recipient.words.strip())
    row.save(from_action=True, force_insert=True)
    actions.tell_of(events.BASIS_RECORDED, row, by=by, at=at)
    return row


def _refuse_incomplete(basis: str, recipient: Recipient, reason: str, *, against_no: bool) -> None:
    if basis not in Basis.values or (against_no and basis not in rules.OVERRIDES):
        raise Refused(_("Choose a basis on which this is possible."), field="basis")
    if not recipient.is_named:
        raise Refused(_("Say to whom it goes."), field="recipient")
    require_reason(reason)


def tell_child(basis_id: UUID, *, by: Actor, at: datetime) -> LegalBasis:
    """Record that the child was told what is done without consent, and why.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    """
    row = access.basis_to_end(by, basis_id)
    if row.child_told_on is None:
        row.child_told_on = queries.today(at)
        row.save(from_action=True, update_fields=["child_told_on"])
        actions.tell_of(events.CHILD_TOLD, row, by=by, at=at)
    return row


def end(basis_id: UUID, *, by: Actor, at: datetime) -> LegalBasis:
    """Record that a legal basis holds no longer. What relied on it alone ends in the same transaction.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    :raises Refused: it has ended already.
    """
    row = access.basis_to_end(by, basis_id)
    if row.ended_at is not None:
        raise Refused(_("This has ended already."))
    actions.end_rows([row], End.PURPOSE_DONE, by=by, at=at)
    actions.tell_of(events.BASIS_ENDED, row, by=by, at=at)
    return row
