"""The page of one referral: for whoever sent it how it stands, for the service what is asked of it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.cases import deadlines
from opennrm.cases.models import Clock
from opennrm.foundation.actor import Actor
from opennrm.referrals import access
from opennrm.referrals.models import Referral
from opennrm.referrals.permissions import REFERRAL_ANSWER, REFERRAL_SEND
from opennrm.referrals.states import State
from opennrm.web import held_forms
from opennrm.web.directory.words import describe
from opennrm.web.guards import requires
from opennrm.web.referrals.forms import AcceptForm
from opennrm.web.referrals.words import TONES, story, summary_of
from opennrm.web.request import Request


@requires(REFERRAL_ANSWER, REFERRAL_SEND)
@require_safe
def show(request: Request, referral_id: UUID) -> HttpResponse:
    """One referral: summary, note, clock, and what can be done with it."""
    referral = access.referral_to_read(request.actor, referral_id)
    at = timezone.now()
    clocks = Clock.objects.visible_to(request.actor).filter(subject_id=referral.pk)
    reminded_at = clocks.exclude(escalated_at=None).values_list("escalated_at", flat=True).first()
    context = {
        "referral": referral,
        "described": describe(referral.service, at=at),
        "summary": summary_of(referral),
        "notes": access.open_notes(request.actor, referral),
        "story": story(referral, reminded_at=reminded_at),
        "tone": TONES[State(referral.state)],
        "deadline": deadlines.of_matters(request.actor, [referral.pk], at=at).get(referral.pk),
        "has_lapsed": referral.has_lapsed(at),
        "now": at,
        "accept_form": _accept_form(request, referral),
        **_steps(request.actor, referral),
    }
    return render(request, "referrals/show.html", context)


def _accept_form(request: Request, referral: Referral) -> AcceptForm | None:
    """What to choose beside "Accept", as it was chosen if that was pressed in vain."""
    pressed = held_forms.chosen(request, reverse("referral-accept", args=[referral.pk]))
    return AcceptForm(pressed) if referral.service.places_free else None


def _steps(actor: Actor, referral: Referral) -> dict:
    """What the actor can do with the referral now."""
    answers, sends = access.answers(actor, referral), access.sends(actor, referral)
    is_waiting, is_accepted = referral.state == State.SENT, referral.state == State.ACCEPTED
    return {
        "answers": answers,
        "may_answer": answers and is_waiting,
        "may_end": answers and is_accepted,
        "may_withdraw": sends and actor.may(REFERRAL_SEND) and (is_waiting or is_accepted),
        "shows_case": access.shows_case(actor, referral),
    }
