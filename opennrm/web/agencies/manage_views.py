"""An administrator's pages: the accounts of an agency, and what can be done with them. Never a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies import access, actions, invitations, queries, second_factors
from opennrm.agencies.models import Membership
from opennrm.agencies.permissions import ACCOUNT_MANAGE
from opennrm.country.titles import title_of
from opennrm.foundation.access import fetch
from opennrm.foundation.pages import page_of
from opennrm.web.addresses import page_asked
from opennrm.web.agencies import held, letters
from opennrm.web.agencies.manage_forms import InviteForm, RoleForm, TakeAwayForm
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted

ACCOUNTS_A_PAGE = 50


@requires(ACCOUNT_MANAGE)
@require_safe
def index(request: Request) -> HttpResponse:
    """The accounts that I look after, and the invitations that wait."""
    accounts = access.manageable_accounts(request.actor)
    page = page_of(accounts, ("name", "id"), page_asked(request), size=ACCOUNTS_A_PAGE)
    now = timezone.now()
    invitations_waiting = queries.open_invitations(request.actor, at=now)
    context = {
        "page": page,
        "rows": queries.account_rows(request.actor, page.rows, at=now),
        "invitations": invitations_waiting,
        "is_sending": any(row.is_being_sent for row in invitations_waiting),
        "coordinates": access.coordinates(request.actor),
        "now": now,
    }
    return render(request, "agencies/accounts.html", context)


@requires(ACCOUNT_MANAGE)
@require_safe
def show(request: Request, account_id: UUID) -> HttpResponse:
    """One account: where it works, and what can be done with it."""
    account = fetch(access.manageable_accounts(request.actor), pk=account_id)
    [row] = queries.account_rows(request.actor, [account], at=timezone.now())
    elsewhere = [
        own for own in queries.memberships_of(account.pk) if own.id not in {m.id for m in row.memberships}
    ]
    context = {
        "account": account,
        "row": row,
        "is_me": account.pk == request.actor.account_id,
        "works_elsewhere": bool(elsewhere),
    }
    return render(request, "agencies/account.html", context)


@requires(ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request, agency_id: UUID | None = None) -> HttpResponse:
    """Invite somebody to my agency, or for coordination to any."""
    if agency_id is not None:
        access.require_coordination(request.actor)
    agency = fetch(access.manageable_agencies(request.actor), pk=agency_id or request.actor.agency_id)
    form = InviteForm(posted(request), agency=agency)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            invited = invitations.invite(
                **form.cleaned_data, agency_id=agency.pk, by=request.actor, at=timezone.now()
            )
            letters.send_invitation(invited)
            messages.success(
                request,
                _("The invitation is being sent. The link in the email works once, within 24 hours."),
            )
            return redirect("account-list")
    return form_page(request, "agencies/invite.html", form, {"agency": agency})


@requires(ACCOUNT_MANAGE)
@button("account-list", undone=gettext_lazy("The invitation was not sent again."))
def invitation_renew(request: Request, invitation_id: UUID) -> HttpResponse:
    """Send a new letter for an invitation; the link of the old one no longer works."""
    invited = invitations.renew(invitation_id, by=request.actor, at=timezone.now())
    letters.send_invitation(invited)
    messages.success(request, _("A new invitation is being sent. The link in the old one no longer works."))
    return redirect("account-list")


@requires(ACCOUNT_MANAGE)
@button("account-list", undone=gettext_lazy("The invitation was not withdrawn."))
def invitation_revoke(request: Request, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitations.revoke(invitation_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The invitation has been withdrawn. Its link no longer works."))
    return redirect("account-list")


@requires(ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: Request, account_id: UUID) -> HttpResponse:
    """Shut an account out, after asking."""
    account = fetch(access.manageable_accounts(request.actor), pk=account_id)
    if request.method != "POST":
        memberships = access.manageable_memberships(request.actor).filter(account=account)
        left = held.left_by(memberships.select_related("agency").order_by("agency__name", "id"))
        return render(request, "agencies/deactivate.html", {"account": account, "left": left})
    actions.deactivate(account.pk, by=request.actor, at=timezone.now())
    messages.success(request, _("The account has been deactivated and signed out everywhere."))
    return redirect("account-show", account.pk)


@requires(ACCOUNT_MANAGE)
@button("account-show", "account_id", undone=gettext_lazy("The account was not activated."))
def activate(request: Request, account_id: UUID) -> HttpResponse:
    """Let a deactivated account sign in again."""
    account = fetch(access.manageable_accounts(request.actor), pk=account_id)
    actions.activate(account.pk, by=request.actor, at=timezone.now())
    messages.success(request, _("The account can sign in again."))
    return redirect("account-show", account.pk)


@requires(ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def take_second_factor(request: Request, account_id: UUID) -> HttpResponse:
    """Take the second factor away of somebody who lost it."""
    account = fetch(access.manageable_accounts(request.actor), pk=account_id)
    form = TakeAwayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = second_factors.Reason(form.cleaned_data["reason"])
        with refusals_on(form):
            second_factors.take_away(account.pk, reason=reason, by=request.actor, at=timezone.now())
            letters.send_second_factor_removed(account)
            messages.success(
                request,
                _("Two-step sign-in has been reset. They have to set it up again when they next sign in."),
            )
            return redirect("account-show", account.pk)
    return form_page(request, "agencies/take_second_factor.html", form, {"account": account})


@requires(ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def membership_end(request: Request, membership_id: UUID) -> HttpResponse:
    """End somebody's work for an agency, after asking."""
    membership = _membership(request, membership_id)
    if request.method != "POST":
        context = {"membership": membership, "left": held.left_by([membership])}
        return render(request, "agencies/membership_end.html", context)
    actions.end_membership(membership.pk, by=request.actor, at=timezone.now())
    done = _("%(name)s no longer works for %(agency)s.")
    messages.success(request, done % {"name": membership.account.name, "agency": membership.agency.name})
    return redirect("account-list")


@requires(ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def membership_change_role(request: Request, membership_id: UUID) -> HttpResponse:
    """Let somebody go on in another role."""
    membership = _membership(request, membership_id)
    form = RoleForm(posted(request), agency=membership.agency, current=membership.role)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            changed = actions.change_role(
                membership.pk, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
            messages.success(request, _done(changed))
            return redirect("account-show", membership.account_id)
    context = {
        "membership": membership,
        "role": title_of("roles", membership.role),
        "left": held.left_by([membership]),
    }
    return form_page(request, "agencies/change_role.html", form, context)


def _done(membership: Membership) -> str:
    if membership.is_waiting:
        return _("The role has been changed. A second person has to confirm it.")
    return _("The role has been changed.")


def _membership(request: Request, membership_id: UUID) -> Membership:
    found = access.manageable_memberships(request.actor).select_related("account", "agency")
    return fetch(found, pk=membership_id)
