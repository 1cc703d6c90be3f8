"""Who may see and change spaces, the team and bookings. Nothing else in the product decides this."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership, MembershipQuerySet
from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import person_principal, system_principal, team_principal
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.visibility import GuardedQuerySet

from .models import (
    Absence,
    AbsenceReason,
    Booking,
    BookingQuerySet,
    Certificate,
    Resource,
    Space,
    SpaceParticulars,
    TeamMember,
)
from .permissions import SPACE_BOOK, SPACE_KEEP, TEAM_KEEP

BOOKERS = "spaces.bookers"
"""The group of those who book spaces and people, of whichever agency."""
EXPIRY = "bookings.expire"
"""The job that releases what was held too long."""
CALENDAR_AFTERWARDS = timedelta(days=31)
"""So long after their booking somebody still finds the calendar of the space, as the database has it too."""


def bookers() -> int:
    """The principal of everybody who books spaces and people."""
    return system_principal(BOOKERS)


def keepers_of_spaces(agency_id: UUID) -> list[int]:
    """The principals of those who keep the spaces of an agency."""
    return [team_principal(agency_id, role) for role in pack().roles_that_may(SPACE_KEEP)]


def keepers_of_team(agency_id: UUID) -> list[int]:
    """The principals of those who keep the people of an agency."""
    return [team_principal(agency_id, role) for role in pack().roles_that_may(TEAM_KEEP)]


def spaces(actor: Actor) -> QuerySet[Space]:
    """The spaces that the actor may look up: every one, for whoever keeps or books spaces or keeps a team."""
    if not any(actor.may(permission) for permission in (SPACE_BOOK, SPACE_KEEP, TEAM_KEEP)):
        return Space.objects.none()
    return Space.objects.select_related("agency")


def may_keep(actor: Actor, space: Space) -> bool:
    """Whether the actor keeps this space: somebody of its own agency."""
    return space.agency_id == actor.agency_id and actor.may(SPACE_KEEP)


def space_to_read(actor: Actor, space_id: UUID) -> Space:
    """Return a space that the actor may look up.

    :raises NotThere: there is none that this actor may see.
    """
    return fetch(spaces(actor), pk=space_id)


def particulars_to_read(actor: Actor, space: Space) -> SpaceParticulars | None:
    """Return where a space is and for whom it is not suitable, and record it; None if that is not for this actor."""
    found = SpaceParticulars.objects.visible_to(actor).filter(space_id=space.pk).first()
    if found is not None:
        audit.record("space.opened", subject=space)
    return found


def space_with_calendar(actor: Actor, space_id: UUID, *, at: datetime) -> Space:
    """Return a space to whoever books, or to somebody who has a booking there, now or in the last weeks.

    :raises NotThere: it is neither, or there is no such space.
    """
    if actor.may(SPACE_BOOK):
        return space_to_read(actor, space_id)
    own = bookings(actor).standing().filter(resource=Resource.SPACE, resource_id=space_id)
    if not own.filter(period__endswith__gt=at - CALENDAR_AFTERWARDS).exists():
        raise NotThere
    return Space.objects.select_related("agency").get(pk=space_id)


def space_to_keep(actor: Actor, space_id: UUID, *, lock: bool = True) -> Space:
    """Return a space for a change; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency keeps it, or the actor's role keeps no spaces.
    """
    visible = spaces(actor)
    space = fetch(visible.select_for_update(of=("self",)) if lock else visible, pk=space_id)
    if not may_keep(actor, space):
        raise NotAllowed(_("Only the agency that keeps a space can change it."))
    return space


def particulars_to_keep(actor: Actor, space: Space) -> SpaceParticulars:
    """Return the particulars of a space that the actor keeps, locked."""
    return SpaceParticulars.objects.writable_by(actor).select_for_update(of=("self",)).get(space=space)


def team(actor: Actor) -> GuardedQuerySet:
    """The people of the team whom the actor sees: of every agency if they book, of their own if they keep it."""
    return TeamMember.objects.visible_to(actor).select_related("membership__account", "agency")


def works_there() -> Q:
    """The condition of people who still work for the agency by which they are of the team."""
    return Q(membership__ended_at=None, membership__account__is_active=True, agency__is_active=True)


def may_keep_member(actor: Actor, member: TeamMember) -> bool:
    """Whether the actor keeps what is known of this person: somebody of their own agency."""
    return member.agency_id == actor.agency_id and actor.may(TEAM_KEEP)


def member_to_read(actor: Actor, member_id: UUID) -> TeamMember:
    """Return somebody of the team, and record who looked.

    :raises NotThere: there is nobody whom this actor may see.
    """
    member: TeamMember = fetch(team(actor), pk=member_id)
    audit.record("team_member.opened", subject=member)
    return member


def member_to_keep(actor: Actor, member_id: UUID, *, lock: bool = True) -> TeamMember:
    """Return somebody of the team for a change; without `lock` only to be shown.

    :raises NotThere: there is nobody whom this actor may see.
    :raises NotAllowed: they are of another agency, or the actor's role keeps no team.
    """
    member: TeamMember = fetch(team(actor), pk=member_id)
    if not may_keep_member(actor, member):
        raise NotAllowed(_("Only their own agency can change what is known of somebody in the team."))
    # Nobody can lock what they cannot change, so that comes after the answer.
    return team(actor).select_for_update(of=("self",)).get(pk=member_id) if lock else member


def not_in_team(actor: Actor) -> MembershipQuerySet:
    """The people of the actor's agency who can be added to the team."""
    known = TeamMember.objects.visible_to(actor).filter(agency_id=actor.agency_id)
    found = Membership.objects.acting().filter(agency_id=actor.agency_id)
    return found.exclude(pk__in=known.values("membership_id")).select_related("account")


