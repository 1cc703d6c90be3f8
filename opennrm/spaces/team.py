"""Everything that changes the team: an agency says of its own people what they do, and when they are not available."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennrm.agencies.models import Membership
from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import ChangedMeanwhile, NotAllowed, Refused
from opennrm.foundation.working_time import start_of

from . import access
from .models import Absence, AbsenceReason, Certificate, Resource, TeamMember
from .permissions import TEAM_KEEP

FACTS = ("disciplines", "sex", "languages", "home_area", "travel_limit_minutes", "max_per_day")
"""What is known of somebody of the team."""


def add_member(membership_id: UUID, *, by: Actor, at: datetime, **facts: Any) -> TeamMember:
    """Let somebody of the actor's own agency be of the team. `facts` are those of `FACTS`.

    :raises NotAllowed: the actor's role keeps no team.
    :raises NotThere: there is no such person at the agency, or they are of the team already.
    """
    if by.agency_id is None or not by.may(TEAM_KEEP):
        raise NotAllowed(_("Your role does not keep the interview team."))
    membership: Membership = fetch(access.not_in_team(by), pk=membership_id)
    member = TeamMember(membership=membership, agency_id=by.agency_id)
    keepers = access.keepers_of_team(by.agency_id)
    member.readers, member.writers = [*keepers, access.bookers(), access.person_of(member)], keepers
    changed = _state(member, facts)
    member.save(from_action=True, force_insert=True)
    audit.record("team_member.added", subject=member, detail={"fields": changed})
    return member


def change_member(member_id: UUID, *, seen_version: int, by: Actor, at: datetime, **facts: Any) -> TeamMember:
    """Correct what is known of somebody of the actor's own agency.

    :raises NotThere: there is nobody whom this actor may see.
    :raises NotAllowed: they are of another agency.
    :raises ChangedMeanwhile: somebody else was faster.
    """
    member = access.member_to_keep(by, member_id)
    if member.version != seen_version:
        message = _("Somebody else changed this after you opened the page. Nothing was overwritten.")
        raise ChangedMeanwhile(message, member)
    changed = _state(member, facts)
    member.save(from_action=True, update_fields=[*FACTS, "version"])
    audit.record("team_member.changed", subject=member, detail={"fields": changed})
    return member


def end_member(member_id: UUID, *, ended_on: date, by: Actor, at: datetime) -> TeamMember:
    """Take somebody out of the team from this day on.

    :raises NotThere: there is nobody whom this actor may see.
    :raises NotAllowed: they are of another agency.
    :raises Refused: they are booked on that day or later.
    """
    member = access.member_to_keep(by, member_id)
    since = max(at, start_of(ended_on, pack().zone))
    booked = access.bookings(by).standing().filter(resource=Resource.PERSON, resource_id=member.pk)
    number = booked.filter(period__endswith__gt=since).count()
    if number:
        raise Refused(
            ngettext(
                "They have %(number)s booking on this day or later. Move it first.",
                "They have %(number)s bookings on this day or later. Move them first.",
                number,
            )
            % {"number": number},
            field="ended_on",
        )
    member.ended_on = ended_on
    member.version += 1
    member.save(from_action=True, update_fields=["ended_on", "version"])
    audit.record("team_member.ended", subject=member)
    return member


def add_certificate(
    member_id: UUID, *, kind: str, valid_from: date, valid_until: date, by: Actor, at: datetime
) -> Certificate:
    """Enter what somebody of the actor's own agency is qualified for, and until when.

    :raises NotThere: there is nobody whom this actor may see.
    :raises NotAllowed: they are of another agency.
    :raises Refused: the kind is unknown, or it ends before it begins.
    """
    member = access.member_to_keep(by, member_id)
    if kind not in pack().codes("certificate_kinds"):
        raise Refused(_("Choose the kind of certificate from the list."), field="kind")
    if valid_until < valid_from:
        raise Refused(_("The last day must be the first day or later."), field="valid_until")
    certificate = Certificate(
        member=member,
        kind=kind,
        valid_from=valid_from,
        valid_until=valid_until,
        readers=member.readers,
        writers=member.writers,
    )
    certificate.save(from_action=True, force_insert=True)
    audit.record("certificate.added", subject=certificate, detail={"kind": kind})
    return certificate


def withdraw_certificate(certificate_id: UUID, *, by: Actor, at: datetime) -> Certificate:
    """Let a certificate not count any more, because it was entered by mistake or revoked.

    :raises NotThere: there is none, or it is not the actor's to withdraw.
    """
    certificate = access.certificate_to_withdraw(by, certificate_id)
    certificate.withdrawn_at = at
    certificate.save(from_action=True, update_fields=["withdrawn_at"])
    audit.record("certificate.withdrawn", subject=certificate, detail={"kind": certificate.kind})
    return certificate


def add_absence(
    member_id: UUID, *, starts_at: datetime, ends_at: datetime, reason: str, by: Actor, at: datetime
) -> Absence:
    """Record when somebody of the actor's own agency is not available. Only that agency reads the reason.

    :param ends_at: the first moment at which they are available again.
    :raises NotThere: there is nobody whom this actor may see.
    :raises NotAllowed: they are of another agency.
    :raises Refused: the reason is unknown, or it does not end after it begins.
    """
    member = access.member_to_keep(by, member_id)
    if reason not in pack().codes("absence_reasons"):
        raise Refused(_("Choose the reason from the list."), field="reason")
    if ends_at <= starts_at:
        raise Refused(_("The end must be after the beginning."), field="until")
    absence = Absence(
        member=member, period=(starts_at, ends_at), readers=member.readers, writers=member.writers
    )
    absence.save(from_action=True, force_insert=True)
    keepers = member.writers
    AbsenceReason(absence=absence, reason=reason, readers=keepers, writers=keepers).save(
        from_action=True, force_insert=True
    )
    audit.record("absence.added", subject=absence)
    return absence


def withdraw_absence(absence_id: UUID, *, by: Actor, at: datetime) -> Absence:
    """Let somebody be available after all.

    :raises NotThere: there is none, or it is not the actor's to withdraw.
    """
    absence = access.absence_to_withdraw(by, absence_id)
    absence.withdrawn_at = at
    absence.save(from_action=True, update_fields=["withdrawn_at"])
    audit.record("absence.withdrawn", subject=absence)
    return absence


def _state(member: TeamMember, facts: dict[str, Any]) -> list[str]:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"Somebody of the team has no {', '.join(sorted(unknown))} to state.")
    changed = [name for name, value in facts.items() if getattr(member, name) != value]
    for name, value in facts.items():
        setattr(member, name, value)
    member.version += 1
    return changed
