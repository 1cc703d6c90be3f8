"""Signing in, its second step, confirming it later, and signing out."""

from typing import Any

from allauth.account.views import LoginView
from allauth.account.views import ReauthenticateView as ConfirmByPasswordView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ConfirmByCodeView
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies import sign_in as signing_in
from opennrm.web import held_forms
from opennrm.web.agencies.forms import (
    ConfirmByCodeForm,
    ConfirmByPasswordForm,
    SignInCodeForm,
    SignInForm,
)
from opennrm.web.agencies.throttling import says_when
from opennrm.web.buttons import button, say_undone
from opennrm.web.guards import public, signed_in
from opennrm.web.request import Request, posted


class _Corrected:
    """Answers 422, as every page does, where something that was typed has to be corrected."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class SignIn(_Corrected, LoginView):
    """Email address and password; carries a form that was sent too late through to the new session."""

    form_class = SignInForm

    def dispatch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        # A form that was just held is no attempt to sign in: only the page is wanted.
        if self._held_now():
            return self.get(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        options = super().get_form_kwargs()
        return {
            name: value
            for name, value in options.items()
            if not self._held_now() or name not in ("data", "files")
        }

    def form_valid(self, form: SignInForm) -> HttpResponse:
        held = self.request.POST.get(held_forms.NAME, "")
        if held_forms.reopen(held):
            self.request.session[held_forms.NAME] = held
        return super().form_valid(form)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        held = self._held_now() or self.request.POST.get(held_forms.NAME, "")
        return {**super().get_context_data(**context), "held_form": held if held_forms.reopen(held) else ""}

    def _held_now(self) -> str:
        return getattr(self.request, "held_form", "")


class SignInSecondStep(_Corrected, AuthenticateView):
    """The code of the authenticator app, or a recovery code."""

    form_class = SignInCodeForm

    def _build_forms(self) -> SignInCodeForm | None:
        account = self.stage.login.user
        data = posted(self.request)
        self.auth_form = SignInCodeForm(data, user=account, request=self.request)
        self.webauthn_form = None
        return self.auth_form if data is not None else None


class ConfirmByPassword(_Corrected, ConfirmByPasswordView):
    """The password again, before something that matters."""

    form_class = ConfirmByPasswordForm


class ConfirmByCode(_Corrected, ConfirmByCodeView):
    """A code, before something that matters or for a role that demands it."""

    form_class = ConfirmByCodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: ConfirmByCodeForm) -> HttpResponse:
        response = super().form_valid(form)
        # The session can do more from here on, so it gets a new key.
        self.request.session.cycle_key()
        return response


_form_page = require_http_methods(["GET", "HEAD", "POST"])
sign_in = public(_form_page(says_when(SignIn.as_view())))
second_step = public(_form_page(says_when(SignInSecondStep.as_view())))
confirm_by_password = signed_in(_form_page(says_when(ConfirmByPassword.as_view())))
confirm_by_code = signed_in(_form_page(says_when(ConfirmByCode.as_view())))


@public
@button("home", undone=_("You were not signed out."))
def sign_out(request: Request) -> HttpResponse:
    """End the session, or what there is of one between the first step and the second."""
    if request.actor.is_signed_in:
        signing_in.end(by=request.actor)
        messages.success(request, gettext("You have been signed out."))
    logout(request)
    return redirect("account_login")


@signed_in
@require_safe
def held_form(request: Request) -> HttpResponse:
    """What was typed before the session ended, ready to be sent; what a button sent leads back to its page."""
    held = _held(request)
    if held is None:
        request.session.pop(held_forms.NAME, None)
        return redirect("home")
    if not held.is_of_button and held.typed:
        context = {
            "held": held,
            "sealed": request.session[held_forms.NAME],
            "may_send": held.may_be_sent_by(request.actor),
        }
        return render(request, "agencies/held_form.html", context)
    request.session[held_forms.CHOSEN] = request.session.pop(held_forms.NAME)
    say_undone(request, held.match)
    if held.files:
        names = ", ".join(held.files)
        messages.warning(request, gettext("Choose this file again: %(names)s") % {"names": names})
    return redirect(held.page)


@signed_in
@button("held-form", undone=_("What you typed was not sent."))
def held_form_send(request: Request) -> HttpResponse:
    """Send the kept form to where it was meant for, once, or drop it."""
    held = _held(request)
    if held is None or f"{held_forms.NAME}_drop" in request.POST:
        request.session.pop(held_forms.NAME, None)
        return redirect("home")
    if not held.may_be_sent_by(request.actor):
        return redirect("held-form")
    del request.session[held_forms.NAME]
    return redirect(held.path, preserve_request=True)


def _held(request: Request) -> held_forms.HeldForm | None:
    held = held_forms.reopen(request.session.get(held_forms.NAME, ""))
    return held if held is not None and held.is_for(request.actor.account_id) else None
