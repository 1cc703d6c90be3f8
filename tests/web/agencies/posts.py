"""What a browser sends to the pages of accounts."""

from tests.walls.cast import Cast
from tests.walls.post import Fields, Post


def _invitation(cast: Cast) -> Fields:
    return {"name": "Somebody New", "email": "new@example.org", "role": "caseworker"}


def _agency(cast: Cast) -> Fields:
    return {
        "agency_code": "NEW-HOUSE",
        "name": "A new house",
        "kind": "shelter",
        "is_active": "on",
        "seen_version": 1,
    }


POSTS = {
    "account-invite": Post(fields=_invitation, records=("invitation.made", "letter.posted")),
    "invitation-renew": Post(records=("invitation.renewed", "letter.posted")),
    "invitation-revoke": Post(records=("invitation.revoked",)),
    "account-deactivate": Post(records=("account.deactivated",)),
    "account-activate": Post(after="account-deactivate", records=("account.activated",)),
    # The account of the cast has none, which the page says.
    "account-take-second-factor": Post(
        fields=lambda cast: {"reason": "lost", "recognised": "on"}, status=422
    ),
    # Whoever has given a membership does not confirm it.
    "membership-confirm": Post(records=("membership.confirmed",), otherwise={"lead_administrator": 403}),
    "membership-refuse": Post(records=("membership.refused",), otherwise={"lead_administrator": 403}),
    "membership-end": Post(records=("membership.ended",)),
    "membership-change-role": Post(
        fields=lambda cast: {"role": "supervisor"}, records=("membership.added", "membership.role_changed")
    ),
    "agency-new": Post(fields=_agency),
    "agency-edit": Post(fields=_agency),
    "agency-invite": Post(fields=_invitation),
}
