"""What somebody, or an agency, has in hand, as administrators read it: numbers in words, never a case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from opennrm.agencies import holdings
from opennrm.agencies.models import Membership
from opennrm.contexts import holdings as kinds
from opennrm.country.pack import pack


@dataclass(frozen=True, kw_only=True)
class Left:
    """What somebody leaves behind at an agency, and who there can hand it over.

    `unfinished` is what they are still writing: nobody else reads it, and after `keep_days` it is deleted.
    """

    membership: Membership
    words: list[str]
    unfinished: list[str]
    keep_days: int
    supervisors: list[str]


def in_words(held: Mapping[str, int]) -> list[str]:
    """Each kind of which there is anything."""
    most = holdings.MOST_TOLD
    return [
        kind.words(number) % {"number": f"{most}+" if number > most else number}
        for kind in kinds()
        if (number := held.get(kind.kind, 0))
    ]


def left_by(memberships: Iterable[Membership]) -> list[Left]:
    """What whoever has these memberships leaves behind; nothing for a membership that has nothing in hand."""
    found = ((membership, holdings.of_member(membership.pk)) for membership in memberships)
    return [_left(membership, held) for membership, held in found if held]


def _left(membership: Membership, held: Mapping[str, int]) -> Left:
    unfinished = {kind: number for kind, number in held.items() if kind.startswith(holdings.UNFINISHED)}
    handed_over = {kind: number for kind, number in held.items() if kind not in unfinished}
    return Left(
        membership=membership,
        words=in_words(handed_over),
        unfinished=in_words(unfinished),
        keep_days=pack().drafts.keep_days,
        supervisors=_supervisors(membership),
    )


def _supervisors(membership: Membership) -> list[str]:
    others = holdings.supervisors_of(membership.agency_id).exclude(account_id=membership.account_id)
    return list(others.order_by("account__name").values_list("account__name", flat=True))


def of_agency(agency_id: UUID) -> list[str]:
    """What an agency has in hand."""
    open_to_all = {kind.kind: kind.of_agency(agency_id) for kind in kinds() if kind.of_agency}
    return in_words({**holdings.of_agency(agency_id), **open_to_all})
