"""What is counted of the referrals that an agency sent: those that wait, and how many were sent and answered when."""

from datetime import datetime

from django.db.models import Count, F, Min

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import Figures, last_month, lately, this_month, times_taken

from . import sent
from .sent import ANSWERED, SENT, WAITING, Wanted


def _waiting(actor: Actor, at: datetime) -> list[list[str | int]]:
    """Of each kind of service: how many wait, and since when the oldest does."""
    waiting = sent.referrals(actor, Wanted(show=WAITING)).order_by()
    counted = waiting.values("purpose").annotate(number=Count("pk"), oldest=Min("sent_at"))
    rows = counted.values_list("purpose", "number", "oldest")
    return [[purpose, number, oldest.isoformat()] for purpose, number, oldest in rows]


def _of_months(actor: Actor, show: str, at: datetime) -> dict[str, int]:
    today = at.astimezone(pack().zone).date()
    months = {"this": this_month(today), "last": last_month(today)}
    return {
        name: sent.referrals(actor, Wanted(show=show, first_day=month.first, last_day=month.last)).count()
        for name, month in months.items()
    }


def _time_to_answer(actor: Actor, at: datetime) -> dict[str, float | int | None]:
    days = lately(at.astimezone(pack().zone).date())
    answered = sent.referrals(actor, Wanted(show=ANSWERED, first_day=days.first, last_day=days.last))
    return times_taken(answered.annotate(took=F("answered_at") - F("sent_at")), "took")


FIGURES = (
    Figures(name="waiting_referrals", count=_waiting),
    Figures(name="referrals_sent", count=lambda actor, at: _of_months(actor, SENT, at)),
    Figures(name="referrals_answered", count=lambda actor, at: _of_months(actor, ANSWERED, at)),
    Figures(name="time_to_answer", count=_time_to_answer),
)
