"""Who is asking, in words: the account, agency and role behind what the database let in."""

from opennrm.country.pack import pack
from opennrm.foundation.actor import NOBODY, Actor
from opennrm.foundation.context import Entered, membership_principal

from .models import Account, Membership


def actor_of(entered: Entered) -> Actor:
    """The actor that the database let in, with the permissions that the country pack gives their role."""
    if entered.account_id is None:
        return NOBODY
    if entered.membership_id is None:
        account = Account.objects.get(pk=entered.account_id)
        return Actor(account_id=account.pk, account_name=account.name)
    membership = Membership.objects.select_related("account", "agency").get(pk=entered.membership_id)
    role = pack().roles.get(membership.role)
    return Actor(
        account_id=membership.account_id,
        account_name=membership.account.name,
        membership_id=membership.pk,
        agency_id=membership.agency_id,
        agency_name=membership.agency.name,
        agency_kind=membership.agency.kind,
        role=membership.role,
        role_title=role.title if role else membership.role,
        permissions=role.permissions if role else frozenset(),
        principals=entered.principals,
        own_principal=membership_principal(membership.pk),
    )
