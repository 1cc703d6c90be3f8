"""Forgotten and changed passwords."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies import sign_in, throttle
from opennrm.agencies.models import Account
from opennrm.foundation.refusals import NotThere
from opennrm.web.agencies import letters
from opennrm.web.agencies.forms import ChangePasswordForm, ForgottenPasswordForm, NewPasswordForm
from opennrm.web.agencies.throttling import says_when
from opennrm.web.form_pages import form_page
from opennrm.web.guards import public, signed_in
from opennrm.web.refusals import on_refusal, shows
from opennrm.web.request import Request, posted


@public
@require_http_methods(["GET", "HEAD", "POST"])
@says_when
def forgotten(request: Request) -> HttpResponse:
    """Ask for a letter with a link; the answer is the same whether the address has an account or not."""
    form = ForgottenPasswordForm(posted(request), request=request)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if throttle.letter_may_go(form.asked, account=email, at=timezone.now()):
            letters.send_new_password_link(email)
        return redirect("account_reset_password_done")
    return form_page(request, "agencies/forgotten.html", form)


@public
@require_safe
def forgotten_done(request: Request) -> HttpResponse:
    """What to do with the letter."""
    return render(request, "agencies/forgotten_done.html")


@public
@require_http_methods(["GET", "HEAD", "POST"])
@says_when
@on_refusal(NotThere, shows("agencies/password_link_ended.html", status=410))
def set_new(request: Request, account_id: UUID, token: str) -> HttpResponse:
    """Set a new password by the link of a letter; the second step is asked for at sign-in all the same."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or not sign_in.reset_links.check_token(account, token):
        return render(request, "agencies/password_link_ended.html", status=410)
    form = NewPasswordForm(posted(request), request=request, account=account)
    if request.method == "POST" and form.is_valid():
        sign_in.reset_password(account_id, token, form.cleaned_data["password"], at=timezone.now())
        letters.send_password_changed(account)
        messages.success(request, _("Your password has been changed. Sign in with the new one."))
        return redirect("account_login")
    return form_page(request, "agencies/new_password.html", form, {"rules": password_validators_help_texts()})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@says_when
def change(request: Request) -> HttpResponse:
    """Change one's own password; every other browser is signed out."""
    account = Account.objects.get(pk=request.actor.account_id)
    form = ChangePasswordForm(posted(request), request=request, account=account)
    if request.method == "POST" and form.is_valid():
        here = request.session.session_key or ""
        now = timezone.now()
        account = sign_in.change_password(form.cleaned_data["password"], by=request.actor, here=here, at=now)
        # A session is bound to the password it was opened with.
        request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        request.session.cycle_key()
        letters.send_password_changed(account)
        messages.success(request, _("Your password has been changed. You were signed out everywhere else."))
        return redirect("account")
    return form_page(
        request, "agencies/change_password.html", form, {"rules": password_validators_help_texts()}
    )
