"""Handovers in words: how one stands, how it came to that, and what an agency still sees afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.contexts import vocabulary
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.handovers.models import Handover
from opennrm.handovers.states import State
from opennrm.web.design.entries import TimelineEntry

TONES = {
    State.ASKED: "warn",
    State.ACCEPTED: "good",
    State.REFUSED: "danger",
    State.WITHDRAWN: "quiet",
    State.EXPIRED: "danger",
}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the agency before still sees of a case that it handed over, for so many days; nothing without parts."""

    parts: Sequence[str]
    days: int


def what_is_kept(kind: str) -> Kept:
    """What an agency of this kind still sees after it has handed a case over, whichever agency takes it."""
    handovers = pack().handovers
    shared = [pack().sharing_after_handover(to, kind).scopes for to in handovers.agency_kinds]
    scopes = {scope for each in shared for scope in each}
    parts = [str(words) for scope, words in vocabulary().scopes.items() if scope in scopes]
    return Kept(parts=parts, days=handovers.keep_days)


def story(handover: Handover, *, reminded_at: datetime | None) -> list[TimelineEntry]:
    """How the handover came to where it stands, newest first.

    :param reminded_at: when both sides were reminded of the answer, if they were.
    """
    before, asked = handover.from_agency.name, handover.to_agency.name
    reason = title_of("handover_reasons", handover.reason)
    entries = [
        _entry(
            handover.asked_at, _("The agency was asked"), handover.asked_by, before, tone="info", body=reason
        )
    ]
    if reminded_at:
        late = _("The answer was late: both sides were reminded")
        entries.append(TimelineEntry(at=reminded_at, title=late, by=_("the system"), tone="warn"))
    if handover.ended_at:
        state = State(handover.state)
        agency = before if state == State.WITHDRAWN else asked
        body = title_of("handover_refusals", handover.refusal) if handover.refusal else ""
        tone, title = TONES[state], str(state.label)
        entries.append(_entry(handover.ended_at, title, handover.ended_by, agency, tone=tone, body=body))
    return entries[::-1]


def _entry(
    at: datetime, title: str, who: Membership | None, agency: str, *, tone: str, body: str = ""
) -> TimelineEntry:
    by = _("{name}, {agency}").format(name=who.account.name, agency=agency) if who else _("the system")
    return TimelineEntry(at=at, title=title, by=by, tone=tone, body=body)
