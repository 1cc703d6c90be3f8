"""Coming in by invitation."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.agencies import invitations
from opennrm.agencies.models import Account
from opennrm.country.titles import title_of
from opennrm.foundation.refusals import NotThere
from opennrm.web.agencies.forms import JoinForm
from opennrm.web.agencies.throttling import says_when
from opennrm.web.form_pages import form_page
from opennrm.web.guards import public
from opennrm.web.refusals import on_refusal, shows
from opennrm.web.request import Request, posted


@public
@require_http_methods(["GET", "HEAD", "POST"])
@says_when
@on_refusal(NotThere, shows("agencies/invitation_ended.html", status=410))
def accept(request: Request, token: str) -> HttpResponse:
    """Accept an invitation: with a name and a password, or for an account that exists, by one button."""
    invitation = invitations.waiting(token, at=timezone.now())
    has_account = invitations.has_account(invitation)
    account = Account(email=invitation.email)
    form = JoinForm(posted(request), initial={"name": invitation.name}, request=request, account=account)
    if request.method == "POST" and (has_account or form.is_valid()):
        return _accepted(request, token, {} if has_account else form.cleaned_data)
    context = {
        "invitation": invitation,
        "role": title_of("roles", invitation.role),
        "rules": password_validators_help_texts(),
    }
    return form_page(request, "agencies/invitation.html", None if has_account else form, context)


def _accepted(request: Request, token: str, answers: dict[str, str]) -> HttpResponse:
    invitations.accept(token, **answers, at=timezone.now())
    # Somebody else may be signed in on this device.
    logout(request)
    messages.success(request, _("Your account is ready. Sign in to begin."))
    return redirect("account_login")
