"""Who is asking, in words, and who looks after which accounts and agencies."""

from enum import StrEnum, auto
from uuid import UUID

from django.db.models import Q, QuerySet

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import NOBODY, Actor
from opennrm.foundation.context import Entered, principals_of_person
from opennrm.foundation.refusals import NotAllowed, NotThere

from .models import Account, Agency, AgencyQuerySet, Invitation, Membership, MembershipQuerySet
from .permissions import ACCOUNT_MANAGE, MEMBERSHIP_CONFIRM
from .roles import confirming


class Hindrance(StrEnum):
    """Why somebody cannot be the second person for a membership."""

    OWN = auto()
    GAVE_IT = auto()
    NOT_TRUSTED = auto()


COORDINATION = "coordination"
"""The kind of agency whose administrators look after all agencies."""

OPERATOR = Actor(agency_kind=COORDINATION, role="operator", permissions=frozenset({ACCOUNT_MANAGE}))
"""Whoever runs commands on the server: founds the first agency and its administrator. Sees no case."""


def actor_of(entered: Entered) -> Actor:
    """The actor that the database let in, with the permissions that the country pack gives their role."""
    if entered.account_id is None:
        return NOBODY
    if entered.membership_id is None:
        account = Account.objects.get(pk=entered.account_id)
        return Actor(account_id=account.pk, account_name=account.name)
    membership = Membership.objects.select_related("account", "agency").get(pk=entered.membership_id)
    role = pack().roles.get(membership.role)
    own, person = principals_of_person(membership.pk, membership.account_id, membership.agency_id)
    return Actor(
        account_id=membership.account_id,
        account_name=membership.account.name,
        membership_id=membership.pk,
        agency_id=membership.agency_id,
        agency_name=membership.agency.name,
        agency_kind=membership.agency.kind,
        role=membership.role,
        role_title=title_of("roles", membership.role),
        permissions=role.permissions if role else frozenset(),
        principals=entered.principals,
        own_principal=own,
        person_principal=person,
    )


def manageable_agencies(actor: Actor) -> AgencyQuerySet:
    """The agencies whose accounts the actor looks after: their own; for an administrator of coordination, all."""
    agencies = Agency.objects.all()
    if not actor.may(ACCOUNT_MANAGE):
        return agencies.none()
    return agencies if coordinates(actor) else agencies.filter(pk=actor.agency_id)


def coordinates(actor: Actor) -> bool:
    """Whether the actor looks after every agency, and may found new ones."""
    return actor.may(ACCOUNT_MANAGE) and actor.agency_kind == COORDINATION


def require_coordination(actor: Actor) -> None:
    """Return only for somebody who looks after every agency.

    :raises NotThere: for everybody else there are no such pages.
    """
    if not coordinates(actor):
        raise NotThere


def manageable_memberships(actor: Actor) -> MembershipQuerySet:
    """The memberships, not ended, of the agencies that the actor looks after."""
    return Membership.objects.filter(ended_at=None, agency__in=manageable_agencies(actor))


def manageable_accounts(actor: Actor) -> QuerySet[Account]:
    """The accounts that work for an agency which the actor looks after, deactivated ones among them."""
    if coordinates(actor):
        return Account.objects.all()
    return Account.objects.filter(pk__in=manageable_memberships(actor).values("account_id"))


def agency_to_manage(by: Actor, agency_id: UUID) -> Agency:
    """Return the agency locked for a change.

    :raises NotThere: there is none that this actor looks after.
    """
    return fetch(manageable_agencies(by).select_for_update(no_key=True), pk=agency_id)


def account_to_manage(by: Actor, account_id: UUID) -> Account:
    """Return the account locked for a change that concerns every agency it belongs to.

    :raises NotThere: there is none that this actor looks after.
    :raises NotAllowed: it is the actor's own, or belongs to an agency that somebody else looks after.
    """
    account = fetch(manageable_accounts(by).select_for_update(no_key=True), pk=account_id)
    if account.pk == by.account_id:
        raise NotAllowed("Another administrator has to do this for you.")
    elsewhere = account.memberships.filter(ended_at=None).exclude(agency__in=manageable_agencies(by))
    if elsewhere.exists():
        raise NotAllowed(
            "The account also belongs to an agency that you do not look after. Ask an administrator of the "
            "coordinating agency."
        )
    return account


def membership_to_manage(by: Actor, membership_id: UUID) -> Membership:
    """Return the membership, with account and agency, locked for a change.

    :raises NotThere: there is none that this actor looks after, or it has ended.
    :raises NotAllowed: it is the actor's own.
    """
    found = manageable_memberships(by).select_related("account", "agency")
    membership = fetch(found.select_for_update(of=("self",), no_key=True), pk=membership_id)
    if membership.account_id == by.account_id:
        raise NotAllowed("Another administrator has to do this for you.")
    return membership


def invitation_to_manage(by: Actor, invitation_id: UUID) -> Invitation:
    """Return the invitation locked for a change.

    :raises NotThere: there is none for an agency that this actor looks after.
    """
    found = Invitation.objects.filter(agency__in=manageable_agencies(by))
    return fetch(found.select_for_update(of=("self",), no_key=True), pk=invitation_id)


def account_to_keep(account_id: UUID) -> Account:
    """Return one's own account, locked for a change.

    :raises NotThere: there is none, or it is deactivated.
    """
    return fetch(Account.objects.select_for_update(no_key=True), pk=account_id, is_active=True)


def to_confirm(actor: Actor) -> MembershipQuerySet:
    """The memberships for which the actor, as far as their role goes, can be the second person.

    An administrator: those of the agencies that they look after; a role with the permission to confirm: those of
    one's own agency. A role that sees cases waits to give anything; one that confirms others waits to do that.
    """
    agencies = manageable_agencies(actor)
    if actor.may(MEMBERSHIP_CONFIRM):
        agencies = agencies | Agency.objects.filter(pk=actor.agency_id)
    trusted = Q(role__in=confirming()) & Q(given_by__isnull=False)
    waiting = Membership.objects.current().filter(Q(sees_cases=True) | trusted, account__is_active=True)
    return waiting.filter(confirmed_at=None, agency__in=agencies)


def hindrance(actor: Actor, membership: Membership) -> Hindrance | None:
    """Why the actor cannot be the second person for this membership; None if they can."""
    if membership.account_id == actor.account_id:
        return Hindrance.OWN
    if membership.given_by_id == actor.account_id:
        return Hindrance.GAVE_IT
    if actor.membership_id is None:
        return None
    own = Membership.objects.get(pk=actor.membership_id)
    return None if own.is_trusted_to_confirm else Hindrance.NOT_TRUSTED


def membership_to_confirm(by: Actor, membership_id: UUID) -> Membership:
    """Return the membership that waits, with account and agency, locked for a change.

    :raises NotThere: none waits that is the actor's to confirm.
    :raises NotAllowed: the actor gave it, or holds it, or is not confirmed themselves.
    """
    found = to_confirm(by).select_related("account", "agency")
    membership = fetch(found.select_for_update(of=("self",), no_key=True), pk=membership_id)
    if hindrance(by, membership):
        raise NotAllowed(
            "A second person has to confirm this. You cannot confirm a role that you gave or that you have."
        )
    return membership
