"""The audit in sentences: what was done, by whom, for which agency, and by which right."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from opennrm.audit.models import AuditEvent
from opennrm.cases.states import Part
from opennrm.contexts import events
from opennrm.country.titles import title_of
from opennrm.web.design import entries

TONES = {
    "opened": "warn",
    "viewed": "neutral",
    "decided": "warn",
    "deactivated": "danger",
    "sign_in_failed": "danger",
}

RIGHTS = {
    "assigned": lazy("the case was assigned to them"),
    "author": lazy("they wrote it"),
    "reporter": lazy("they reported the concern"),
    "auditor": lazy("they are an auditor"),
    Part.LEAD.value: lazy("their agency leads the case"),
    Part.ASKED.value: lazy("their service was asked to help"),
    Part.SERVING.value: lazy("their service helps the child"),
    Part.DECIDING.value: lazy("their agency was asked for a decision"),
    Part.KEEPING.value: lazy("their agency keeps a recording"),
}


def as_entries(events: Iterable[AuditEvent]) -> list[entries.TimelineEntry]:
    """Events of one case, for the agency that leads it."""
    return [_entry(event, body=_right(event)) for event in events]


def for_auditors(events: Iterable[AuditEvent]) -> list[entries.TimelineEntry]:
    """Events of any case: cases are told apart by the beginning of their number, and nothing names a child."""
    return [_entry(event, body=_traces(event)) for event in events]


def _entry(event: AuditEvent, *, body: str) -> entries.TimelineEntry:
    tone = TONES.get(event.kind.rpartition(".")[2], "neutral")
    return entries.TimelineEntry(
        at=event.at, title=sentence(event.kind), by=by_whom(event), body=body, url="", tone=tone
    )


def sentence(kind: str) -> str:
    """What was done, in words; a kind that is not known yet is still told."""
    event = events().get(kind)
    return str(event.audit) if event else _("Something was recorded: {kind}").format(kind=kind)


def by_whom(event: AuditEvent) -> str:
    if event.job:
        return _("the system")
    if not event.account_name:
        return _("somebody who was not signed in")
    if not event.agency_name:
        return event.account_name
    return _("{name}, {role}, {agency}").format(
        name=event.account_name, role=title_of("roles", event.role).lower(), agency=event.agency_name
    )


def right(event: AuditEvent) -> str:
    """By which right it was done, in words; empty where none was noted."""
    return str(RIGHTS.get(event.right, ""))


def case_number(event: AuditEvent) -> str:
    """The beginning of the case's id, by which an auditor tells cases apart."""
    return str(event.case_id)[:8] if event.case_id else ""


def _right(event: AuditEvent) -> str:
    known = right(event)
    return _("Allowed because {reason}.").format(reason=known) if known else ""


def _traces(event: AuditEvent) -> str:
    found = [_right(event)]
    if event.case_id:
        found.append(_("Case {number}.").format(number=case_number(event)))
    if "exported" in event.detail:
        count = event.detail["exported"]
        found.append(ngettext("{count} case.", "{count} cases.", count).format(count=count))
    if event.origin:
        found.append(_("From {address}.").format(address=event.origin))
    return " ".join(part for part in found if part)
