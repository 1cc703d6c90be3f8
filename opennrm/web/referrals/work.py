"""Referrals in My work, for whoever is asked to help."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import deadlines
from opennrm.foundation.actor import Actor
from opennrm.referrals import access as referral_access
from opennrm.web.worklist import Item, Section


def asked_and_helping(actor: Actor, at: datetime) -> list[Section]:
    """What waits for an answer, and the children whom the service helps."""
    return [_to_answer(actor, at), _helping(actor, at)]


def _referral_items(actor: Actor, referrals, *, at: datetime) -> list[Item]:
    found = list(referrals.select_related("service", "sender"))
    due = deadlines.of_matters(actor, [referral.pk for referral in found], at=at)
    return [
        Item(
            title=referral.service.name,
            url=reverse("referral-show", args=[referral.pk]),
            hint=" · ".join([referral.number, referral.sender.name]),
            deadline=due.get(referral.pk),
            is_urgent=referral.is_urgent,
        )
        for referral in found
    ]


def _to_answer(actor: Actor, at: datetime) -> Section:
    return Section(
        title=_("Waiting for our answer"),
        items=_referral_items(actor, referral_access.to_answer(actor).order_by("expires_at"), at=at),
        empty=_("No request is waiting for an answer."),
    )


def _helping(actor: Actor, at: datetime) -> Section:
    helped = referral_access.visible_to(actor).received_by(actor.agency_id).filter(state="accepted")
    return Section(
        title=_("Children we are helping"),
        items=_referral_items(actor, helped.order_by("answered_at"), at=at),
        empty=_("You are not helping any children at the moment."),
    )
