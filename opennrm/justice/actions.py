"""Proceedings, who is accused in them, and which children they are about. Each is one step of a transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.interviews.access import parts_covering
from opennrm.investigations.models import Suspect

from . import access, events
from .models import Accused, ChildInProceeding, Count, Hearing, Proceeding
from .permissions import PROCEEDING_KEEP, WITNESS_SUPPORT
from .telling import tell_of
from .values import SCOPE, PartyKind, Role, Sex


def open_proceeding(
    case_id: UUID,
    *,
    role: str,
    court: str,
    reference: str,
    judge_alone: bool,
    in_camera: bool,
    opened_on: date,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Proceeding:
    """Open a proceeding of the actor's agency about the child of a case in which it takes part.

    :param role: what the child is in it.
    :param page: of each showing of the page another one: sent twice, it makes one proceeding.
    :raises NotThere: there is no such case that this actor may see, or its proceedings are nothing of theirs.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: an answer has to be corrected.
    """
    case = access.case_to_prosecute_in(by, case_id)
    if earlier := access.proceedings(by).filter(form_token=page).first():
        return earlier
    if by.agency_id is None:
        raise NotAllowed(_("Your role does not allow this."))
    refuse_unless_past(opened_on, at, field="opened_on")
    if court not in pack().codes("courts"):
        raise Refused(_("Choose the court."), field="court")
    team = access.with_clerks(by.agency_id)
    proceeding = Proceeding(
        readers=team, writers=team, agency_id=by.agency_id, reference=reference.strip(), court=court,
        judge_alone=judge_alone, in_camera=in_camera, opened_on=opened_on, last_event_at=at, form_token=page,
        recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip
    proceeding.wrapped = sealing.wrap_key(proceeding.pk, sealing.new_data_key())
    proceeding.save(from_action=True, force_insert=True)
    audit.record("proceeding.opened", subject=proceeding)
    _add(case, proceeding, role, by=by, at=at)
    return proceeding


def add_child(case_id: UUID, *, proceeding_id: UUID, role: str, by: Actor, at: datetime) -> ChildInProceeding:
    """Record that the child of another case is a victim or witness in a proceeding. Once more does nothing.

    :raises NotThere: there is no such case or proceeding that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: the proceeding has ended.
    """
    case = access.case_to_prosecute_in(by, case_id)
    proceeding = access.proceeding_to_change(by, proceeding_id)
    found = access.children(by).filter(proceeding=proceeding, case_id=case_id, ended_at=None).first()
    return found or _add(case, proceeding, role, by=by, at=at)


def _add(case: Case, proceeding: Proceeding, role: str, *, by: Actor, at: datetime) -> ChildInProceeding:
    if role not in Role.values:
        raise Refused(_("Choose what the child is in the proceeding."), field="role")
    team = access.prosecutors(proceeding.agency_id)
    worker = access.worker()
    covering = parts_covering(case.pk, SCOPE)
    child = ChildInProceeding.make(
        case, at, readers=[*team, *covering, worker], writers=[*team, *covering, worker], proceeding=proceeding,
        agency_id=proceeding.agency_id, role=role, recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip
    child.save(from_action=True, force_insert=True)
    happened(proceeding, at=at)
    tell_of(events.CHILD_ADDED, child, by=by, at=at)
    return child


def add_accused(
    proceeding_id: UUID,
    *,
    kind: str,
    name: str,
    sex: str,
    citizenships: Sequence[str] = (),
    is_official: bool = False,
    suspect: UUID | None = None,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Accused:
    """Add a person or company that is accused, by the name on the charge sheet.

    :param suspect: who that is in the investigations that the actor sees; figures then count them once.
    :raises NotThere: there is no such proceeding or suspect that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    proceeding = access.proceeding_to_change(by, proceeding_id)
    if earlier := access.of_proceeding(Accused, by, proceeding_id).filter(form_token=page).first():
        return earlier
    _refuse_unknown(kind, name, sex)
    if suspect is not None:
        fetch(Suspect.objects.visible_to(by), pk=suspect)
    team = access.prosecutors(proceeding.agency_id)
    is_natural = kind == PartyKind.NATURAL
    accused = Accused(
        readers=team, writers=team, proceeding=proceeding, suspect_id=suspect, kind=kind,
        sex=sex if is_natural else Sex.UNKNOWN,
        citizenships=list(citizenships) if is_natural else [], is_official=is_official and is_natural,
        form_token=page, recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip
    access.seal(proceeding).close_field(accused, "name", name.strip())
    accused.save(from_action=True, force_insert=True)
    happened(proceeding, at=at)
    audit.record("accused.added", subject=accused)
    return accused


def _refuse_unknown(kind: str, name: str, sex: str) -> None:
    if not name.strip():
        raise Refused(_("Enter the name on the charge sheet."), field="name")
    if kind not in PartyKind.values or sex not in Sex.values:
        raise Refused(_("Choose one of the answers in the list."), field="kind")


def close_proceeding(proceeding_id: UUID, *, closed_on: date, by: Actor, at: datetime) -> Proceeding:
    """Record that a proceeding has ended, for every child in it. Restitution can still be paid afterwards.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: something in it is not decided, a hearing is listed, or it has ended already.
    """
    proceeding = access.proceeding_to_change(by, proceeding_id)
    refuse_unless_past(closed_on, at, field="closed_on")
    if closed_on < proceeding.opened_on:
        raise Refused(_("Enter a day after the proceeding began."), field="closed_on")
    if Count.objects.visible_to(by).filter(proceeding_id=proceeding_id).open().exists():
        raise Refused(_("A count is not decided. Record what became of it first."))
    if Hearing.objects.visible_to(by).filter(proceeding_id=proceeding_id).listed().exists():
        raise Refused(_("A hearing is listed. Record its result, or take it off the list first."))
    proceeding.closed_on = closed_on
    proceeding.version += 1
    proceeding.save(from_action=True, update_fields=["closed_on", "version"])
    audit.record("proceeding.closed", subject=proceeding)
    for child in (
        access.children(by).filter(proceeding=proceeding, ended_at=None).select_for_update(of=("self",))
    ):
        child.ended_at = at
        child.save(from_action=True, update_fields=["ended_at"])
        tell_of(events.CHILD_ENDED, child, by=by, at=at)
    return proceeding


def remind_later(proceeding_id: UUID, *, by: Actor, at: datetime) -> Proceeding:
    """Say that somebody has looked at a proceeding that waits for a hearing: it is brought to mind again later.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: it has ended.
    """
    proceeding = access.proceeding_to_change(by, proceeding_id)
    proceeding.lapse_told_at = at
    proceeding.save(from_action=True, update_fields=["lapse_told_at"])
    audit.record("proceeding.reminded", subject=proceeding)
    return proceeding


def name_contact(child_id: UUID, *, contact: str, by: Actor, at: datetime) -> ChildInProceeding:
    """Say who stays with a child as long as a proceeding goes on, also if the case is closed.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role supports no witnesses.
    :raises Refused: nobody is named, or the proceeding has ended.
    """
    child = access.child_to_change(by, child_id, WITNESS_SUPPORT)
    if not contact.strip():
        raise Refused(_("Enter who stays with the child, and how to reach them."), field="contact")
    case_access.seal(by, child.case_id).close_field(child, "contact", contact.strip())
    child.save(from_action=True, update_fields=["contact"])
    tell_of(events.CONTACT_NAMED, child, by=by, at=at)
    return child


def drop_out(child_id: UUID, *, on: date, reason: str, by: Actor, at: datetime) -> ChildInProceeding:
    """Record that a child no longer takes part. The child keeps every right to help, and stays in figures.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role neither prosecutes nor supports witnesses.
    :raises NoReason: the reason is missing.
    :raises Refused: it was recorded before, lies ahead, or the proceeding has ended.
    """
    child = access.child_to_change(by, child_id, PROCEEDING_KEEP, WITNESS_SUPPORT)
    if child.dropped_out_on is not None:
        raise Refused(_("It was recorded before that the child no longer takes part."))
    refuse_unless_past(on, at, field="on")
    child.dropped_out_on = on
    case_access.seal(by, child.case_id).close_field(child, "dropped_out_why", require_reason(reason))
    child.save(from_action=True, update_fields=["dropped_out_on", "dropped_out_why"])
    tell_of(events.DROPPED_OUT, child, by=by, at=at)
    return child


def happened(proceeding: Proceeding, *, at: datetime) -> None:
    """Something has happened in a proceeding that the caller has locked: it lapses from now on."""
    proceeding.last_event_at = at
    proceeding.lapse_told_at = None
    proceeding.version += 1
    proceeding.save(from_action=True, update_fields=["last_event_at", "lapse_told_at", "version"])


def refuse_unless_past(day: date, at: datetime, *, field: str) -> None:
    """Return only for a day that is not ahead.

    :raises Refused: it is.
    """
    if day > at.astimezone(pack().zone).date():
        raise Refused(_("Enter a day that is not in the future."), field=field)
