"""One's own account: where one works, the code of conduct, other browsers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies import actions, queries, sign_in
from opennrm.agencies.models import Account
from opennrm.agencies.sessions import MEMBERSHIP
from opennrm.country.pack import pack
from opennrm.web.agencies.forms import ActingAgencyForm
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import signed_in
from opennrm.web.request import Request, posted


@signed_in
@require_safe
def show(request: Request) -> HttpResponse:
    """Who one is here, and how one signs in."""
    account = Account.objects.get(pk=request.actor.account_id)
    memberships = queries.memberships_of(account.pk)
    context = {
        "account": account,
        "memberships": memberships,
        "letters": queries.letter_troubles([account.pk], at=timezone.now()).get(account.pk),
        "has_second_factor": queries.has_second_factor(account.pk),
        "needs_second_factor": account.memberships.filter(
            ended_at=None, second_factor_required=True
        ).exists(),
    }
    return render(request, "agencies/own.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def choose_agency(request: Request) -> HttpResponse:
    """Choose the agency to act for; the session gets a new key."""
    rows = queries.memberships_of(request.actor.account_id)
    chosen = {"membership": str(request.actor.membership_id or "")}
    form = ActingAgencyForm(posted(request), rows=rows, initial=chosen)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["membership"]
        membership = actions.act_for(wanted, by=request.actor, at=timezone.now())
        request.session[MEMBERSHIP] = str(membership.pk)
        request.session.cycle_key()
        messages.success(request, _("You now act for %(agency)s.") % {"agency": membership.agency.name})
        return redirect(_own_path(request))
    return form_page(request, "agencies/choose_agency.html", form, {"rows": rows, "next": _own_path(request)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def conduct(request: Request) -> HttpResponse:
    """Read and accept the code of conduct."""
    if request.method == "POST":
        actions.accept_conduct(by=request.actor, at=timezone.now())
        return redirect(_own_path(request))
    context = {
        "text": pack().code_of_conduct,
        "accepted": queries.accepted_conduct(request.actor.account_id),
        "next": _own_path(request),
    }
    return render(request, "agencies/conduct.html", context)


@signed_in
@button("account", undone=gettext_lazy("You were not signed out elsewhere."))
def end_elsewhere(request: Request) -> HttpResponse:
    """Sign out in every other browser."""
    ended = sign_in.end_elsewhere(by=request.actor, here=request.session.session_key or "")
    said = ngettext(
        "You were signed out in %(number)d other browser.",
        "You were signed out in %(number)d other browsers.",
        ended,
    )
    nobody = _("You were not signed in anywhere else.")
    messages.success(request, said % {"number": ended} if ended else nobody)
    return redirect("account")


@signed_in
@button("account", undone=gettext_lazy("Your session was not renewed."))
def stay(request: Request) -> HttpResponse:
    """Keep the session: it was used now."""
    request.session.get(MEMBERSHIP)
    return HttpResponse(status=204)


def _own_path(request: Request) -> str:
    """Where to go on to: a path of our own, or the start."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    is_own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_own else "/"
