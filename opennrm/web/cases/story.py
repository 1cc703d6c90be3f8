"""The timeline of a case as sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.cases.models import TimelineEntry
from opennrm.contexts import events
from opennrm.foundation.events import Event
from opennrm.web.design import entries
from opennrm.web.subjects import page_about


def tell(rows: Iterable[TimelineEntry]) -> list[entries.TimelineEntry]:
    """Each entry as what happened, who did it, and a link where there is more to read."""
    rows = list(rows)
    named = {
        row.detail.get(event.person) for row in rows if (event := events().get(row.kind)) and event.person
    }
    people = Membership.objects.filter(pk__in=named - {None}) if named else Membership.objects.none()
    names = {str(pk): name for pk, name in people.values_list("pk", "account__name")}
    return [_entry(row, events().get(row.kind), names) for row in rows]


def _entry(row: TimelineEntry, event: Event | None, names: dict[str, str]) -> entries.TimelineEntry:
    if event is None or event.story is None:
        # Of a kind that only another version of OpenNRM knows.
        title = _("Something was recorded: {kind}").format(kind=row.kind)
        return entries.TimelineEntry(at=row.at, title=title, by=_by(row))
    person = names.get(row.detail.get(event.person, ""), _("a colleague"))
    return entries.TimelineEntry(
        at=row.at,
        title=str(event.story).format(**event.words(row.detail), person=person),
        by=_by(row),
        body=event.because(row.detail),
        url=page_about(event.about, row.detail[event.about], row.case_id) if event.about else "",
        tone=event.tone,
    )


def _by(row: TimelineEntry) -> str:
    if row.account is None:
        return _("the system")
    return _("{name}, {agency}").format(name=row.account.name, agency=row.agency.name if row.agency else "")
