"""Setting up, replacing and giving up the authenticator app, and the recovery codes."""

import base64
from typing import Any

import qrcode
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from qrcode.image.svg import SvgPathImage

from opennrm.agencies import queries, seals, second_factors, sign_in
from opennrm.agencies.models import Account
from opennrm.agencies.sessions import SECOND_FACTOR
from opennrm.web.agencies import letters
from opennrm.web.agencies.confirmation import confirmed
from opennrm.web.agencies.forms import NewAppForm
from opennrm.web.agencies.throttling import says_when
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import signed_in
from opennrm.web.request import Request, posted

SECRET = "opennrm_new_app"  # noqa: S105


@signed_in
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
@says_when
def set_up(request: Request) -> HttpResponse:
    """Scan a picture with an authenticator app and show that it works; replaces an app set up before."""
    account = Account.objects.get(pk=request.actor.account_id)
    secret = _secret_under_way(request)
    form = NewAppForm(posted(request), request=request, account=account, secret=secret)
    if request.method == "POST" and form.is_valid():
        second_factors.enrol(account.pk, secret, step=form.step, at=timezone.now())
        del request.session[SECRET]
        request.session[SECOND_FACTOR] = True
        request.session.cycle_key()
        sign_in.end_elsewhere(by=request.actor, here=request.session.session_key or "")
        letters.send_second_factor_set_up(account)
        messages.success(request, _("Two-step sign-in is set up. Now keep your recovery codes safe."))
        return redirect("mfa_view_recovery_codes")
    context = {
        "picture": _picture(second_factors.app_address(account.email, secret)),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "replaces": queries.has_second_factor(account.pk),
    }
    return form_page(request, "agencies/set_up_second_factor.html", form, context)


@signed_in
@confirmed
@require_safe
def recovery_codes(request: Request) -> HttpResponse:
    """The recovery codes that are left, to print or to write down."""
    return render(
        request, "agencies/recovery_codes.html", {"codes": second_factors.recovery_codes(by=request.actor)}
    )


@signed_in
@confirmed
@button("mfa_view_recovery_codes", undone=gettext_lazy("Your recovery codes were not renewed."))
def recovery_codes_renew(request: Request) -> HttpResponse:
    """New recovery codes in place of the old ones."""
    second_factors.renew_recovery_codes(by=request.actor, at=timezone.now())
    messages.success(request, _("These are your new recovery codes. The old ones no longer work."))
    return redirect("mfa_view_recovery_codes")


@signed_in
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: Request) -> HttpResponse:
    """Sign in without a second step again, where no role demands one."""
    if request.method != "POST":
        return render(request, "agencies/give_up_second_factor.html")
    account = second_factors.give_up(by=request.actor, at=timezone.now())
    letters.send_second_factor_removed(account)
    messages.success(request, _("Two-step sign-in has been turned off."))
    return redirect("account")


def _secret_under_way(request: Request) -> str:
    """The secret shown to the app until it is confirmed: sealed, for the session is kept in the database."""
    bound: dict[str, Any] = {"account_id": request.actor.account_id, "use": seals.Use.APP_UNDER_WAY}
    if SECRET not in request.session:
        request.session[SECRET] = seals.seal(second_factors.new_secret(), **bound)
    return seals.unseal(request.session[SECRET], **bound)


def _picture(content: str) -> str:
    """A picture for an app to scan, as the address of an image."""
    drawn = qrcode.make(content, image_factory=SvgPathImage).to_string()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"