def certificates_of(actor: Actor, member: TeamMember) -> GuardedQuerySet:
    """The certificates of somebody that were not withdrawn."""
    return Certificate.objects.visible_to(actor).filter(member=member, withdrawn_at=None)


def certificate_to_withdraw(actor: Actor, certificate_id: UUID) -> Certificate:
    """Return a certificate locked.

    :raises NotThere: there is none, or it is not the actor's to withdraw.
    """
    found = Certificate.objects.writable_by(actor).filter(withdrawn_at=None).select_related("member")
    return fetch(found.select_for_update(of=("self",)), pk=certificate_id)


def absences_of(actor: Actor, member: TeamMember) -> GuardedQuerySet:
    """The absences of somebody that were not withdrawn."""
    return Absence.objects.visible_to(actor).filter(member=member, withdrawn_at=None)


def absence_to_withdraw(actor: Actor, absence_id: UUID) -> Absence:
    """Return an absence locked.

    :raises NotThere: there is none, or it is not the actor's to withdraw.
    """
    found = Absence.objects.writable_by(actor).filter(withdrawn_at=None).select_related("member")
    return fetch(found.select_for_update(of=("self",)), pk=absence_id)


def reasons_of(actor: Actor, absences: QuerySet[Absence]) -> dict[UUID, str]:
    """Why somebody is not available, by absence: only for whoever keeps the team of their own agency."""
    found = AbsenceReason.objects.visible_to(actor).filter(absence__in=absences)
    return dict(found.values_list("absence_id", "reason"))


def bookings(actor: Actor) -> BookingQuerySet:
    """The bookings that the actor sees: all for whoever books, else of themselves and of the people whom they keep."""
    found: BookingQuerySet = Booking.objects.visible_to(actor)
    return found


def bookings_to_change(actor: Actor, occasion: UUID) -> BookingQuerySet:
    """The bookings for an occasion that stand, locked in one order, for somebody who books.

    :raises NotAllowed: the actor's role books nothing.
    """
    refuse_unless_books(actor)
    found: BookingQuerySet = Booking.objects.writable_by(actor).standing().filter(occasion=occasion)
    return found.order_by("resource_id").select_for_update(of=("self",))


def refuse_unless_books(actor: Actor) -> None:
    """Return only for somebody whose role books spaces and people.

    :raises NotAllowed: it does not.
    """
    if not actor.may(SPACE_BOOK) or actor.agency_id is None:
        raise NotAllowed(_("Your role does not book spaces and people."))


def person_of(member: TeamMember) -> int:
    """The principal of somebody of the team themselves."""
    return person_principal(member.membership.account_id, member.agency_id)
