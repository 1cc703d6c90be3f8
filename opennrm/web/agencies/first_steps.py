"""What stands between signing in and the first page of work."""

from django.urls import reverse
from django.utils.http import urlencode

from opennrm.agencies import queries
from opennrm.agencies.models import Membership
from opennrm.agencies.sessions import MEMBERSHIP, uses_second_factor
from opennrm.web import held_forms
from opennrm.web.buttons import with_what_was_pressed
from opennrm.web.request import Request


def next_step(request: Request) -> str | None:
    """Where to go first, or None where nothing stands in the way.

    Choose an agency, use or set up a second factor, wait to be confirmed, accept the code of conduct.
    """
    actor = request.actor
    chosen = request.session.get(MEMBERSHIP)
    if actor.membership_id is None:
        return _then(_what_is_missing(request, queries.acts_by(actor.account_id, chosen)), request)
    if not queries.accepted_conduct(actor.account_id):
        return _then("conduct", request)
    return None


def _what_is_missing(request: Request, membership: Membership | None) -> str:
    """Why the database lets nobody act by this membership: the name of the page that mends it."""
    if membership is None:
        return "switch-agency"
    if membership.second_factor_required and not uses_second_factor(dict(request.session.items())):
        has_factor = queries.has_second_factor(request.actor.account_id)
        return "mfa_reauthenticate" if has_factor else "mfa_activate_totp"
    return "membership-waits" if membership.is_waiting else "switch-agency"


def _then(name: str, request: Request) -> str:
    """The address of a step, and the page that was asked for to go on to. A form that was sent is kept meanwhile."""
    wanted = with_what_was_pressed(request)
    if sealed := held_forms.hold(request):
        request.session[held_forms.NAME] = sealed
        wanted = reverse("held-form")
    return reverse(name) if wanted == "/" else f"{reverse(name)}?{urlencode({'next': wanted})}"
