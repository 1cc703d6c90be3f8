"""What pages about accounts show: who works where, in which role, and how they sign in."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Q

from opennrm.country.pack import pack
from opennrm.country.roles import Role
from opennrm.foundation.actor import Actor

from . import access
from .models import Account, Agency, Invitation, Membership
from .sessions import ALIAS, SessionStore, digest


@dataclass(frozen=True)
class MembershipRow:
    """One agency that an account works for, in words."""

    id: UUID
    agency_id: UUID
    agency_name: str
    role_title: str
    role_description: str


@dataclass(frozen=True)
class AccountRow:
    """One account as the list of an administrator shows it."""

    account: Account
    memberships: list[MembershipRow]
    has_second_factor: bool


FOUND_AT_MOST = 20


def account_by_id(account_id: str) -> Account | None:
    """The account of this id; none where there is none, or the id is none."""
    try:
        return Account.objects.filter(pk=UUID(account_id)).first()
    except ValueError:
        return None


def accounts_called(typed: str) -> list[Account]:
    """The accounts whose name or email address holds this text, by name; a whole address finds its own alone."""
    exact = list(Account.objects.filter(email__iexact=typed))
    if exact:
        return exact
    holding = Account.objects.filter(Q(name__icontains=typed) | Q(email__icontains=typed))
    return list(holding.order_by("name", "email")[:FOUND_AT_MOST])


def role_title(code: str) -> str:
    """The name of a role; a role that the pack no longer has shows its code."""
    role = pack().roles.get(code)
    return role.title if role else code


def roles_of(agency: Agency) -> list[Role]:
    """The roles that people of this agency may hold, in the pack's order."""
    kind = pack().agency_kinds.get(agency.kind)
    return [pack().roles[code] for code in kind.roles] if kind else []


def _row(membership: Membership) -> MembershipRow:
    role = pack().roles.get(membership.role)
    return MembershipRow(
        id=membership.pk,
        agency_id=membership.agency_id,
        agency_name=membership.agency.name,
        role_title=role_title(membership.role),
        role_description=role.description if role else "",
    )


def memberships_of(account_id: UUID | None) -> list[MembershipRow]:
    """The active agencies that an account works for, by name."""
    found = Membership.objects.current().filter(account_id=account_id).select_related("agency")
    return [_row(membership) for membership in found.order_by("agency__name", "id")]


def acts_by(account_id: UUID | None, membership_id: str | None) -> Membership | None:
    """The membership that a session chose, if the account still works there."""
    if not membership_id:
        return None
    return Membership.objects.current().filter(account_id=account_id, pk=membership_id).first()


def account_rows(actor: Actor, accounts: list[Account]) -> list[AccountRow]:
    """What an administrator sees of these accounts: their part in the agencies that the actor looks after."""
    ids = [account.pk for account in accounts]
    found = access.manageable_memberships(actor).filter(account_id__in=ids).select_related("agency")
    memberships: dict[UUID, list[MembershipRow]] = {}
    for membership in found.order_by("agency__name", "id"):
        memberships.setdefault(membership.account_id, []).append(_row(membership))
    protected = with_second_factor(ids)
    return [
        AccountRow(account, memberships.get(account.pk, []), account.pk in protected) for account in accounts
    ]


def with_second_factor(account_ids: list[UUID]) -> set[UUID]:
    """Which of these accounts have set up an authenticator app."""
    found = Authenticator.objects.filter(user_id__in=account_ids, type=Authenticator.Type.TOTP)
    return set(found.values_list("user_id", flat=True))


def has_second_factor(account_id: UUID | None) -> bool:
    """Whether this account has set up an authenticator app."""
    return account_id is not None and bool(with_second_factor([account_id]))


def open_invitations(actor: Actor) -> list[Invitation]:
    """The letters of the actor's agencies that nobody has answered yet, expired ones too, the newest first."""
    agencies = access.manageable_agencies(actor)
    found = Invitation.objects.filter(agency__in=agencies, accepted_at=None, revoked_at=None)
    return list(found.select_related("agency").order_by("-invited_at"))


def accepted_conduct(account_id: UUID | None) -> bool:
    """Whether the account has accepted the code of conduct as it reads today."""
    version = str(pack().code_of_conduct.version)
    return account_id is not None and Account.objects.filter(pk=account_id, conduct_version=version).exists()


def account_of_session(token: str) -> UUID | None:
    """Whose session a token belongs, or belonged, to, as long as its row is kept."""
    rows: Any = SessionStore.model.objects.using(ALIAS)
    return rows.filter(session_key=digest(token)).values_list("account_id", flat=True).first()


def origin() -> str:
    """From where the request came that this transaction serves, as it was told to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('opennrm.origin', true), '')")
        return cursor.fetchone()[0]
