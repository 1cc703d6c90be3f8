"""What stands between signing in and the first page of work."""

from django.urls import reverse
from django.utils.http import urlencode

from opennrm.agencies import queries
from opennrm.agencies.sessions import MEMBERSHIP, uses_second_factor
from opennrm.web import held_forms
from opennrm.web.buttons import with_what_was_pressed
from opennrm.web.request import Request


def next_step(request: Request) -> str | None:
    """Where to go first: choose an agency, use or set up a second factor, accept the code of conduct; or None."""
    actor = request.actor
    chosen = request.session.get(MEMBERSHIP)
    if actor.membership_id is None:
        # The database lets nobody act without the second factor that the role demands.
        if queries.acts_by(actor.account_id, chosen) is None or uses_second_factor(
            dict(request.session.items())
        ):
            return _then("switch-agency", request)
        if queries.has_second_factor(actor.account_id):
            return _then("mfa_reauthenticate", request)
        return _then("mfa_activate_totp", request)
    if not queries.accepted_conduct(actor.account_id):
        return _then("conduct", request)
    return None


def _then(name: str, request: Request) -> str:
    """The address of a step, and the page that was asked for to go on to. A form that was sent is kept meanwhile."""
    wanted = with_what_was_pressed(request)
    if sealed := held_forms.hold(request):
        request.session[held_forms.NAME] = sealed
        wanted = reverse("held-form")
    return reverse(name) if wanted == "/" else f"{reverse(name)}?{urlencode({'next': wanted})}"
