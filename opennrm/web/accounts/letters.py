"""Letters about accounts. None names a person, an agency or a case: a mailbox is read by others too."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.agencies.models import Account
from opennrm.agencies.sign_in import reset_links


def address_of(name: str, **parts: Any) -> str:
    """The whole address of a page: from the settings, never from what a request claims."""
    return settings.ADDRESS.rstrip("/") + reverse(name, kwargs=parts)


def send_invitation(email: str, token: str) -> None:
    """The link by which somebody gets an account."""
    _send("invitation", _("Your invitation to OpenNRM"), email, address_of("invitation-accept", token=token))


def send_new_password_link(email: str) -> None:
    """The link to set a new password; to an address without an account, a letter that says so.

    Both are sent, so that the page's answer takes as long for the one as for the other.
    """
    account = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    subject = _("Your new password for OpenNRM")
    if account is None:
        return _send("no_account", subject, email, address_of("account_reset_password"))
    token = reset_links.make_token(account)
    link = address_of("account_reset_password_from_key", account_id=account.pk, token=token)
    return _send("new_password", subject, account.email, link)


def send_password_changed(account: Account) -> None:
    """Tells the owner, in case it was somebody else."""
    _send(
        "password_changed",
        _("Your password was changed"),
        account.email,
        address_of("account_reset_password"),
    )


def send_second_factor_set_up(account: Account) -> None:
    """Tells the owner, in case it was somebody else."""
    _send("second_factor_set_up", _("Two-step sign-in was set up"), account.email, address_of("account"))


def send_second_factor_removed(account: Account) -> None:
    """Tells the owner, in case it was somebody else."""
    _send("second_factor_removed", _("Two-step sign-in was turned off"), account.email, address_of("account"))


def _send(letter: str, subject: str, email: str, link: str) -> None:
    body = render_to_string(f"accounts/letters/{letter}.txt", {"link": link})
    send_mail(subject, body, None, [email])
