"""Ledgers in words: what happened, by which office, and what stands beside it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.country.titles import title_of
from opennrm.custody.events import LEDGER
from opennrm.custody.models import LedgerEvent
from opennrm.custody.rules import Seconds
from opennrm.custody.states import Authority, Clock, Purpose, Stop
from opennrm.web.templatetags.design import moment, time_of_day


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event of a ledger, for a page or on paper: people stand there by their office."""

    number: int
    at: datetime | None
    what: str
    who: str
    person: str
    facts: list[str]
    digest: str


def lines(events: Iterable[LedgerEvent]) -> list[Line]:
    """The events of a ledger in words."""
    return [_line(event) for event in events]


def _line(event: LedgerEvent) -> Line:
    member = event.membership
    who = f"{title_of('roles', member.role)}, {member.agency.name}" if member else _("OpenNRM itself")
    return Line(
        number=event.sequence,
        at=event.at,
        what=str(LEDGER[event.kind].audit),
        who=who,
        person=member.account.name if member else "",
        facts=_facts(json.loads(event.detail)),
        digest=bytes(event.digest).hex(),
    )


def _facts(detail: dict) -> list[str]:
    return [*_of_times(detail), *_of_copy(detail), *_of_bytes(detail)]


def _of_times(detail: dict) -> list[str]:
    found = []
    if "device_time" in detail:
        when = moment(datetime.fromisoformat(detail["device_time"]))
        found.append(_("%(when)s, by: %(clock)s") % {"when": when, "clock": Clock(detail["clock"]).label})
    if "reason" in detail:
        found += gap_lines([(detail["from"], detail["until"], detail["reason"])])
    return found


def _of_copy(detail: dict) -> list[str]:
    found = []
    if "copy" in detail:
        found.append(_("Copy %(number)s") % {"number": detail["copy"]})
    if "purpose" in detail and "basis" in detail:
        found.append(f"{Purpose(detail['purpose']).label}: {Authority(detail['basis']).label}")
    if detail.get("of") == "transcript":
        found.append(_("Of the transcript"))
    if detail.get("watermark"):
        found.append(_("With a watermark in the picture"))
    if "ranges" in detail:
        found.append(in_times((begin, end) for begin, end in detail["ranges"]))
    if "left_out" in detail:
        parts = in_times((begin, end) for begin, end in detail["left_out"])
        found.append(_("Left out: %(parts)s") % {"parts": parts})
    return found


def _of_bytes(detail: dict) -> list[str]:
    found = []
    if "bytes" in detail:
        found.append(_("%(bytes)s bytes") % {"bytes": detail["bytes"]})
    if detail.get("digest"):
        found.append(_("SHA-256 %(digest)s") % {"digest": detail["digest"]})
    if detail.get("device_digest"):
        found.append(_("The recorder said %(digest)s") % {"digest": detail["device_digest"]})
    if detail.get("sent"):
        found.append(_("The document that was sent: SHA-256 %(digest)s") % {"digest": detail["sent"]})
    if detail.get("parent"):
        found.append(_("Made of what has SHA-256 %(digest)s") % {"digest": detail["parent"]})
    if "equal" in detail:
        found.append(_("Equal") if detail["equal"] else _("Not equal"))
    if detail.get("seal_number"):
        found.append(_("Seal %(number)s") % {"number": detail["seal_number"]})
    return found


def gap_lines(gaps: Iterable[Sequence[str]]) -> list[str]:
    """Gaps of a recording in words, such as "2:41 pm to 2:45 pm: The power failed"."""
    sentence = _("The recorder stood still from %(begin)s to %(end)s: %(reason)s")
    return [
        sentence
        % {
            "begin": moment(datetime.fromisoformat(begin)),
            "end": time_of_day(datetime.fromisoformat(end)),
            "reason": Stop(reason).label,
        }
        for begin, end, reason in gaps
    ]


def in_times(ranges: Iterable[Seconds]) -> str:
    """Ranges of seconds as people read them, such as "0:00 to 12:30, 14:05 to 20:00"."""
    sentence = _("%(begin)s to %(end)s")
    return ", ".join(sentence % {"begin": clock(begin), "end": clock(end)} for begin, end in ranges)


def clock(seconds: float) -> str:
    """Seconds as a player shows them, such as "1:02:03"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
