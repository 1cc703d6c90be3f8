"""How much colleagues have in hand, in words, to choose who has time for one more case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from opennrm.agencies.holdings import with_load
from opennrm.agencies.models import Membership
from opennrm.cases.actions import takers
from opennrm.contexts import holdings
from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import MOST_COUNTED


@dataclass(frozen=True, kw_only=True)
class Row:
    """A member of an agency, and what they have in hand: numbers by kind, and words for those that are not nought."""

    member: Membership
    numbers: dict[str, int]
    words: str

    @property
    def sort_key(self) -> tuple[list[int], str]:
        """Whoever has least comes first."""
        return list(self.numbers.values()), self.member.account.name


def rows(members: Iterable[Membership], *, by: Actor, at: datetime) -> list[Row]:
    """These members, in their order, with what they have in hand, in one query."""
    members = list(members)
    kinds = [holding for holding in holdings() if holding.of_members]
    found = Membership.objects.filter(pk__in=[member.pk for member in members])
    counted = {each.pk: each for each in with_load(found, kinds, by=by, at=at)} if members else {}
    return [_row(member, counted[member.pk]) for member in members]


def _row(member: Membership, counted: Membership) -> Row:
    numbers = {
        holding.kind: getattr(counted, f"load_{holding.kind}") for holding in holdings() if holding.of_members
    }
    words = [
        holding.words(number) % {"number": f"{MOST_COUNTED}+" if number > MOST_COUNTED else number}
        for holding in holdings()
        if (number := numbers.get(holding.kind, 0))
    ]
    return Row(member=member, numbers=numbers, words=", ".join(words))


def of_takers(actor: Actor, *, but: Iterable[object], at: datetime) -> list[Row]:
    """Those to whom the actor can give a case: first themselves, then whoever has least."""
    members = takers(actor.agency_id).exclude(pk__in=[each for each in but if each]).select_related("account")
    found = sorted(rows(members, by=actor, at=at), key=lambda row: row.sort_key)
    return sorted(found, key=lambda row: row.member.pk != actor.membership_id)
