"""The second person: who waits to be confirmed, and what those who wait are told."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies import access, confirmations, queries
from opennrm.agencies.permissions import ACCOUNT_MANAGE, MEMBERSHIP_CONFIRM
from opennrm.agencies.sessions import MEMBERSHIP
from opennrm.country.titles import title_of
from opennrm.foundation.access import fetch
from opennrm.web import held_forms
from opennrm.web.buttons import button
from opennrm.web.guards import requires, signed_in
from opennrm.web.request import Request

ASKED = 5
"""How many of those who can confirm are named to whoever waits."""

CONFIRMING = (MEMBERSHIP_CONFIRM, ACCOUNT_MANAGE)


@requires(*CONFIRMING)
@require_safe
def index(request: Request) -> HttpResponse:
    """Who waits for a second person, with what one needs to know to decide."""
    return render(request, "agencies/waiting.html", {"rows": queries.waiting_rows(request.actor)})


@requires(*CONFIRMING)
@button("confirmation-list", undone=gettext_lazy("Nobody was confirmed."))
def confirm(request: Request, membership_id: UUID) -> HttpResponse:
    """Be the second person."""
    membership = confirmations.confirm(membership_id, by=request.actor, at=timezone.now())
    done = _("%(name)s can now work for %(agency)s.")
    messages.success(request, done % {"name": membership.account.name, "agency": membership.agency.name})
    return redirect("confirmation-list")


@requires(*CONFIRMING)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: Request, membership_id: UUID) -> HttpResponse:
    """Say no as the second person, after asking."""
    found = access.to_confirm(request.actor).select_related("account", "agency")
    membership = fetch(found, pk=membership_id)
    if request.method != "POST":
        if access.hindrance(request.actor, membership):
            # The list says why it is not theirs to decide.
            return redirect("confirmation-list")
        role = title_of("roles", membership.role)
        return render(request, "agencies/refuse.html", {"membership": membership, "role": role})
    confirmations.refuse(membership_id, by=request.actor, at=timezone.now())
    done = _("%(name)s will not work for %(agency)s. Tell them and the person who invited them.")
    messages.success(request, done % {"name": membership.account.name, "agency": membership.agency.name})
    return redirect("confirmation-list")


@signed_in
@require_safe
def waits(request: Request) -> HttpResponse:
    """What somebody waits for who has signed in and is not confirmed yet, and whom to ask."""
    chosen = request.session.get(MEMBERSHIP)
    membership = queries.acts_by(request.actor.account_id, chosen)
    if membership is None or not membership.is_waiting:
        return redirect("home")
    context = {
        "membership": membership,
        "role": title_of("roles", membership.role),
        "to_ask": queries.confirmers_of(membership)[:ASKED],
        "works_elsewhere": len(queries.memberships_of(request.actor.account_id)) > 1,
        "has_held_form": held_forms.NAME in request.session,
    }
    return render(request, "agencies/waits.html", context)
