"""The second person: what one has given in a role that sees cases, another confirms, or refuses.

One mechanism for an invitation, a changed role and a second factor that was taken away. Until it is confirmed the
database gives the membership nothing, and a constraint refuses that one person does both.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.foundation import notices
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal, team_principal
from opennrm.foundation.refusals import Refused
from opennrm.foundation.second_door import second_door

from . import access, queries
from .events import CONFIRMED, WAITS
from .models import Account, Cause, Membership


@second_door()
def confirm(membership_id: UUID, *, by: Actor, at: datetime) -> Membership:
    """Be the second person for a membership: it gives what its role gives from the holder's next click on.

    :raises NotThere: none waits that is the actor's to confirm.
    :raises NotAllowed: the actor gave it, or holds it, or is not confirmed themselves.
    """
    membership = access.membership_to_confirm(by, membership_id)
    membership.confirmed_by_id, membership.confirmed_at = by.account_id, at
    membership.save(from_action=True, update_fields=["confirmed_by", "confirmed_at"])
    audit.record("membership.confirmed", subject=membership, detail=_detail(membership))
    _tell_outcome(membership, at=at)
    return membership


@second_door()
def confirm_at_server(membership_id: UUID, *, by: Actor, at: datetime) -> Membership:
    """Confirm a membership as whoever sits at the server: the second person beside an administrator.

    What was given at the server itself needs somebody else, as long as there is anybody who could.

    :raises NotThere: none waits.
    :raises Refused: it was given at the server, and there are people who can confirm it.
    """
    found = access.to_confirm(by).select_related("account", "agency")
    membership = fetch(found.select_for_update(of=("self",), no_key=True), pk=membership_id)
    if membership.given_by_id is None and queries.confirmers_of(membership):
        raise Refused(
            _("This role was given on the server, so somebody else has to confirm it. Use --as to name them.")
        )
    membership.confirmed_at = at
    membership.save(from_action=True, update_fields=["confirmed_at"])
    audit.record("membership.confirmed", subject=membership, detail=_detail(membership))
    _tell_outcome(membership, at=at)
    return membership


@second_door()
def refuse(membership_id: UUID, *, by: Actor, at: datetime) -> Membership:
    """Say no as the second person: the membership ends. The account stays, for other agencies.

    :raises NotThere: none waits that is the actor's to confirm.
    :raises NotAllowed: the actor gave it, or holds it, or is not confirmed themselves.
    """
    membership = access.membership_to_confirm(by, membership_id)
    membership.ended_at = at
    membership.save(from_action=True, update_fields=["ended_at"])
    audit.record("membership.refused", subject=membership, detail=_detail(membership))
    notices.settle_told(WAITS.kind, membership.pk, at=at)
    return membership


def ask_again(account: Account, because: Cause, *, by: Actor, at: datetime) -> None:
    """Let every membership of an account wait for a second person again. Called by actions that authorized it."""
    current = Membership.objects.filter(account=account, ended_at=None).select_related("agency")
    for membership in current.select_for_update(of=("self",), no_key=True).order_by("id"):
        if not queries.needs_second_person(membership):
            continue
        membership.given_by_id, membership.given_at, membership.given_because = by.account_id, at, because
        membership.confirmed_by, membership.confirmed_at = None, None
        fields = ["given_by", "given_at", "given_because", "confirmed_by", "confirmed_at"]
        membership.save(from_action=True, update_fields=fields)
        audit.record("membership.waits_again", subject=membership, detail=_detail(membership))
        tell(membership, at=at)


def tell(membership: Membership, *, at: datetime) -> None:
    """Tell the agency's supervisors at once that somebody waits; where there is none, whoever else can confirm.

    Called beyond the second door, by actions that gave the membership.
    """
    confirmers = queries.confirmers_of(membership)
    own = {confirmer.role for confirmer in confirmers if queries.supervises(confirmer, membership)}
    for role in sorted(own):
        notices.tell(team_principal(membership.agency_id, role), WAITS.kind, subject_id=membership.pk, at=at)
    if not own:
        for confirmer in confirmers:
            notices.tell(membership_principal(confirmer.pk), WAITS.kind, subject_id=membership.pk, at=at)


def _tell_outcome(membership: Membership, *, at: datetime) -> None:
    notices.settle_told(WAITS.kind, membership.pk, at=at)
    notices.tell(membership_principal(membership.pk), CONFIRMED.kind, subject_id=membership.pk, at=at)


def _detail(membership: Membership) -> dict[str, str]:
    return {
        "account": str(membership.account_id),
        "role": membership.role,
        "given_by": str(membership.given_by_id or ""),
        "because": membership.given_because,
    }
