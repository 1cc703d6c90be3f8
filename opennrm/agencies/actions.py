"""What changes agencies, accounts and who works where. Each goes through the second door, as whoever has entered.

A command on the server acts as `access.OPERATOR`, after `foundation.context.enter_session("", origin=...)`.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import ChangedMeanwhile, NotAllowed, Refused
from opennrm.foundation.second_door import second_door

from . import access, confirmations, holdings, queries, sessions
from .events import LEFT
from .models import Account, Agency, Cause, Membership
from .roles import flags_of
from .sign_in import checked_password


@second_door()
def create_agency(
    *,
    code: str,
    name: str,
    kind: str,
    areas: Sequence[str] = (),
    telephone: str = "",
    by: Actor,
    at: datetime,
) -> Agency:
    """Let an agency take part. `kind` and `areas` are codes of the country pack; no areas: the whole country.

    :raises NotAllowed: the actor does not look after all agencies.
    :raises Refused: the code is taken, or the pack knows no such kind or area.
    """
    if not access.coordinates(by):
        raise NotAllowed("Only an administrator of the coordinating agency can add an agency.")
    if Agency.objects.filter(code__iexact=code).exists():
        raise Refused(_("An agency already has this code. Choose another code."))
    if kind not in pack().agency_kinds:
        raise Refused(_("There is no such kind of agency. Choose one of the kinds in the country pack."))
    agency = Agency(code=code, name=name, kind=kind, areas=_known_areas(areas), telephone=telephone)
    agency.save(from_action=True, force_insert=True)
    audit.record("agency.created", subject=agency, detail={"kind": kind})
    return agency


@second_door()
def change_agency(
    agency_id: UUID,
    *,
    name: str,
    areas: Sequence[str],
    is_active: bool,
    seen_version: int,
    telephone: str = "",
    by: Actor,
    at: datetime,
) -> Agency:
    """Rename an agency, change where it works or its number, or let it leave and come back. Leaving works at once.

    :raises NotThere: there is none that the actor looks after.
    :raises NotAllowed: the actor does not look after all agencies.
    :raises ChangedMeanwhile: somebody has changed it since the actor opened the page.
    :raises Refused: the actor's own agency would leave, or it still leads cases, or the pack knows no such area.
    """
    agency = access.agency_to_manage(by, agency_id)
    if not access.coordinates(by):
        raise NotAllowed("Only an administrator of the coordinating agency can change an agency.")
    if agency.pk == by.agency_id and not is_active:
        raise Refused(_("You act for this agency. Somebody from another agency has to deactivate it."))
    if agency.version != seen_version:
        raise ChangedMeanwhile(
            _("Somebody else changed this agency after you opened the page. Nothing was overwritten."), agency
        )
    if agency.is_active and not is_active:
        _refuse_while_it_leads_cases(agency)
    wanted = {
        "name": name, "areas": _known_areas(areas), "telephone": telephone, "is_active": is_active,
    }  # fmt: skip
    changed = sorted(field for field, value in wanted.items() if getattr(agency, field) != value)
    for field in changed:
        setattr(agency, field, wanted[field])
    agency.version += 1
    agency.save(from_action=True, update_fields=[*changed, "version"])
    audit.record("agency.changed", subject=agency, detail={"changed": changed, "active": is_active})
    return agency


def _refuse_while_it_leads_cases(agency: Agency) -> None:
    """Nobody would see the cases of an agency that has left."""
    if holdings.of_agency(agency.pk).get(holdings.CASE):
        raise Refused(
            _("This agency still leads cases. Its supervisors have to hand them over before it can leave."),
            field="is_active",
        )


def _known_areas(areas: Sequence[str]) -> list[str]:
    known = [area.code for area in pack().areas]
    if not set(areas) <= set(known):
        raise Refused(_("There is no such area. Choose one of the areas in the country pack."))
    return [code for code in known if code in set(areas)]


@second_door()
def create_account(
    *, email: str, name: str, agency_id: UUID, role: str, password: str, by: Actor, at: datetime
) -> Account:
    """Make an account with a password, working for one agency. People are invited instead; this is for commands.

    In a role that sees cases it waits for a second person, as everybody does.

    :raises NotThere: there is none that the actor looks after.
    :raises Refused: the address has an account already, or the agency's kind has no such role.
    :raises ValidationError: the password is too short or too common.
    """
    agency = access.agency_to_manage(by, agency_id)
    account = open_account(email=email, name=name, password=password)
    start_membership(account, agency, role, given_by=by.account_id, because=Cause.INVITED, at=at)
    return account


@second_door()
def open_account(*, email: str, name: str, password: str) -> Account:
    """Store a new account; what it may do comes with a membership. Called by actions that authorized it.

    :raises Refused: the address has an account already.
    :raises ValidationError: the password is too short or too common.
    """
    address = email.strip().lower()
    if Account.objects.filter(email=address).exists():
        raise Refused(_("This address already has an account. Invite that person to the agency instead."))
    account = Account(email=address, name=name)
    account.set_password(checked_password(password, account))
    account.save(force_insert=True)
    audit.record("account.created", subject=account)
    return account


@second_door()
def start_membership(
    account: Account, agency: Agency, role: str, *, given_by: UUID | None, because: Cause, at: datetime
) -> Membership:
    """Let an account work for an agency in a role. Called by actions that authorized it.

    A role that sees cases gives nothing until a second person, other than `given_by`, has confirmed it.

    :raises Refused: the account works there already, or the agency's kind has no such role.
    """
    known = {offered.code: offered for offered in queries.roles_of(agency)}
    if role not in known:
        raise Refused(_("People in this agency cannot have that role. Choose one of the roles shown."))
    if Membership.objects.filter(account=account, agency=agency, ended_at=None).exists():
        raise Refused(_("This person already works for the agency. Change their role instead."))
    membership = Membership(
        account=account,
        agency=agency,
        role=role,
        started_at=at,
        given_by_id=given_by,
        given_at=at,
        given_because=because,
        **flags_of(known[role]),
    )
    membership.save(from_action=True, force_insert=True)
    audit.record("membership.added", subject=membership, detail={"account": str(account.pk), "role": role})
    if queries.needs_second_person(membership):
        confirmations.tell(membership, at=at)
    return membership


@second_door()
def end_membership(membership_id: UUID, *, by: Actor, at: datetime) -> Membership:
    """End a person's work for an agency, from their next click on. The account stays, for other agencies.

    If they leave cases behind, the supervisors of the agency are told at once.

    :raises NotThere: there is none that the actor looks after.
    :raises NotAllowed: it is the actor's own.
    """
    membership = access.membership_to_manage(by, membership_id)
    left = holdings.leave_to_supervisors(membership, at=at)
    membership.ended_at = at
    membership.save(from_action=True, update_fields=["ended_at"])
    detail = {"account": str(membership.account_id), "left": left}
    audit.record("membership.ended", subject=membership, detail=detail)
    return membership


@second_door()
def change_role(membership_id: UUID, *, role: str, by: Actor, at: datetime) -> Membership:
    """Let a person go on in another role. They start anew in it: what was given to the old role stays behind.

    What they reported themselves, and are still writing, is theirs within the agency and goes with them.

    :raises NotThere: there is none that the actor looks after.
    :raises NotAllowed: it is the actor's own.
    :raises Refused: they hold that role already, or the agency's kind has no such role.
    """
    before = access.membership_to_manage(by, membership_id)
    if before.role == role:
        raise Refused(_("This person already has that role. Choose another one."))
    left = holdings.leave_to_supervisors(before, at=at)
    # A new membership has a principal of its own, so that no case is carried from one role into the other.
    before.ended_at = at
    before.save(from_action=True, update_fields=["ended_at"])
    membership = start_membership(
        before.account, before.agency, role, given_by=by.account_id, because=Cause.ROLE_CHANGED, at=at
    )
    detail = {"from": before.role, "to": role, "left": left}
    audit.record("membership.role_changed", subject=membership, detail=detail)
    return membership


@second_door()
def deactivate(account_id: UUID, *, by: Actor, at: datetime) -> Account:
    """Shut an account out, from its next click on, and sign it out everywhere.

    If they leave cases behind, the supervisors of each of their agencies are told at once.

    :raises NotThere: there is none that the actor looks after.
    :raises NotAllowed: it is the actor's own, or belongs to an agency of somebody else as well.
    :raises Refused: it is deactivated already.
    """
    account = access.account_to_manage(by, account_id)
    if not account.is_active:
        raise Refused(_("This account is already deactivated."))
    for membership in account.memberships.filter(ended_at=None).order_by("id"):
        holdings.leave_to_supervisors(membership, at=at)
    account.is_active = False
    account.save(update_fields=["is_active"])
    sessions.end_sessions_of(account.pk)
    audit.record("account.deactivated", subject=account)
    return account


@second_door()
def activate(account_id: UUID, *, by: Actor, at: datetime) -> Account:
    """Let a deactivated account sign in again.

    :raises NotThere: there is none that the actor looks after.
    :raises NotAllowed: it belongs to an agency of somebody else as well.
    :raises Refused: it is active already.
    """
    account = access.account_to_manage(by, account_id)
    if account.is_active:
        raise Refused(_("This account is already active."))
    account.is_active = True
    account.save(update_fields=["is_active"])
    for membership in account.memberships.filter(ended_at=None).order_by("id"):
        notices.settle_told(LEFT.kind, membership.pk, at=at)
    audit.record("account.activated", subject=account)
    return account


@second_door()
def accept_conduct(*, by: Actor, at: datetime) -> Account:
    """Record that the actor accepts the code of conduct as the country pack has it now."""
    account = access.account_to_keep(by.account_id)
    account.conduct_version = str(pack().code_of_conduct.version)
    account.conduct_accepted_at = at
    account.save(update_fields=["conduct_version", "conduct_accepted_at"])
    audit.record("conduct.accepted", subject=account, detail={"version": account.conduct_version})
    return account


def act_for(membership_id: UUID, *, by: Actor, at: datetime) -> Membership:
    """Choose the agency that the actor acts for from now on.

    :raises NotThere: the actor does not work there.
    """
    mine = Membership.objects.current().filter(account_id=by.account_id)
    membership = fetch(mine.select_related("agency"), pk=membership_id)
    detail = {"from": str(by.membership_id or ""), "to": str(membership.pk)}
    audit.record("agency.switched", subject=membership, detail=detail)
    return membership
