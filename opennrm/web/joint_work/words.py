"""Joint work in words: how it stands, what the agency sees, and how it came to that."""

from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.contexts import vocabulary
from opennrm.country.titles import title_of
from opennrm.joint_work.models import JointWork
from opennrm.joint_work.states import State
from opennrm.web.design.entries import TimelineEntry

TONES = {
    State.ASKED: "warn",
    State.TAKING_PART: "good",
    State.DECLINED: "danger",
    State.WITHDRAWN: "quiet",
    State.EXPIRED: "danger",
    State.ENDED: "quiet",
    State.OVER: "quiet",
}


def shown(work: JointWork) -> list[str]:
    """The parts of the case that the agency sees while it takes part."""
    return [str(words) for scope, words in vocabulary().scopes.items() if scope in work.scopes]


def not_shown(work: JointWork) -> list[str]:
    """The parts of the case that it does not see."""
    return [str(words) for scope, words in vocabulary().scopes.items() if scope not in work.scopes]


def story(work: JointWork) -> list[TimelineEntry]:
    """How it came to where it stands, newest first."""
    lead, asked = work.from_agency.name, work.to_agency.name
    title = _("The agency was asked")
    entries = [_entry(work.asked_at, title, work.asked_by, lead, tone="info")]
    if work.answered_at and work.state != State.DECLINED:
        entries.append(_entry(work.answered_at, _("Accepted"), work.answered_by, asked, tone="good"))
    if work.ended_at:
        state = State(work.state)
        agency = work.ended_by.agency.name if work.ended_by else ""
        body = title_of(work.reasons, work.end_reason) if work.end_reason else ""
        tone, title = TONES[state], str(state.label)
        entries.append(_entry(work.ended_at, title, work.ended_by, agency, tone=tone, body=body))
    return entries[::-1]


def _entry(
    at: datetime, title: str, who: Membership | None, agency: str, *, tone: str, body: str = ""
) -> TimelineEntry:
    by = _("{name}, {agency}").format(name=who.account.name, agency=agency) if who else _("the system")
    return TimelineEntry(at=at, title=title, by=by, tone=tone, body=body)
