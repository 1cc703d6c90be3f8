"""Forms by which people sign in and keep their own sign-in."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opennrm.agencies import queries, second_factors, sign_in, throttle
from opennrm.agencies.models import Account
from opennrm.web import design
from opennrm.web.agencies import throttling
from opennrm.web.request import Request

LONGEST_PASSWORD = 256
NOT_RIGHT = _(
    "That code is wrong or has already been used. Wait for the next code in your app, then enter it."
)


def password_field(label: Any, *, is_new: bool = False, help_text: Any = "") -> forms.CharField:
    """A password, as it was typed: spaces at its ends count."""
    widget = design.Password(autocomplete="new-password" if is_new else "current-password")
    return forms.CharField(
        label=label, help_text=help_text, strip=False, max_length=LONGEST_PASSWORD, widget=widget
    )


def code_field(label: Any, help_text: Any) -> forms.CharField:
    """A code that an authenticator app shows, or a recovery code."""
    widget = design.Text(width=10, autocomplete="one-time-code", attrs={"inputmode": "numeric"})
    return forms.CharField(label=label, help_text=help_text, max_length=40, widget=widget)


class SignInForm(design.Form, LoginForm):
    """Email address and password."""

    password = password_field(_("Password"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        widget = design.Email(autocomplete="username")
        self.fields["login"] = forms.EmailField(label=_("Email address"), widget=widget)
        self.order_fields(["login", "password"])


class _UsesCode(design.Form):
    """Checks a code, once, and counts what is wrong."""

    code = code_field(
        _("Code"), _("The six digits that your authenticator app shows now, or one of your recovery codes.")
    )

    def __init__(self, *args: Any, request: Request, **options: Any) -> None:
        self.request = request
        super().__init__(*args, **options)

    def clean_code(self) -> str:
        account: Account = self.user  # type: ignore[attr-defined]
        attempt = throttling.attempt(self.request, throttle.CODE, account)
        authenticator = second_factors.use(account, self.cleaned_data["code"], at=timezone.now())
        if authenticator is None:
            sign_in.record_failure(account=account, step="second_factor")
            raise ValidationError(NOT_RIGHT)
        throttling.was_right(attempt)
        self.authenticator = authenticator
        return self.cleaned_data["code"]


class SignInCodeForm(_UsesCode, AuthenticateForm):
    """The second step of signing in."""


class ConfirmByCodeForm(_UsesCode, ReauthenticateByCodeForm):
    """The second factor of somebody who is signed in."""


class ConfirmByPasswordForm(design.Form, ReauthenticateForm):
    """The password of somebody who is signed in."""

    password = password_field(_("Password"))


class NewAppForm(design.Form):
    """Shows that an authenticator app was set up rightly."""

    code = code_field(_("Code"), _("The six digits that the app shows now."))

    def __init__(self, *args: Any, request: Request, account: Account, secret: str, **options: Any) -> None:
        self.request, self.account, self.secret = request, account, secret
        super().__init__(*args, **options)

    def clean_code(self) -> str:
        attempt = throttling.attempt(self.request, throttle.CODE, self.account)
        step = second_factors.step_of(self.secret, self.cleaned_data["code"], at=timezone.now())
        if step is None:
            raise ValidationError(
                _(
                    "That code is wrong. Check that the clock on your device is right, then enter the next code."
                )
            )
        throttling.was_right(attempt)
        self.step = step
        return self.cleaned_data["code"]


class ForgottenPasswordForm(design.Form):
    """Where to send the link for a new password."""

    email = forms.EmailField(label=_("Email address"), widget=design.Email(autocomplete="username"))

    def __init__(self, *args: Any, request: Request, **options: Any) -> None:
        self.request = request
        super().__init__(*args, **options)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        self.asked = throttling.attempt_by_address(self.request, throttle.LETTER, email)
        return email


class NewPasswordForm(design.Form):
    """A new password for a known account; the page lists the rules."""

    password = password_field(_("New password"), is_new=True)

    def __init__(self, *args: Any, request: Request, account: Account, **options: Any) -> None:
        self.request, self.account = request, account
        super().__init__(*args, **options)

    def clean_password(self) -> str:
        throttling.attempt_by_address(self.request, throttle.NEW_PASSWORD, self.account.email)
        return sign_in.checked_password(self.cleaned_data["password"], self.account)


class ChangePasswordForm(NewPasswordForm):
    """A new password in place of the one that its owner knows."""

    current = password_field(_("Current password"))
    field_order = ["current", "password"]

    def clean_current(self) -> str:
        attempt = throttling.attempt_by_address(self.request, throttle.PASSWORD, self.account.email)
        if not self.account.check_password(self.cleaned_data["current"]):
            raise ValidationError(_("This is not your current password. Check it and try again."))
        throttling.was_right(attempt)
        return self.cleaned_data["current"]


class JoinForm(NewPasswordForm):
    """What an invited person enters; the page lists the rules of passwords."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("The name your colleagues know. It is shown next to what you do."),
        max_length=200,
        widget=design.Text(autocomplete="name"),
    )
    password = password_field(_("Password"), is_new=True)
    field_order = ["name", "password"]

    def clean_name(self) -> str:
        # Known before the password is judged, which must not be made of it.
        self.account.name = self.cleaned_data["name"]
        return self.account.name


class ActingAgencyForm(design.Form):
    """For which agency to act."""

    membership = forms.ChoiceField(label=_("Which agency do you act for?"), widget=design.Radios)

    def __init__(self, *args: Any, rows: list[queries.MembershipRow], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["membership"]
        field.choices = [(str(row.id), row.agency_name) for row in rows]
        field.widget.hints = {str(row.id): f"{row.role_title}. {row.role_description}" for row in rows}
