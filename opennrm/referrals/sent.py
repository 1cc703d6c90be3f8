"""The referrals that an agency sent, narrowed to what somebody looks for."""

from dataclasses import dataclass
from datetime import date

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.filters import Filters
from opennrm.foundation.pages import Page, page_of
from opennrm.foundation.working_time import within_days

from . import access
from .models import Referral, ReferralQuerySet

PAGE = 25
SENT, WAITING, ANSWERED = "", "waiting", "answered"
"""Which of them: all, those that wait for an answer, or those that were answered."""


@dataclass(frozen=True, kw_only=True)
class Wanted(Filters):
    """What is looked for. What is empty does not limit.

    `show` is one of the words above, `purpose` a kind of service. The days, both included, are those on which a
    referral was sent, or, of those that were answered, answered.
    """

    show: str = SENT
    purpose: str = ""
    first_day: date | None = None
    last_day: date | None = None

    READ = {"first_day": date.fromisoformat, "last_day": date.fromisoformat}


def referrals(actor: Actor, wanted: Wanted) -> ReferralQuerySet:
    """The referrals that the actor's agency sent and that they see, in no order."""
    found = access.visible_to(actor).filter(sender_id=actor.agency_id)
    if wanted.show == WAITING:
        found = found.waiting_for_answer()
    if wanted.purpose:
        found = found.filter(purpose=wanted.purpose)
    moment = "answered_at" if wanted.show == ANSWERED else "sent_at"
    if wanted.show == ANSWERED:
        found = found.filter(answered_at__isnull=False)
    return found.filter(**within_days(moment, wanted.first_day, wanted.last_day, pack().zone))


def page(actor: Actor, wanted: Wanted, *, mark: str) -> Page[Referral]:
    """One page of these referrals, those sent last first; of those that wait, whoever waits longest first.

    :param mark: of a page of the same list; empty for the first.
    :raises NoSuchPage: the mark is none of this list.
    """
    order = ("sent_at", "id") if wanted.show == WAITING else ("-sent_at", "id")
    found = referrals(actor, wanted).select_related("service", "receiver")
    return page_of(found, order, mark, size=PAGE)
