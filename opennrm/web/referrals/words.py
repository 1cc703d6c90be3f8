"""Referrals in words: the summary of the child, how one stands, and how it came to that."""

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.country.pack import pack
from opennrm.country.titles import title_of, titles_of
from opennrm.referrals.models import Referral
from opennrm.referrals.states import State
from opennrm.web.design.entries import TimelineEntry

TONES = {
    State.SENT: "warn",
    State.ACCEPTED: "good",
    State.DECLINED: "danger",
    State.WITHDRAWN: "quiet",
    State.EXPIRED: "danger",
    State.NO_SHOW: "danger",
    State.COMPLETED: "good",
}


class Summarised(Protocol):
    """A case or a referral: what both know of the child without naming anybody."""

    age: int | None
    sex: str
    area: str
    languages: list[str]
    is_urgent: bool


def summary_of(known: Summarised) -> list[tuple[str, str]]:
    """What a service sees of the child before it answers: each a question and its answer."""
    age = _("Not known: treated as a child") if known.age is None else _("{age} years").format(age=known.age)
    return [
        (_("Age"), age),
        (_("Girl or boy"), title_of("sexes", known.sex)),
        (pack().area_word, title_of("areas", known.area)),
        (_("Languages"), ", ".join(titles_of("languages", known.languages))),
        (_("Urgent"), _("Yes") if known.is_urgent else _("No")),
    ]


def story(referral: Referral, *, reminded_at: datetime | None) -> list[TimelineEntry]:
    """How the referral came to where it stands, newest first.

    :param reminded_at: when both sides were reminded of the answer, if they were.
    """
    sent = _entry(
        referral.sent_at, _("The request was sent"), referral.sent_by, referral.sender.name, tone="info"
    )
    entries = [sent]
    if reminded_at:
        late = _("The answer was late: both sides were reminded")
        entries.append(TimelineEntry(at=reminded_at, title=late, by=_("the system"), tone="warn"))
    if referral.answered_at and referral.state != State.DECLINED:
        name = referral.receiver.name
        entries.append(_entry(referral.answered_at, _("Accepted"), referral.answered_by, name, tone="good"))
    if referral.ended_at:
        agency = referral.sender.name if referral.state == State.WITHDRAWN else referral.receiver.name
        title = str(State(referral.state).label)
        tone, body = TONES[State(referral.state)], reason_of(referral)
        entries.append(_entry(referral.ended_at, title, referral.ended_by, agency, tone=tone, body=body))
    return entries[::-1]


def _entry(
    at: datetime, title: str, who: Membership | None, agency: str, *, tone: str, body: str = ""
) -> TimelineEntry:
    by = _("{name}, {agency}").format(name=who.account.name, agency=agency) if who else _("the system")
    return TimelineEntry(at=at, title=title, by=by, tone=tone, body=body)


def reason_of(referral: Referral) -> str:
    """Why it was declined or withdrawn, or how it was completed."""
    given = (
        (referral.decline_reason, "decline_reasons"),
        (referral.withdraw_reason, "withdraw_reasons"),
        (referral.outcome, "outcomes"),
    )
    return next((title_of(name, code) for code, name in given if code), "")
