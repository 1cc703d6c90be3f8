"""Who has something in hand, in words."""

from collections.abc import Collection

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Membership
from opennrm.cases.holders import GONE, NOBODY
from opennrm.foundation.actor import Actor
from opennrm.web.request import id_given

NO_MEMBER = {NOBODY: _("Nobody yet"), GONE: _("Somebody who can no longer work on it")}
"""What holders are called who are no member."""


def names_of(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """What those of these who are members of the actor's agency are called, by their ids, in the order of names."""
    members = Membership.objects.filter(
        agency_id=actor.agency_id, pk__in=[each for each in map(id_given, ids) if each]
    )
    named = members.select_related("account").order_by("account__name", "id")
    return {str(member.pk): member.account.name for member in named}


def name_of(actor: Actor, holder: str) -> str:
    """What a holder is called: a member, nobody, or whoever can no longer work."""
    if holder in NO_MEMBER:
        return str(NO_MEMBER[holder])
    return names_of(actor, [holder]).get(holder, gettext("Somebody unknown"))
