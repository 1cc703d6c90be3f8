"""Who is suspected in an investigation. A child is listed only once a supervisor of another agency has agreed."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency
from opennrm.audit import actions as audit
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.people.rules import UNKNOWN

from . import access, actions, events, own_keys, sharing, suspects
from .models import ChildSuspectRequest, Investigation, Involvement, Suspect
from .permissions import CHILD_SUSPECT_AGREE, INVESTIGATION_PROSECUTE


def involve(
    investigation_id: UUID, suspect_id: UUID, *, role: str, relation: str, ask_agency: UUID | None = None,
    why: str = "", by: Actor, at: datetime,
) -> Involvement:  # fmt: skip
    """Say that somebody is suspected in an investigation. Somebody who is in it already stays as they are.

    :param ask_agency: for a child, the agency whose supervisor is asked; until they agree it counts for nothing.
    :param why: for a child, what that supervisor has to know: the words reach nobody else.
    :raises NotThere: there is no such investigation, or no such suspect of whom `by` knows.
    :raises NotAllowed: it is another agency's.
    :raises Refused: something is missing, or it would show a suspect whom an agency keeps to itself.
    """
    investigation = access.to_change(by, investigation_id)
    suspect = access.suspect_to_change(by, suspect_id)
    _refuse_unknown(role, relation)
    if suspect.confined_to_id is not None and not investigation.is_confined:
        raise Refused(
            _("Only your agency knows of this suspect. Add them to an investigation that it keeps to itself.")
        )
    rows = Involvement.objects.visible_to(by).filter(
        investigation=investigation, suspect=suspect, ended_at=None
    )
    if found := rows.first():
        return found
    asked = _agency_to_ask(ask_agency, why, by=by) if suspects.is_a_child(suspect) else None
    row = Involvement(investigation=investigation, suspect=suspect, role=role, relation=relation)
    row.needs_agreement = asked is not None
    _keep(row, by=by, at=at)
    if asked is not None:
        _ask(row, investigation, asked, why, by=by, at=at)
    return row


def _keep(row: Involvement, *, by: Actor, at: datetime) -> None:
    investigation, suspect = row.investigation, row.suspect
    row.recorded_at, row.recorded_by_id = at, by.membership_id
    row.readers, row.writers = access.readers_within(investigation), access.writers_within(investigation)
    row.save(from_action=True, force_insert=True)
    actions.something_happened(investigation, at=at)
    detail = {"investigation": str(investigation.pk), "role": row.role}
    audit.record("suspect.involved", subject=suspect, detail=detail)
    _show_to_prosecutors(investigation, suspect, by=by)


def end(investigation_id: UUID, involvement_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Say that somebody is not suspected in an investigation any more. The row stays, with the reason.

    :raises NotThere: there is no such suspect in an investigation that `by` may see.
    :raises NotAllowed: it is another agency's.
    :raises Refused: the reason is none of the country's.
    """
    investigation = access.to_change(by, investigation_id)
    if reason not in pack().codes("involvement_ends"):
        raise Refused(_("Choose why this person is no longer a suspect."), field="reason")
    rows = Involvement.objects.visible_to(by).filter(investigation=investigation, ended_at=None)
    row = fetch(rows.select_related("suspect"), pk=involvement_id)
    row.ended_because, row.ended_at, row.ended_by_id = reason, at, by.membership_id
    row.save(from_action=True, update_fields=["ended_because", "ended_at", "ended_by"])
    actions.something_happened(investigation, at=at)
    detail = {"investigation": str(investigation.pk), "reason": reason}
    audit.record("suspect.involvement_ended", subject=row.suspect, detail=detail)


def answer(request_id: UUID, *, agrees: bool, words: str, by: Actor, at: datetime) -> ChildSuspectRequest:
    """Say for another agency whether a child may be listed as a suspect.

    :raises NotThere: there is no request that `by` may see.
    :raises NotAllowed: `by` is no supervisor of the agency that was asked.
    :raises NoReason: why was not written.
    :raises TransitionRefused: somebody has answered already.
    """
    row = access.request_to_answer(by, request_id)
    if row.has_agreed is not None:
        raise TransitionRefused(_("Somebody has answered this already."))
    words = require_reason(words, field="words")
    own_keys.seal_of(row).close_field(row, "answer_words", words)
    row.has_agreed, row.answered_at, row.answered_by_id = agrees, at, by.membership_id
    row.save(from_action=True, update_fields=["has_agreed", "answer_words", "answered_at", "answered_by"])
    audit.record("child_suspect.answered", subject=row, detail={"agrees": str(agrees)})
    notices.settle(events.CHILD_SUSPECT.kind, row.pk, by=by, at=at)
    notices.notify(membership_principal(row.asked_by_id), events.CHILD_ANSWERED.kind, by=by, at=at)
    return row


def words_of(row: ChildSuspectRequest) -> tuple[str, str]:
    """What was asked and answered, opened. Records who read it."""
    audit.record("child_suspect.opened", subject=row)
    seal = own_keys.seal_of(row)
    return seal.open_field(row, "words"), seal.open_field(row, "answer_words")


def _ask(
    row: Involvement, investigation: Investigation, asked: Agency, why: str, *, by: Actor, at: datetime
) -> None:
    supervisors = access.teams(asked.pk, CHILD_SUSPECT_AGREE)
    request = ChildSuspectRequest(
        involvement=row,
        investigation_reference=investigation.reference,
        asking_agency_id=investigation.agency_id,
        asked_agency=asked,
        asked_at=at,
        asked_by_id=by.membership_id,
        readers=sorted({*access.readers_within(investigation), *supervisors}),
        # Nobody adds a row that they might not change; a trigger lets nobody but the agency that was asked answer.
        writers=sorted({*supervisors, membership_principal(by.membership_id)}),
    )
    own_keys.new_seal(request).close_field(request, "words", why.strip())
    request.save(from_action=True, force_insert=True)
    audit.record("child_suspect.asked", subject=request, detail={"agency": str(asked.pk)})
    for principal in supervisors:
        notices.notify(
            principal, events.CHILD_SUSPECT.kind, by=by, at=at, subject_id=request.pk, settled_by=supervisors
        )


def _agency_to_ask(agency_id: UUID | None, why: str, *, by: Actor) -> Agency:
    found = [each for each in access.agencies_with(CHILD_SUSPECT_AGREE) if each.pk != by.agency_id]
    chosen = next((each for each in found if each.pk == agency_id), None)
    if chosen is None:
        raise Refused(
            _("This suspect is a child. Choose another agency, whose supervisor has to agree first."),
            field="ask_agency",
        )
    require_reason(why, says=_("Write what the supervisor has to know to decide."), field="why")
    return chosen


def _show_to_prosecutors(investigation: Investigation, suspect: Suspect, *, by: Actor) -> None:
    if investigation.prosecutors_id is not None:
        principals = access.teams(investigation.prosecutors_id, INVESTIGATION_PROSECUTE)
        sharing.show_suspects([suspect.pk], principals, by=by)


def _refuse_unknown(role: str, relation: str) -> None:
    if role not in pack().codes("suspect_positions"):
        raise Refused(_("Choose what they are suspected of."), field="role")
    if relation != UNKNOWN and relation not in pack().codes("relations"):
        raise Refused(_("Choose what they are to the child."), field="relation")
