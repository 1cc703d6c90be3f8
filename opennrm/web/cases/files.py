"""Files under names that say nothing of anybody: what they were called is sealed."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from opennrm.audit.models import AuditEvent
from opennrm.cases.documents import Custody, Entry
from opennrm.cases.models import Case
from opennrm.country.titles import title_of
from opennrm.foundation.files import ENDINGS, PDF
from opennrm.foundation.looking import Sheet
from opennrm.web.audit.words import by_whom, sentence
from opennrm.web.design import entries


def name_of(entry: Entry) -> str:
    """A file's number as its name."""
    name = _("Document %(number)s") if entry.media_type == PDF else _("Picture %(number)s")
    return name % {"number": entry.number}


def named(found: Iterable[Entry]) -> list[dict[str, Any]]:
    """Each file with its number as a name, and its kind in words."""
    return [{"file": entry, "name": name_of(entry), "kind": kind_of(entry)} for entry in found]


def kind_of(entry: Entry) -> str:
    """What kind of document it is, in words; empty for what came with a concern."""
    return title_of("document_kinds", entry.kind)


def download_name(entry: Entry) -> str:
    """What a downloaded file is called: nothing that names somebody."""
    return f"document-{entry.number}{ENDINGS[entry.media_type]}"


def address_of_picture(sheet: Sheet) -> str:
    """An address that holds the picture itself, so that nothing else has to be asked for it; empty without one."""
    return f"data:{sheet.media_type};base64,{b64encode(sheet.content).decode()}" if sheet.content else ""


def openings(events: Iterable[AuditEvent]) -> list[entries.TimelineEntry]:
    """Who opened a document, as sentences."""
    return [
        entries.TimelineEntry(
            at=event.at, title=sentence(event.kind), by=by_whom(event), body=_page_opened(event)
        )
        for event in events
    ]


def _page_opened(event: AuditEvent) -> str:
    page = event.detail.get("page", "1")
    return _("Page %(page)s") % {"page": page} if page != "1" else ""


def shown(case: Case, custody: Custody) -> dict[str, Any]:
    """The variables that every page of one document has."""
    entry = custody.entry
    return {
        "case": case,
        "file": entry,
        "name": name_of(entry),
        "kind": kind_of(entry),
        "custody": custody,
    }
