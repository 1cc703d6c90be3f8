"""The people of the team in words: what they are qualified for, and when they are not available."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.spaces import access
from opennrm.spaces.models import TeamMember
from opennrm.spaces.queries import FreeMember, Qualification
from opennrm.spaces.rules import Span, counts_on
from opennrm.web.templatetags.design import day, moment


@dataclass(frozen=True, kw_only=True)
class CertificateRow:
    """A certificate as a page shows it."""

    id: UUID
    title: str
    days: str
    mark: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class AbsenceRow:
    """An absence as a page shows it; the reason is empty for everybody but their own agency."""

    id: UUID
    times: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """Somebody in the list of the team."""

    member: TeamMember
    name: str
    mark: str
    tone: str


def by_agency(people: Iterable[FreeMember], on: date) -> list[tuple[str, list[MemberRow]]]:
    """The people of each agency, by the names of both."""
    found: dict[str, list[MemberRow]] = {}
    for each in people:
        mark, tone = _standing(each.certificates, on)
        row = MemberRow(member=each.member, name=each.name, mark=mark, tone=tone)
        found.setdefault(each.member.agency.name, []).append(row)
    return sorted(found.items())


def _standing(certificates: Iterable[Qualification], on: date) -> tuple[str, str]:
    """Of the certificates that somebody has: whether the last of one kind ends soon or has ended."""
    last: dict[str, Qualification] = {}
    for each in certificates:
        if each.kind not in last or each.valid_until > last[each.kind].valid_until:
            last[each.kind] = each
    if any(each.valid_until < on for each in last.values()):
        return _("A certificate has ended"), "danger"
    if any(each.valid_until <= _soon(on) for each in last.values()):
        return _("A certificate ends soon"), "warn"
    return "", "neutral"


def _soon(on: date) -> date:
    return on + timedelta(days=pack().spaces.certificate_warning_days)


def certificates(actor: Actor, member: TeamMember, *, at: datetime) -> list[CertificateRow]:
    """The certificates of somebody, the one that counts longest first."""
    today = at.astimezone(pack().zone).date()
    return [
        CertificateRow(
            id=row.pk,
            title=title_of("certificate_kinds", row.kind),
            days=_("%(first)s to %(last)s") % {"first": day(row.valid_from), "last": day(row.valid_until)},
            **_mark(row.valid_from, row.valid_until, today),
        )
        for row in access.certificates_of(actor, member).order_by("-valid_until", "id")
    ]


def _mark(valid_from: date, valid_until: date, today: date) -> dict[str, str]:
    if valid_until < today:
        return {"mark": _("Ended"), "tone": "danger"}
    if not counts_on(today, valid_from, valid_until):
        return {"mark": _("Not valid yet"), "tone": "neutral"}
    if valid_until <= _soon(today):
        return {"mark": _("Ends soon"), "tone": "warn"}
    return {"mark": _("Valid"), "tone": "good"}


def absences(actor: Actor, member: TeamMember, *, at: datetime) -> list[AbsenceRow]:
    """When somebody is not available from now on, the earliest first."""
    rows = access.absences_of(actor, member).filter(period__endswith__gt=at).order_by("period")
    reasons = access.reasons_of(actor, rows)
    return [
        AbsenceRow(
            id=row.pk,
            times=times((row.period.lower, row.period.upper)),
            reason=title_of("absence_reasons", reasons[row.pk]) if row.pk in reasons else "",
        )
        for row in rows
    ]


def times(span: Span) -> str:
    """From when until when, in words; whole days by their days alone."""
    first, last = (each.astimezone(pack().zone) for each in span)
    if first.time() == last.time() == datetime.min.time():
        last_day = (last - timedelta(days=1)).date()
        if first.date() == last_day:
            return day(first.date())
        return _("%(first)s to %(last)s") % {"first": day(first.date()), "last": day(last_day)}
    return _("%(first)s to %(last)s") % {"first": moment(first), "last": moment(last)}
