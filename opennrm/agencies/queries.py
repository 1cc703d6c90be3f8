"""What pages about accounts show: who works where, in which role, and how they sign in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Max, Q

from opennrm.country.pack import pack
from opennrm.country.roles import Role
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor

from . import access
from .models import Account, Agency, Invitation, Letter, Membership, Refusal
from .permissions import ACCOUNT_MANAGE, MEMBERSHIP_CONFIRM
from .roles import confirming
from .sessions import ALIAS, SessionStore, digest

SENT_WITHIN = timedelta(minutes=2)
"""What takes longer to send is worth a word."""


@dataclass(frozen=True)
class MembershipRow:
    """One agency that an account works for, in words."""

    id: UUID
    agency_id: UUID
    agency_name: str
    role_title: str
    role_description: str
    is_waiting: bool


@dataclass(frozen=True)
class LetterTrouble:
    """Letters that do not arrive: `is_refused` is the address itself, else the mail server, or it is not known yet."""

    since: datetime
    is_refused: bool


@dataclass(frozen=True)
class AccountRow:
    """One account as the list of an administrator shows it."""

    account: Account
    memberships: list[MembershipRow]
    has_second_factor: bool
    letters: LetterTrouble | None

    @property
    def is_waiting(self) -> bool:
        """Whether one of these memberships gives nothing yet, because a second person has not confirmed it."""
        return any(membership.is_waiting for membership in self.memberships)


@dataclass(frozen=True)
class InvitationRow:
    """An invitation that waits for an answer, and how its letter stands."""

    invitation: Invitation
    is_being_sent: bool
    trouble: LetterTrouble | None


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
        role_title=title_of("roles", membership.role),
        role_description=role.description if role else "",
        is_waiting=membership.is_waiting,
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


def account_rows(actor: Actor, accounts: list[Account], *, at: datetime) -> list[AccountRow]:
    """What an administrator sees of these accounts: their part in the agencies that the actor looks after."""
    ids = [account.pk for account in accounts]
    found = access.manageable_memberships(actor).filter(account_id__in=ids).select_related("agency")
    memberships: dict[UUID, list[MembershipRow]] = {}
    for membership in found.order_by("agency__name", "id"):
        memberships.setdefault(membership.account_id, []).append(_row(membership))
    protected, troubles = with_second_factor(ids), letter_troubles(ids, at=at)
    return [
        AccountRow(
            account, memberships.get(account.pk, []), account.pk in protected, troubles.get(account.pk)
        )
        for account in accounts
    ]


def letter_troubles(account_ids: list[UUID], *, at: datetime) -> dict[UUID, LetterTrouble]:
    """The accounts to which letters do not get through, since the last one that did."""
    found = Letter.objects.filter(account_id__in=account_ids)
    arrived = dict(
        found.values_list("account_id").annotate(last=Max("sent_at")).values_list("account_id", "last")
    )
    troubles: dict[UUID, LetterTrouble] = {}
    for letter in found.filter(sent_at=None).order_by("made_at"):
        account_id, trouble = letter.account_id, _trouble_of(letter, at=at)
        if account_id is None or trouble is None:
            continue
        last, before = arrived.get(account_id), troubles.get(account_id)
        is_over = last is not None and last > trouble.since
        if not is_over and not (before and before.is_refused):
            troubles[account_id] = trouble
    return troubles


def _trouble_of(letter: Letter, *, at: datetime) -> LetterTrouble | None:
    """What is wrong with a letter that has not gone; a moment's delay is nothing."""
    is_waiting = letter.dropped_at is None
    is_late = is_waiting and letter.made_at < at - SENT_WITHIN
    if letter.refusal == Refusal.MAILBOX or is_late or (letter.refusal and not is_waiting):
        return LetterTrouble(letter.refused_since or letter.made_at, letter.refusal == Refusal.MAILBOX)
    return None


def with_second_factor(account_ids: list[UUID]) -> set[UUID]:
    """Which of these accounts have set up an authenticator app."""
    found = Authenticator.objects.filter(user_id__in=account_ids, type=Authenticator.Type.TOTP)
    return set(found.values_list("user_id", flat=True))


def has_second_factor(account_id: UUID | None) -> bool:
    """Whether this account has set up an authenticator app."""
    return account_id is not None and bool(with_second_factor([account_id]))


def needs_second_person(membership: Membership) -> bool:
    """Whether two have to stand behind it: its role sees cases, or lets it confirm others."""
    return membership.sees_cases or (membership.given_by_id is not None and membership.role in confirming())


def confirmers_of(membership: Membership) -> list[Membership]:
    """Who can be the second person for a membership, the agency's own supervisors first."""
    administrators = Q(agency__kind=access.COORDINATION, role__in=confirming({ACCOUNT_MANAGE}))
    trusted = Q(confirmed_at__isnull=False) | Q(given_by=None, sees_cases=False)
    found = Membership.objects.acting().filter(trusted, role__in=confirming())
    found = found.filter(Q(agency_id=membership.agency_id) | administrators)
    others = found.exclude(account_id__in=[membership.account_id, *filter(None, [membership.given_by_id])])
    rows = others.select_related("account", "agency").order_by("account__name", "id")
    return sorted(rows, key=lambda row: not supervises(row, membership))


def supervises(confirmer: Membership, membership: Membership) -> bool:
    """Whether the one confirms for the other's agency as its supervisor, and not as an administrator."""
    same = confirmer.agency_id == membership.agency_id
    return same and confirmer.role in confirming({MEMBERSHIP_CONFIRM})


@dataclass(frozen=True)
class WaitingRow:
    """One membership that waits for a second person, and why the actor cannot be it, if they cannot."""

    membership: Membership
    role_title: str
    hindrance: access.Hindrance | None


def waiting_rows(actor: Actor) -> list[WaitingRow]:
    """Who waits for a second person where the actor may confirm, the longest wait first."""
    found = (
        access.to_confirm(actor).select_related("account", "agency", "given_by").order_by("given_at", "id")
    )
    return [
        WaitingRow(membership, title_of("roles", membership.role), access.hindrance(actor, membership))
        for membership in found
    ]


def open_invitations(actor: Actor, *, at: datetime) -> list[InvitationRow]:
    """The letters of the actor's agencies that nobody has answered yet, expired ones too, the newest first."""
    agencies = access.manageable_agencies(actor)
    found = Invitation.objects.filter(agency__in=agencies, accepted_at=None, revoked_at=None)
    invitations = list(found.select_related("agency").order_by("-invited_at"))
    newest = Letter.objects.filter(invitation__in=invitations).order_by("invitation_id", "-made_at")
    letters = {letter.invitation_id: letter for letter in newest.distinct("invitation_id")}
    return [_invitation_row(invitation, letters.get(invitation.pk), at=at) for invitation in invitations]


def _invitation_row(invitation: Invitation, letter: Letter | None, *, at: datetime) -> InvitationRow:
    if letter is None or letter.sent_at is not None:
        return InvitationRow(invitation, is_being_sent=False, trouble=None)
    trouble = _trouble_of(letter, at=at)
    return InvitationRow(
        invitation, is_being_sent=letter.dropped_at is None and trouble is None, trouble=trouble
    )


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
