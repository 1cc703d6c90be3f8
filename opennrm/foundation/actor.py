"""Who is asking, and for which agency."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from .permissions import Permission

# Nobody has no ids; whoever gets as far as an action has them all, so they are typed as present.
NO_ID = cast(UUID, None)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks, and for which agency, as the database established it at the start of this transaction.

    `principals` are the integers that the policies compare with a row's readers and writers; among them are
    `own_principal`, the membership's, and `person_principal`, which outlasts it: what one reports is one's own
    within the agency, whatever one's role. An actor without a membership (not yet acting for an agency, or
    signed out) has none and sees nothing.
    """

    account_id: UUID = NO_ID
    account_name: str = ""
    membership_id: UUID = NO_ID
    agency_id: UUID = NO_ID
    agency_name: str = ""
    agency_kind: str = ""
    role: str = ""
    role_title: str = ""
    permissions: frozenset[Permission] = frozenset()
    principals: tuple[int, ...] = ()
    own_principal: int | None = None
    person_principal: int | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the actor's role carries this permission."""
        return permission in self.permissions

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None


NOBODY = Actor()
