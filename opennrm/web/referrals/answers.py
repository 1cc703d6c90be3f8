"""Pages on which a referral is answered, withdrawn or ended."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.directory.access import may_edit
from opennrm.referrals import access, actions
from opennrm.referrals.models import Referral
from opennrm.referrals.permissions import REFERRAL_ANSWER, REFERRAL_SEND
from opennrm.web.buttons import button
from opennrm.web.design import Form
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.referrals.forms import AcceptForm, CompleteForm, DeclineForm, NoShowForm, WithdrawForm
from opennrm.web.request import Request, posted

Fetch = Callable[..., Referral]
Step = Callable[..., Referral]


@requires(REFERRAL_ANSWER)
@button("referral-show", "referral_id", undone=gettext_lazy("You have not accepted the request."))
def accept(request: Request, referral_id: UUID) -> HttpResponse:
    """Take the child on."""
    form = AcceptForm(request.POST)
    form.is_valid()
    takes_place = form.cleaned_data["takes_place"]
    actions.accept(referral_id, takes_place=takes_place, by=request.actor, at=timezone.now())
    messages.success(
        request, _("You accepted. Your team can now see the parts of the case that the rules allow.")
    )
    return redirect("referral-show", referral_id)


@requires(REFERRAL_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: Request, referral_id: UUID) -> HttpResponse:
    """Say that the service cannot help, and why."""
    done = _("You declined. We have told the sender why. Your team can no longer see the request.")
    return _step(request, referral_id, actions.decline, DeclineForm, access.referral_to_answer, done)


@requires(REFERRAL_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def no_show(request: Request, referral_id: UUID) -> HttpResponse:
    """Say that the child never came."""
    done = _("We have told the sender that the child did not come. Your team can no longer see the case.")
    return _step(request, referral_id, actions.no_show, NoShowForm, access.referral_to_answer, done)


@requires(REFERRAL_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: Request, referral_id: UUID) -> HttpResponse:
    """Say how the help ended."""
    done = _("Thank you. We have told the sender how it ended. Your team can no longer see the case.")
    return _step(request, referral_id, actions.complete, CompleteForm, access.referral_to_answer, done)


@requires(REFERRAL_SEND)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, referral_id: UUID) -> HttpResponse:
    """Take a request back."""
    done = _("The request was withdrawn. The service can no longer see anything about the child.")
    return _step(request, referral_id, actions.withdraw, WithdrawForm, access.referral_to_withdraw, done)


def _step(
    request: Request, referral_id: UUID, step: Step, form_of: type[Form], fetch: Fetch, done: str
) -> HttpResponse:
    """Ask for what the step needs, take it, and go back to what the actor still sees."""
    referral = fetch(request.actor, referral_id, lock=False)
    form = form_of(posted(request))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, f"referrals/{step.__name__}.html", form, {"referral": referral})
    step(referral_id, by=request.actor, at=timezone.now(), **form.cleaned_data)
    messages.success(request, done)
    if step is actions.withdraw:
        return redirect("referral-show", referral_id)
    return _ask_for_places(request, referral) or redirect("home")


def _ask_for_places(request: Request, referral: Referral) -> HttpResponse | None:
    """Lead on to the directory's entry, whose places have just become another number or come into doubt."""
    if not may_edit(request.actor, referral.service):
        return None
    messages.info(request, _("Is the number of free places in the directory still right?"))
    return redirect(f"{reverse('service-show', args=[referral.service_id])}#places")
