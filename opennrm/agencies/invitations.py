"""Letters by which people come in: each works once, for a day. The token stands in the letter alone."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.second_door import second_door

from . import access, actions, queries
from .models import Account, Cause, Invitation, Membership

VALID_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Invited:
    """An invitation, and the token for its letter, which is not kept."""

    invitation: Invitation
    token: str


@second_door()
def invite(*, email: str, name: str, agency_id: UUID, role: str, by: Actor, at: datetime) -> Invited:
    """Invite somebody to work for an agency; an earlier letter to the same address there is revoked.

    Whether the address has an account with other agencies makes no difference here, and is not told.

    :raises NotThere: there is none that the actor looks after.
    :raises Refused: they work there already, or the agency's kind has no such role.
    """
    agency = access.agency_to_manage(by, agency_id)
    address = email.strip().lower()
    if role not in [offered.code for offered in queries.roles_of(agency)]:
        raise Refused(_("People in this agency cannot have that role. Choose one of the roles shown."))
    if Membership.objects.filter(account__email=address, agency=agency, ended_at=None).exists():
        raise Refused(_("This person already works for the agency. Look for them in the list of accounts."))
    for earlier in Invitation.objects.open(at).filter(email=address, agency=agency):
        revoke(earlier.pk, by=by, at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=address,
        name=name.strip(),
        agency=agency,
        role=role,
        token_digest=_digest(token),
        invited_by_id=by.account_id,
        invited_at=at,
        expires_at=at + VALID_FOR,
    )
    invitation.save(from_action=True, force_insert=True)
    audit.record("invitation.made", subject=invitation, detail={"role": role, "agency": str(agency.pk)})
    return Invited(invitation, token)


@second_door()
def renew(invitation_id: UUID, *, by: Actor, at: datetime) -> Invited:
    """Write a new letter for an unanswered invitation, valid for a day again; the old letter no longer works.

    :raises NotThere: there is none that the actor looks after.
    :raises Refused: it was accepted or revoked.
    """
    invitation = _unanswered(invitation_id, by=by)
    token = secrets.token_urlsafe(32)
    invitation.token_digest, invitation.expires_at = _digest(token), at + VALID_FOR
    invitation.save(from_action=True, update_fields=["token_digest", "expires_at"])
    audit.record("invitation.renewed", subject=invitation)
    return Invited(invitation, token)


@second_door()
def revoke(invitation_id: UUID, *, by: Actor, at: datetime) -> Invitation:
    """Take an invitation back.

    :raises NotThere: there is none that the actor looks after.
    :raises Refused: it was accepted or revoked.
    """
    invitation = _unanswered(invitation_id, by=by)
    invitation.revoked_at = at
    invitation.save(from_action=True, update_fields=["revoked_at"])
    audit.record("invitation.revoked", subject=invitation)
    return invitation


def _unanswered(invitation_id: UUID, *, by: Actor) -> Invitation:
    invitation = access.invitation_to_manage(by, invitation_id)
    if invitation.accepted_at or invitation.revoked_at:
        raise Refused(
            _("This invitation has already been accepted or withdrawn. Send a new one if you need to.")
        )
    return invitation


def waiting(token: str, *, at: datetime) -> Invitation:
    """The invitation that a letter's token belongs to.

    :raises NotThere: the token is unknown, used, revoked or too old.
    """
    return fetch(Invitation.objects.open(at).select_related("agency"), token_digest=_digest(token))


def has_account(invitation: Invitation) -> bool:
    """Whether the invited address has an account, so that accepting only adds an agency to it."""
    return Account.objects.filter(email=invitation.email).exists()


@second_door()
def accept(token: str, *, name: str = "", password: str = "", at: datetime) -> Account:
    """Accept an invitation: make the account, or add the agency to the one that the address has.

    In a role that sees cases it gives nothing until a second person has confirmed it.

    `name` and `password` are for a new account; one that exists keeps its own.

    :raises NotThere: the token is unknown, used, revoked or too old.
    :raises Refused: the account is deactivated, or works for the agency already.
    :raises ValidationError: the password is too short, too common, or easy to guess here.
    """
    open_ones = (
        Invitation.objects.open(at).select_for_update(of=("self",), no_key=True).select_related("agency")
    )
    invitation = fetch(open_ones, token_digest=_digest(token))
    account = Account.objects.filter(email=invitation.email).first()
    if account is None:
        account = actions.open_account(email=invitation.email, name=name, password=password)
    elif not account.is_active:
        raise Refused(_("Your account is deactivated. Ask the administrator who invited you to activate it."))
    actions.start_membership(
        account,
        invitation.agency,
        invitation.role,
        given_by=invitation.invited_by_id,
        because=cause_of(invitation),
        at=at,
    )
    invitation.accepted_at = at
    invitation.save(from_action=True, update_fields=["accepted_at"])
    audit.record("invitation.accepted", subject=invitation, detail={"account": str(account.pk)})
    return account


def cause_of(invitation: Invitation) -> Cause:
    """Why a membership that comes of an invitation has to be confirmed."""
    return Cause.RENEWED if invitation.expires_at > invitation.invited_at + VALID_FOR else Cause.INVITED


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
