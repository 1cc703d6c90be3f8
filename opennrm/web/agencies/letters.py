"""Letters about accounts. None names a person, an agency or a case: a mailbox is read by others too.

They wait in the database and are sent by the worker: no page depends on the mail server.
"""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opennrm.agencies import letters
from opennrm.agencies.invitations import Invited
from opennrm.agencies.letters import Kind
from opennrm.agencies.models import Account
from opennrm.agencies.sign_in import reset_links


def address_of(name: str, **parts: Any) -> str:
    """The whole address of a page: from the settings, never from what a request claims."""
    return settings.ADDRESS.rstrip("/") + reverse(name, kwargs=parts)


def send_invitation(invited: Invited) -> None:
    """The link by which somebody gets an account."""
    link = address_of("invitation-accept", token=invited.token)
    _post(Kind.INVITATION, _("Your invitation to OpenNRM"), link, invitation_id=invited.invitation.pk)


def send_new_password_link(email: str) -> None:
    """The link to set a new password; to an address without an account, a letter that says so.

    Both are written down alike, so that the page's answer takes as long for the one as for the other.
    """
    address = email.strip().lower()
    account = Account.objects.filter(email=address, is_active=True).first()
    subject = _("Your new password for OpenNRM")
    if account is None:
        return _post(Kind.NO_ACCOUNT, subject, address_of("account_reset_password"), address=address)
    token = reset_links.make_token(account)
    link = address_of("account_reset_password_from_key", account_id=account.pk, token=token)
    return _post(Kind.NEW_PASSWORD, subject, link, account_id=account.pk)


def send_password_changed(account: Account) -> None:
    """Tells the owner, in case it was somebody else."""
    link = address_of("account_reset_password")
    _post(Kind.PASSWORD_CHANGED, _("Your password was changed"), link, account_id=account.pk)


def send_second_factor_set_up(account: Account) -> None:
    """Tells the owner, in case it was somebody else."""
    subject = _("Two-step sign-in was set up")
    _post(Kind.SECOND_FACTOR_SET_UP, subject, address_of("account"), account_id=account.pk)


def send_second_factor_removed(account: Account) -> None:
    """Tells the owner, in case it was somebody else."""
    subject = _("Two-step sign-in was turned off")
    _post(Kind.SECOND_FACTOR_REMOVED, subject, address_of("account"), account_id=account.pk)


def _post(kind: Kind, subject: str, link: str, **to: Any) -> None:
    body = render_to_string(f"agencies/letters/{kind}.txt", {"link": link})
    letters.post(kind, subject, body, **to, at=timezone.now())
