"""How allauth behaves here: who may sign in, what is recorded of it, and who seals secrets."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from opennrm.agencies import queries, sign_in, throttle
from opennrm.agencies.models import Account
from opennrm.web import held_forms
from opennrm.web.agencies import throttling
from opennrm.web.request import Request


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation alone; a deactivated one cannot be told from a wrong password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The email address or the password is wrong. Check both and try again."),
        "incorrect_password": _("The password is wrong. Check it and try again."),
    }

    def is_open_for_signup(self, request: Request) -> bool:
        return False

    def get_client_ip(self, request: Request) -> str:
        """The address that the transaction was opened with, which believes trusted proxies alone."""
        return queries.origin()

    def is_safe_url(self, url: str) -> bool:
        """Only paths of our own are led to."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def authenticate(self, request: Request, **credentials: Any) -> Account | None:
        """The active account that the password belongs to; every attempt is counted before a password is hashed.

        :raises ValidationError: there were too many attempts.
        """
        attempt = throttling.attempt_by_address(request, throttle.PASSWORD, credentials.get("email", ""))
        account = super().authenticate(request, **credentials)
        if account is not None and not account.is_active:
            self.authentication_failed(request, **credentials)
            return None
        if account is not None:
            throttling.was_right(attempt)
        return account

    def authentication_failed(self, request: Request, **credentials: Any) -> None:
        sign_in.record_failure(email=credentials.get("email", ""), step="password")

    def reauthenticate(self, user: Account, password: str) -> bool:
        account = self.authenticate(self.request, email=user.email, password=password)
        return account is not None and account.pk == user.pk

    def login(self, request: Request, user: Account) -> None:
        """Begin the session: it gets a new key, and its agency where there is only one."""
        super().login(request, user)
        sign_in.begin(request.session, user)

    def post_login(self, request: Request, user: Account, **circumstances: Any) -> HttpResponse:
        response = super().post_login(request, user, **circumstances)
        if held_forms.NAME in request.session:
            response = redirect("held-form")
        throttling.know_device(request, response, user)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed for their account by `agencies.seals`; the library, which knows no account, seals none."""

    def encrypt(self, text: str) -> str:
        raise NotImplementedError("Seal it with agencies.seals, which binds it to its account.")

    def decrypt(self, encrypted_text: str) -> str:
        raise NotImplementedError("Open it with agencies.seals, which knows its account.")
