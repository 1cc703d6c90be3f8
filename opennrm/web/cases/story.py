"""The timeline of a case as sentences."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership
from opennrm.cases.models import TimelineEntry
from opennrm.contexts import events
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.web.design import entries
from opennrm.web.parts import gathered
from opennrm.web.subjects import page_about

ORDER = ("-at", "-place", "id")


def entries_of(actor: Actor, case_id: UUID) -> QuerySet[TimelineEntry]:
    """What the actor may know of what happened in a case."""
    entries = TimelineEntry.objects.visible_to(actor).filter(case_id=case_id)
    return entries.showing("case", "at", "place", "kind", "detail", "account__name", "agency__name")


def tell(
    rows: Iterable[TimelineEntry], *, reader: Actor, has_names: bool = True
) -> list[entries.TimelineEntry]:
    """Each entry as what happened, who did it, and a link where there is more that the reader may read.

    Without names, people are "a colleague", and who did something is said by their agency alone.
    """
    told = [(row, events().get(row.kind)) for row in rows]
    people = {row.detail.get(event.person) for row, event in told if has_names and event and event.person}
    agencies = {row.detail.get(event.agency) for row, event in told if event and event.agency}
    names = _names(Membership, "account__name", people - {None}) | _names(Agency, "name", agencies - {None})
    hidden = _not_readable(told, reader)
    return [_entry(row, event, names, hidden, has_names=has_names) for row, event in told]


def _not_readable(told: Iterable[tuple[TimelineEntry, Event | None]], reader: Actor) -> set[str]:
    """The ids of what these entries speak of and the reader may not read; one query a subject at most."""
    hidden: set[str] = set()
    for name, subject in gathered().subjects.items():
        if subject.readable is not None:
            ids = {row.detail[name] for row, event in told if event and event.about == name}
            hidden |= ids - set(subject.readable(reader, ids))
    return hidden


def _names(model: type[Model], name: str, ids: Collection[str]) -> dict[str, str]:
    """What these are called, by their ids; without a query where there are none."""
    found = model._default_manager.filter(pk__in=ids).values_list("pk", name) if ids else []
    return {str(pk): called for pk, called in found}


def _entry(
    row: TimelineEntry,
    event: Event | None,
    names: dict[str, str],
    hidden: Collection[str],
    *,
    has_names: bool,
) -> entries.TimelineEntry:
    if event is None or event.story is None:
        # Of a kind that only another version of OpenNRM knows.
        title = _("Something was recorded: {kind}").format(kind=row.kind)
        return entries.TimelineEntry(at=row.at, title=title, by=_by(row, has_names))
    person = names.get(row.detail.get(event.person, "")) or _("a colleague") if event.person else ""
    agency = names.get(row.detail.get(event.agency, "")) or _("an agency") if event.agency else ""
    subject_id = row.detail[event.about] if event.about else ""
    is_linked = bool(subject_id) and subject_id not in hidden
    return entries.TimelineEntry(
        at=row.at,
        title=str(event.story).format(**event.words(row.detail), person=person, agency=agency),
        by=_by(row, has_names),
        body=event.because(row.detail),
        url=page_about(event.about, subject_id, row.case_id) if is_linked else "",
        tone=event.tone,
    )


def _by(row: TimelineEntry, has_names: bool) -> str:
    if row.account is None:
        return _("the system")
    if not has_names:
        return row.agency.name if row.agency else ""
    return _("{name}, {agency}").format(name=row.account.name, agency=row.agency.name if row.agency else "")
